//! What was saved to the draft of an open page elsewhere, in another tab or on another device.

use domain::application::view::DraftView;
use domain::form::drawn::is_same;

use crate::form::Form;

impl Form {
    /// Takes in what is stored by now in fields nobody touched here; what was typed here stays, and
    /// the server says where that is behind. Pictures only if they are right. Whether anything came.
    pub fn take_in_stored(self, stored: DraftView, are_pictures_right: bool) -> bool {
        if stored.reference.is_some() {
            self.paper.change(|paper| paper.place = stored.place);
        }
        let place = self.place();
        let (mut answers, kind) = self.paper.peek(|paper| (paper.answers.clone(), paper.kind));
        let mut taken = Vec::new();
        for field in kind.fields().filter(|field| field.is_kept()) {
            let (here, there) = (answers.get(field.id), stored.answers.get(field.id));
            if !is_same(here, there) && self.unsent.is_stored(&place, field.id, here) {
                answers.set(field.id, there);
                taken.push(field.id);
            }
        }
        for field in &taken {
            self.unsent.know(&place, field, answers.get(field));
        }
        self.paper.change(|paper| {
            paper.choices.extend(stored.choices);
            for field in &taken {
                match stored.sources.get(field) {
                    Some(read) => paper.sources.insert((*field).to_owned(), read.clone()),
                    None => paper.sources.remove(field),
                };
            }
            // What was found in what is never stored, such as a password, only this page knows.
            let mut facts = stored.facts;
            let before = paper.facts.clone();
            facts
                .findings
                .extend(before.findings.into_iter().filter(|(id, _)| {
                    let field = kind.field(id);
                    field.is_some_and(|field| !field.is_kept())
                }));
            if are_pictures_right {
                paper.pictures = stored.pictures;
            } else {
                facts.pictures = before.pictures;
            }
            paper.facts = facts;
            paper.code = stored.code;
            // At once: none of the lists is emptied by the one above.
            if !taken.is_empty() {
                paper.answers = answers;
            }
        });
        !taken.is_empty()
    }
}
