//! What pictures do to the form: the slots, and the fields that were read from them.

use std::collections::BTreeMap;

use domain::application::view::{PictureView, SlotView};
use domain::form::Control;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Form;
use crate::application::uploads::{Changed, Slot};
use crate::browser;

impl Form {
    /// What was read from a picture comes into the fields that are empty; nothing needs saving.
    pub fn fill(self, read: &BTreeMap<String, String>) {
        let is_empty = |field: &str| {
            let in_page = browser::control_text(field).unwrap_or_default();
            in_page.is_empty()
                && self
                    .answers
                    .with_untracked(|answers| answers.get(field).is_empty())
        };
        let mut new = self.answers.get_untracked();
        let mut filled = Vec::new();
        // In the order of the kind: a list comes after the one it depends on.
        for field in self.kind.fields() {
            let Some(text) = read.get(field.id).filter(|_| is_empty(field.id)) else {
                continue;
            };
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
        for (field, text) in &filled {
            self.unsent.know(&self.place.get_value(), field, text);
        }
        self.sources.update(|sources| sources.extend(filled));
        // At once: none of the lists is emptied by the one above.
        self.answers.set(new);
    }

    /// What was read from a picture that is gone leaves the fields that still say it.
    pub fn empty(self, read: &BTreeMap<String, String>) {
        let says = |(field, text): &(&String, &String)| {
            let in_page = browser::control_text(field);
            in_page.is_none_or(|in_page| in_page == **text)
                && self
                    .answers
                    .with_untracked(|answers| answers.get(field) == **text)
        };
        let gone: Vec<_> = read.iter().filter(says).collect();
        self.sources
            .update(|sources| sources.retain(|field, _| !read.contains_key(field)));
        self.judged
            .update(|judged| judged.retain(|field| !read.contains_key(field)));
        for (field, _) in &gone {
            self.unsent.know(&self.place.get_value(), field, "");
        }
        self.answers.update(|answers| {
            for (field, _) in gone {
                answers.set(field, "");
            }
        });
    }

    /// A slot was changed, here or elsewhere.
    pub(super) fn take_over(self, changed: &Changed) {
        let id = |picture: &PictureView| picture.id;
        let here = self
            .pictures
            .with_untracked(|pictures| pictures.get(changed.field).map(id));
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
        let is_gone = |(field, text): &(&String, &String)| read.get(*field) != Some(*text);
        let gone: BTreeMap<String, String> = self.sources.with_untracked(|sources| {
            let gone = sources.iter().filter(is_gone);
            gone.map(|(field, text)| (field.clone(), text.clone()))
                .collect()
        });
        self.sources
            .update(|sources| sources.retain(|field, _| !gone.contains_key(field)));
        // What is stored still was chosen since.
        let is_other = |field: &String| blank.contains(field) || read.contains_key(field);
        let emptied = gone.into_iter().filter(|(field, _)| is_other(field));
        self.empty(&emptied.collect());
        // Once the controls are empty, too.
        let read = read.clone();
        request_animation_frame(move || {
            if !self.place.is_disposed() {
                self.fill(&read);
            }
        });
    }

    /// The server has no picture in this slot: another window took it away.
    pub(in crate::application) fn lacks(self, field: &'static str) {
        self.keep(field, None);
        spawn_local(self.uploads.look(self.place.get_value(), field));
    }

    /// A slot holds another picture, or none.
    fn keep(self, field: &str, picture: Option<PictureView>) {
        self.facts.update(|facts| match picture {
            Some(_) => {
                facts.pictures.insert(field.to_owned());
            }
            None => {
                facts.pictures.remove(field);
            }
        });
        self.pictures.update(|pictures| match picture {
            Some(picture) => {
                pictures.insert(field.to_owned(), picture);
            }
            None => {
                pictures.remove(field);
            }
        });
    }

    /// Where the slot of an upload field stands.
    #[must_use]
    pub fn slot(self, field: &str) -> Slot {
        self.uploads.slot(&self.place.get_value(), field)
    }
}
