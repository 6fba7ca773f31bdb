//! What was wrong with a page and is being mended: nothing is said of it any longer than it holds.

use std::collections::BTreeMap;

use domain::application::view::CodeView;
use domain::document::PictureError;
use domain::form::{Control, Field, StepErrors};
use leptos::prelude::*;

use super::{Sender, Target};
use crate::application::look_again::Doubt;
use crate::application::plain;
use crate::application::saving::Saving;
use crate::application::unsent::Unsent;
use crate::application::uploads::Slot;
use crate::paths;

impl Sender {
    /// The fields that were sent back and hold what was sent in them.
    pub fn same(self) -> Vec<&'static Field> {
        self.fields.with_value(|fields| {
            self.form.with_scope(|scope| {
                fields
                    .iter()
                    .copied()
                    .filter(|field| self.form.is_as_sent(field, scope))
                    .collect()
            })
        })
    }

    /// What may be a slip of the hand.
    pub fn doubts(self) -> Vec<Doubt> {
        self.fields.with_value(|fields| {
            self.form.with_scope(|scope| {
                let doubt = |field: &&'static Field| {
                    let warning = field.warning(scope)?;
                    Some((field.id, scope.get(field.id).to_owned(), warning))
                };
                fields.iter().filter_map(doubt).collect()
            })
        })
    }

    /// What is doubtful still of what was asked about.
    pub fn open_doubts(self, asked: &[Doubt]) -> Vec<Doubt> {
        let now = self.doubts();
        let open = asked.iter().filter(|doubt| now.contains(doubt));
        open.cloned().collect()
    }

    /// What is wrong as far as the browser can tell; a code that was typed is for the server.
    pub fn local_errors(self) -> StepErrors {
        self.fields.with_value(|fields| {
            self.form.with_scope(|scope| {
                fields
                    .iter()
                    .filter(|field| {
                        !matches!(field.control, Control::EmailCode { .. })
                            || scope.get(field.id).is_empty()
                    })
                    .filter_map(|field| {
                        field
                            .check(scope)
                            .err()
                            .map(|reason| (field.id.to_owned(), reason))
                    })
                    .collect()
            })
        })
    }

    /// What of a page that came back is wrong, as far as it was judged.
    pub(super) fn errors_at_first(self) -> StepErrors {
        self.form.judged.with_untracked(|judged| {
            if judged.is_empty() {
                return StepErrors::new();
            }
            let mut errors = self.local_errors();
            errors.retain(|id, _| judged.contains(id));
            errors
        })
    }

    /// What is wrong still of what was found when it was tried to go on, in the words of now.
    pub fn open_errors(self) -> StepErrors {
        self.errors.with(|errors| {
            self.form.with_scope(|scope| {
                errors
                    .keys()
                    .filter_map(|id| {
                        let reason = self.field(id)?.check(scope).err()?;
                        Some((id.clone(), reason))
                    })
                    .collect()
            })
        })
    }

    /// Pictures a plain form sent and that were not taken.
    pub fn refused_pictures(self) -> BTreeMap<&'static str, PictureError> {
        self.fields.with_value(|fields| {
            let uploads = fields.iter().filter(|field| field.is_upload());
            uploads
                .filter_map(|field| Some((field.id, plain::refused_before(field.id)?)))
                .collect()
        })
    }

    /// Those of them for which no other was chosen. Before the page is alive no slot knows of it.
    pub fn open_pictures(
        self,
        refused: &BTreeMap<&'static str, PictureError>,
    ) -> BTreeMap<&'static str, PictureError> {
        let is_alive = self.form.is_alive.get();
        let is_open = |field: &str| !is_alive || matches!(self.form.slot(field), Slot::Failed(_));
        let open = refused.iter().filter(|(field, _)| is_open(field));
        open.map(|(field, error)| (*field, *error)).collect()
    }

    /// A code is on its way: its field waits for it, and nothing is wrong with it any more.
    pub fn code_sent(self, code: CodeView) {
        let field = self.fields.with_value(|fields| {
            fields
                .iter()
                .find(|field| matches!(field.control, Control::EmailCode { .. }))
                .map(|field| field.id)
        });
        if let Some(field) = field {
            self.errors.update(|errors| {
                errors.remove(field);
            });
            self.form.code_sent(field, code);
        }
    }

    /// The address of the page.
    pub fn page(self) -> String {
        match self.target {
            Target::Step(step) => paths::step(&self.form.place.get_value(), step.id),
            Target::Correction(reference) => paths::correction(&reference.get_value()),
        }
    }
}

/// A message that the service could not be reached, or had enough, goes when something was saved.
pub fn forget_when_connected(problem: RwSignal<Option<(String, u32)>>) {
    let saving = Unsent::current().saving;
    Effect::new(move |_| {
        let is_over = saving.get() == Saving::Saved
            && problem.with_untracked(|problem| {
                matches!(problem, Some((code, _)) if matches!(code.as_str(), "unavailable" | "busy") || code.starts_with("spent"))
            });
        if is_over {
            problem.set(None);
        }
    });
}
