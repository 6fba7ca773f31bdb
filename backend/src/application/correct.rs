//! Correcting a returned application: only what was flagged can be changed.

use domain::application::state::{ApplicationState, NotPossible, Transition};
use domain::application::view::{StepAction, StepOutcome};
use domain::form::drawn::Posted;
use domain::form::{Control, RawAnswers, StepErrors};

use super::Target;
use super::open::Lock;
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::{Backend, Error, Result};

impl Backend {
    /// Keeps corrected answers. [`StepOutcome::Go`] means that all of it passes and the notice can
    /// be shown.
    ///
    /// # Errors
    /// [`Error::NotPossible`] unless it was sent back.
    pub async fn save_correction(
        &self,
        caller: &Caller,
        place: &Target,
        posted: impl Into<Posted>,
        action: StepAction,
    ) -> Result<StepOutcome> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let Posted {
            answers: posted,
            drawn,
        } = posted.into();
        let answers: RawAnswers = posted
            .iter()
            .map(|(id, text)| (id.as_str(), text.as_str()))
            .collect();
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let mut opened = backend
                .open(&mut tx, &caller, &place, Lock::ForUpdate)
                .await?
                .ok_or(Error::NotFound)?;
            if opened.state != ApplicationState::Returned {
                let (state, transition) = (opened.state, Transition::Submit);
                return Err(NotPossible { state, transition }.into());
            }
            for field in opened.spec().fields() {
                let is_typed = posted.contains_key(field.id);
                let is_box = matches!(field.control, Control::Check);
                if opened.may_change(field) && (is_typed || is_box) {
                    opened.take(field, answers.get(field.id), &drawn);
                }
            }
            for field in opened.spec().fields() {
                backend.examine(&mut tx, &mut opened, field).await?;
            }
            let code_step = opened.spec().steps.iter().find(|step| {
                step.fields()
                    .any(|field| matches!(field.control, Control::EmailCode { .. }))
            });
            let outcome = match (action, code_step) {
                // Which address it is has to be chosen first.
                (StepAction::SendCode, Some(step))
                    if !opened.disputed(step.fields()).is_empty() =>
                {
                    StepOutcome::Stay {
                        errors: opened.disputed(step.fields()),
                    }
                }
                (StepAction::SendCode, Some(step)) => {
                    match backend.mail_code(&mut tx, &mut opened, step, &caller).await {
                        // What was typed is kept, and the try counts.
                        Err(later @ (Error::TooMany { .. } | Error::Spent { .. })) => {
                            opened.save(&backend, &mut tx).await?;
                            tx.commit().await?;
                            return Err(later);
                        }
                        sent => sent?,
                    }
                }
                (StepAction::Next, step) => {
                    for step in opened.spec().steps {
                        opened.settle_choices(step);
                    }
                    if let Some(step) = step {
                        backend
                            .try_code(&mut tx, &mut opened, step, &answers)
                            .await?;
                    }
                    match opened.all_errors() {
                        errors if errors.is_empty() => StepOutcome::Go {
                            step: "confirm".to_owned(),
                        },
                        errors => StepOutcome::Stay { errors },
                    }
                }
                _ => StepOutcome::Stay {
                    errors: StepErrors::new(),
                },
            };
            opened.save(&backend, &mut tx).await?;
            let outcome = backend
                .as_seen_here(&mut tx, &opened, outcome, &answers, &caller)
                .await?;
            tx.commit().await?;
            Ok(outcome)
        })
        .await
    }
}
