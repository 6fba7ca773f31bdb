//! Sends the form of a page: what is typed in it, with the action of a button.

use domain::application::kind::Step;
use domain::application::view::StepOutcome;
use domain::form::{Control, Field, FieldError, StepErrors};
use domain::map::Map;
use leptos::prelude::*;

use crate::application::api;
use crate::browser;
use crate::error::AppError;
use crate::form::Form;
use crate::form::error_summary;
use crate::form::field::control_name;

mod meanwhile;
mod mending;

/// What a form saves to.
#[derive(Clone, Copy)]
pub enum FormTarget {
    /// A step of a draft.
    Step(&'static Step),
    /// The flagged items of a returned application.
    Correction,
}

/// Sends the form of the page.
#[derive(Clone, Copy)]
pub struct Sender {
    /// What is typed in it.
    pub form: Form,
    /// Where it goes.
    pub target: FormTarget,
}

impl Sender {
    /// A field of the form.
    #[must_use]
    pub fn field(self, id: &str) -> Option<&'static Field> {
        let find = |fields: &[&'static Field]| fields.iter().copied().find(|field| field.id == id);
        self.form.paper.try_peek(|paper| find(&paper.fields))?
    }

    /// The page was left: there is nobody to show an answer to, and nothing of it may be read.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.form.is_gone()
    }

    fn reference(self) -> String {
        self.form.paper.peek(|paper| paper.reference.clone())
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
        let place = self.form.place();
        let fields = self.form.paper.peek(|paper| paper.fields.clone());
        let drawn = self.form.drawn();
        let (sent, action) = (answers.clone(), action.to_owned());
        let saved = match self.target {
            FormTarget::Step(step) => {
                api::save_step(place.value(), step.id.to_owned(), sent, action, drawn).await
            }
            FormTarget::Correction => {
                api::save_correction(self.reference(), sent, action, drawn).await
            }
        };
        // The first thing saved may have given it a reference meanwhile.
        let now = self.form.paper.try_peek(|paper| paper.place.clone());
        let place = now.unwrap_or(place);
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
        // Taken away in another window.
        let lacking = errors.iter().filter_map(|(id, reason)| {
            let field = self.field(id)?;
            (*reason == FieldError::PictureMissing).then_some(field.id)
        });
        lacking.for_each(|field| self.form.lacks(field));
        let is_wrong = !errors.is_empty();
        self.form.paper.change(|paper| {
            paper.judged = paper.fields.iter().map(|field| field.id).collect();
            for field in paper.fields.clone() {
                let Some(reason) = errors.get(field.id) else {
                    continue;
                };
                if field.check(&paper.scope()).is_ok()
                    || matches!(field.control, Control::EmailCode { .. })
                {
                    let text = paper.text(field.id).to_owned();
                    paper.find(field.id, text, Some(reason.clone()));
                }
            }
            paper.errors = errors;
        });
        if is_wrong {
            request_animation_frame(|| browser::focus(error_summary::ID));
        }
    }

    /// Takes in what stands in the page now.
    pub fn collect(self) -> Map<String, String> {
        let fields = self.form.paper.peek(|paper| paper.fields.clone());
        let fields = fields.into_iter().filter(|field| !field.is_upload());
        let texts: Map<String, String> = fields
            .filter_map(|field| {
                let text = match field.control {
                    Control::Radio(_) => browser::radio_text(&control_name(field)),
                    _ => browser::control_text(field.id),
                }?;
                Some((field.id.to_owned(), text))
            })
            .collect();
        self.form.paper.change(|paper| {
            for (field, text) in &texts {
                paper.answers.set(field.as_str(), text.as_str());
            }
        });
        texts
    }
}
