//! What pictures do to the form: the slots, and the fields that were read from them.

use std::collections::BTreeMap;

use domain::application::view::PictureView;
use domain::form::Control;
use leptos::prelude::*;

use super::Form;
use crate::application::uploads::Slot;
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

    /// A slot holds another picture, or none.
    pub(super) fn keep(self, field: &str, picture: Option<PictureView>) {
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
    pub fn slot(self, field: &'static str) -> Memo<Slot> {
        Memo::new(move |_| self.uploads.slot(&self.place.get_value(), field))
    }
}
