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
    pub(super) fn same(self) -> Vec<&'static Field> {
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
    pub(super) fn doubts(self) -> Vec<Doubt> {
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

    /// What is doubtful still of what was asked about; once all of it is mended, nothing is asked.
    pub(super) fn open_doubts(self, asked: RwSignal<Vec<Doubt>>) -> Memo<Vec<Doubt>> {
        let open = Memo::new(move |_| {
            let now = self.doubts();
            asked.with(|asked| {
                let open = asked.iter().filter(|doubt| now.contains(doubt));
                open.cloned().collect::<Vec<_>>()
            })
        });
        Effect::new(move |_| {
            if open.with(Vec::is_empty) && asked.with_untracked(|asked| !asked.is_empty()) {
                asked.set(Vec::new());
            }
        });
        open
    }

    /// What is wrong as far as the browser can tell; a code that was typed is for the server.
    pub(super) fn local_errors(self) -> StepErrors {
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
    pub(super) fn open_errors(self) -> Memo<StepErrors> {
        Memo::new(move |_| {
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
        })
    }

    /// Pictures a plain form sent and that were not taken, until others are chosen.
    pub(super) fn refused_pictures(self) -> Memo<BTreeMap<&'static str, PictureError>> {
        let refused: BTreeMap<_, _> = self.fields.with_value(|fields| {
            let uploads = fields.iter().filter(|field| field.is_upload());
            uploads
                .filter_map(|field| Some((field.id, plain::refused_before(field.id)?)))
                .collect()
        });
        let form = self.form;
        Memo::new(move |_| {
            // Before the page is alive no slot knows of it.
            let is_open = |field: &str| {
                let slot = form.uploads.slot(&form.place.get_value(), field);
                !form.is_alive.get() || matches!(slot, Slot::Failed(_))
            };
            let mut refused = refused.clone();
            refused.retain(|field, _| is_open(field));
            refused
        })
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
    pub(super) fn page(self) -> String {
        match self.target {
            Target::Step(step) => paths::step(&self.form.place.get_value(), step.id),
            Target::Correction(reference) => paths::correction(&reference.get_value()),
        }
    }
}

/// A message that the service could not be reached, or had enough, goes when something was saved.
pub(super) fn forget_when_connected(problem: RwSignal<Option<(String, u32)>>) {
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
