//! Sends the form of a page: what is typed in it, with the action of a button.

use std::collections::BTreeMap;

use domain::application::kind::Step;
use domain::application::view::StepOutcome;
use domain::form::{Control, Field, FieldError, StepErrors};
use leptos::prelude::*;

use super::api;
use super::field::control_name;
use super::form::Form;
use crate::browser;
use crate::components::error_summary;
use crate::error::AppError;

mod meanwhile;
mod mending;

pub use mending::forget_when_connected;

/// What a form saves to.
#[derive(Clone, Copy)]
pub enum Target {
    /// A step of a draft.
    Step(&'static Step),
    /// The flagged items of a returned application.
    Correction(StoredValue<String>),
}

/// Sends the form of the page.
#[derive(Clone, Copy)]
pub struct Sender {
    form: Form,
    pub(super) target: Target,
    pub(super) fields: StoredValue<Vec<&'static Field>>,
    errors: RwSignal<StepErrors>,
}

impl Sender {
    /// Of a form with these fields; what was judged already is wrong from the beginning.
    #[must_use]
    pub fn new(form: Form, target: Target, fields: Vec<&'static Field>) -> Self {
        let sender = Self {
            form,
            target,
            fields: StoredValue::new(fields),
            errors: RwSignal::new(StepErrors::new()),
        };
        sender.errors.set(sender.errors_at_first());
        sender
    }

    /// What is typed in it.
    #[must_use]
    pub const fn form(self) -> Form {
        self.form
    }

    /// A field of the form.
    #[must_use]
    pub fn field(self, id: &str) -> Option<&'static Field> {
        self.fields
            .with_value(|fields| fields.iter().copied().find(|field| field.id == id))
    }

    /// The page was left: there is nobody to show an answer to, and nothing of it may be read.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.fields.is_disposed()
    }

    /// Takes in what stands in the page now and sends it with the action of a button.
    ///
    /// # Errors
    /// Whatever the server function says; [`AppError::Unavailable`] when the page is left meanwhile.
    pub async fn save(self, action: &str) -> Result<StepOutcome, AppError> {
        let answers = self.collect();
        self.form.settle().await;
        if self.is_gone() {
            return Err(AppError::Unavailable);
        }
        let place = self.form.place.get_value();
        let fields = self.fields.get_value();
        let drawn = self.form.drawn(&fields);
        let (sent, action) = (answers.clone(), action.to_owned());
        let saved = match self.target {
            Target::Step(step) => {
                api::save_step(place.value(), step.id.to_owned(), sent, action, drawn).await
            }
            Target::Correction(reference) => {
                api::save_correction(reference.get_value(), sent, action, drawn).await
            }
        };
        // The first thing saved may have given it a reference meanwhile.
        let place = self.form.place.try_get_value().unwrap_or(place);
        let none = StepErrors::new();
        match &saved {
            Ok(StepOutcome::Stay { errors }) => {
                self.form.stored_all(&place, &answers, &fields, errors);
            }
            Ok(_) => self.form.stored_all(&place, &answers, &fields, &none),
            Err(_) => {}
        }
        match self.is_gone() {
            true => Err(AppError::Unavailable),
            false => saved,
        }
    }

    /// Shows reasons at their fields and in the summary, and takes the keyboard there.
    pub fn show(self, errors: StepErrors) {
        self.form.judged.update(|judged| {
            judged.extend(self.fields.with_value(|fields| {
                fields
                    .iter()
                    .map(|field| field.id.to_owned())
                    .collect::<Vec<_>>()
            }));
        });
        for (id, reason) in &errors {
            let Some(field) = self.field(id) else {
                continue;
            };
            // Taken away in another window.
            if *reason == FieldError::PictureMissing {
                self.form.lacks(field.id);
            }
            if self.form.with_scope(|scope| field.check(scope).is_ok())
                || matches!(field.control, Control::EmailCode { .. })
            {
                let text = self
                    .form
                    .answers
                    .with_untracked(|answers| answers.get(id).to_owned());
                self.form.facts.update(|facts| {
                    facts.findings.insert(id.clone(), (text, reason.clone()));
                });
            }
        }
        let is_wrong = !errors.is_empty();
        self.errors.set(errors);
        if is_wrong {
            request_animation_frame(|| browser::focus(error_summary::ID));
        }
    }

    /// Takes in what stands in the page now.
    pub fn collect(self) -> BTreeMap<String, String> {
        self.fields.with_value(|fields| {
            fields
                .iter()
                .filter(|field| !field.is_upload())
                .filter_map(|field| {
                    let text = match field.control {
                        Control::Radio(_) => browser::radio_text(&control_name(field)),
                        _ => browser::control_text(field.id),
                    }?;
                    self.form
                        .answers
                        .update(|answers| answers.set(field.id, text.clone()));
                    Some((field.id.to_owned(), text))
                })
                .collect()
        })
    }
}
