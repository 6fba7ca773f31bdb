//! What was saved to the draft of an open page elsewhere, in another tab or on another device.

use domain::application::view::DraftView;
use domain::form::drawn::is_same;
use leptos::prelude::*;

use super::Form;

impl Form {
    /// Takes in what is stored by now in fields nobody touched here; what was typed here stays, and
    /// the server says where that is behind. Pictures only if they are right. Whether anything came.
    pub fn take_in_stored(self, stored: &DraftView, are_pictures_right: bool) -> bool {
        if self.place.get_value() != stored.place && stored.reference.is_some() {
            self.place.set_value(stored.place.clone());
        }
        let place = self.place.get_value();
        let mut answers = self.answers.get_untracked();
        let mut taken = Vec::new();
        for field in self.kind.fields().filter(|field| field.is_kept()) {
            let (here, there) = (answers.get(field.id), stored.answers.get(field.id));
            if !is_same(here, there) && self.unsent.is_stored(&place, field.id, here) {
                answers.set(field.id, there);
                taken.push(field.id);
            }
        }
        for field in &taken {
            self.unsent.know(&place, field, answers.get(field));
        }
        self.choices
            .update(|choices| choices.extend(stored.choices.clone()));
        self.sources.update(|sources| {
            for field in &taken {
                match stored.sources.get(*field) {
                    Some(read) => sources.insert((*field).to_owned(), read.clone()),
                    None => sources.remove(*field),
                };
            }
        });
        // What was found in what is never stored, such as a password, only this page knows.
        self.facts.update(|facts| {
            let mut new = stored.facts.clone();
            if !are_pictures_right {
                new.pictures = std::mem::take(&mut facts.pictures);
            }
            let of_here = std::mem::take(&mut facts.findings).into_iter();
            new.findings.extend(of_here.filter(|(id, _)| {
                let field = self.kind.field(id);
                field.is_some_and(|field| !field.is_kept())
            }));
            *facts = new;
        });
        if are_pictures_right {
            self.pictures.set(stored.pictures.clone());
        }
        self.code.set(stored.code.clone());
        let is_new = !taken.is_empty();
        if is_new {
            // At once: none of the lists is emptied by the one above.
            self.answers.set(answers);
        }
        is_new
    }
}
