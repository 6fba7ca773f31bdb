//! What pictures do to the form: the slots, and the fields that were read from them.

use domain::application::view::{PictureView, SlotView};
use domain::form::Control;
use domain::map::Map;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::form::Form;
use crate::form::uploads::{Changed, Slot};

impl Form {
    /// What was read from a picture comes into the fields that are empty; nothing needs saving.
    pub fn fill(self, read: &Map<String, String>) {
        let mut new = self.paper.peek(|paper| paper.answers.clone());
        let kind = self.paper.peek(|paper| paper.kind);
        let mut filled = Vec::new();
        // In the order of the kind: a list comes after the one it depends on.
        for field in kind.fields() {
            let Some(text) = read.get(field.id) else {
                continue;
            };
            let in_page = browser::control_text(field.id).unwrap_or_default();
            if !in_page.is_empty() || !new.get(field.id).is_empty() {
                continue;
            }
            // Somebody may have chosen another one above meanwhile.
            let is_below = match field.control {
                Control::Select {
                    parent: Some(parent),
                    ..
                } => read.get(parent).is_some_and(|read| new.get(parent) == read),
                _ => true,
            };
            if is_below {
                new.set(field.id, text.as_str());
                filled.push((field.id.to_owned(), text.clone()));
            }
        }
        let place = self.place();
        for (field, text) in &filled {
            self.unsent.know(&place, field, text);
        }
        // At once: none of the lists is emptied by the one above.
        self.paper.change(|paper| {
            paper.sources.extend(filled);
            paper.answers = new;
        });
    }

    /// What was read from a picture that is gone leaves the fields that still say it.
    pub fn empty(self, read: &Map<String, String>) {
        let gone: Vec<&str> = self.paper.peek(|paper| {
            let says = |(field, text): &(&String, &String)| {
                let in_page = browser::control_text(field);
                in_page.is_none_or(|in_page| in_page == **text) && paper.text(field) == **text
            };
            let gone = read.iter().filter(says);
            gone.map(|(field, _)| field.as_str()).collect()
        });
        let place = self.place();
        for field in &gone {
            self.unsent.know(&place, field, "");
        }
        self.paper.change(|paper| {
            paper.sources.retain(|field, _| !read.contains_key(field));
            paper.judged.retain(|field| !read.contains_key(field));
            for field in gone {
                paper.answers.set(field, "");
            }
        });
    }

    /// A slot was changed, here or elsewhere.
    pub(super) fn take_over(self, changed: &Changed) {
        let id = |picture: &PictureView| picture.id;
        let here = self
            .paper
            .peek(|paper| paper.pictures.get(changed.field).map(id));
        // Of one the page was drawn with it may know more by now.
        if here != changed.picture.as_ref().map(id) {
            self.keep(changed.field, changed.picture.clone());
            self.empty(&changed.emptied);
        }
        if let Some(seen) = &changed.seen {
            self.agree(seen);
        }
    }

    /// Another window changed a picture: what was read from the one before goes, what was read from
    /// this one comes.
    fn agree(self, seen: &SlotView) {
        let SlotView { read, blank, .. } = seen;
        let gone: Map<String, String> = self.paper.peek(|paper| {
            let is_gone = |(field, text): &(&String, &String)| read.get(field) != Some(*text);
            let gone = paper.sources.iter().filter(is_gone);
            gone.map(|(field, text)| (field.clone(), text.clone()))
                .collect()
        });
        self.paper.change(|paper| {
            paper.sources.retain(|field, _| !gone.contains_key(field));
        });
        // What is stored still was chosen since.
        let mut emptied = gone;
        emptied.retain(|field, _| blank.contains(field) || read.contains_key(field));
        self.empty(&emptied);
        // Once the controls are empty, too.
        let read = read.clone();
        request_animation_frame(move || {
            if !self.is_gone() {
                self.fill(&read);
            }
        });
    }

    /// The server has no picture in this slot: another window took it away.
    pub(crate) fn lacks(self, field: &'static str) {
        self.keep(field, None);
        spawn_local(self.uploads.look(self.place(), field));
    }

    /// A slot holds another picture, or none.
    fn keep(self, field: &str, picture: Option<PictureView>) {
        self.paper.change(|paper| match picture {
            Some(picture) => {
                paper.facts.pictures.insert(field.to_owned());
                paper.pictures.insert(field.to_owned(), picture);
            }
            None => {
                paper.facts.pictures.remove(field);
                paper.pictures.remove(field);
            }
        });
    }

    /// Where the slot of an upload field stands.
    #[must_use]
    pub fn slot(self, field: &str) -> Slot {
        self.uploads.slot(&self.place(), field)
    }
}
