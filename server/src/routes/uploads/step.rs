//! What a plain form means for an application: the glue to the use cases of the backend.
//!
//! Its parts: `application` (a reference; empty for the one that lets the visitor in), `step`,
//! `action` (the button), `drawn` (what the page was drawn from), `answers[<field>]`, and one file
//! part per upload field. The first must
//! come before the files, as it does when it stands first in the form. Whatever goes wrong,
//! everything that is good is kept, and the browser is sent to a page that says what is not.

use app::error::AppError;
use app::form::plain;
use app::paths;
use backend::Error;
use backend::caller::Carried;
use domain::application::view::{StepAction, StepOutcome, Target};
use domain::document::PictureError;
use domain::form::drawn::{Drawn, Posted};
use domain::map::Map;

use super::spool::Spool;
use crate::portal::Portal;
use crate::routes::visitor::Visitor;

/// What `step` says on the correction page, where the flagged fields of all steps are.
const CORRECTION: &str = "correction";

/// A step as it arrives.
pub struct ArrivingStep {
    visitor: Visitor,
    token: Option<String>,
    place: Target,
    step: String,
    action: String,
    drawn: String,
    answers: Map<String, String>,
    /// Upload field and reason of each picture that was not kept.
    refused: Vec<(String, PictureError)>,
    /// What else went wrong, first.
    failure: Option<AppError>,
}

impl ArrivingStep {
    /// Nothing has arrived yet.
    #[must_use]
    pub fn new(visitor: Visitor) -> Self {
        Self {
            visitor,
            token: None,
            place: Target::Newcomer,
            step: String::new(),
            action: String::new(),
            drawn: String::new(),
            answers: Map::new(),
            refused: Vec::new(),
            failure: None,
        }
    }

    /// Takes in a text part. Unknown ones are none of our forms', and ignored.
    pub fn put(&mut self, name: &str, text: String) {
        match name {
            "application" => self.place = Target::from_value(&text),
            "step" => self.step = text,
            "action" => self.action = text,
            "drawn" => self.drawn = text,
            _ => {
                let field = name
                    .strip_prefix("answers[")
                    .and_then(|rest| rest.strip_suffix(']'));
                if let Some(field) = field {
                    self.answers.insert(field.to_owned(), text);
                }
            }
        }
    }

    /// Stores a picture, or remembers why not.
    pub async fn store(
        &mut self,
        portal: &Portal,
        field: String,
        file: Result<Spool, PictureError>,
    ) {
        let stored = match file {
            Ok(file) => super::store(portal, &self.visitor, &self.place, &field, None, file).await,
            Err(reason) => Err(reason.into()),
        };
        let stored = match stored {
            Ok(stored) => self.carry(portal, stored).await.map(drop),
            Err(error) => Err(error),
        };
        match stored {
            Ok(()) => {}
            Err(Error::Picture(reason)) => self.refused.push((field, reason)),
            Err(error) => self.fail(error),
        }
    }

    /// Saves the answers and does what the button says. Returns where the browser goes, and the
    /// token of a session that began.
    pub async fn finish(mut self, portal: &Portal) -> (String, Option<String>) {
        // With a refused picture the step is kept and shown again, whatever the button was.
        let is_whole = self.refused.is_empty() && self.failure.is_none();
        let action = if is_whole {
            StepAction::parse(&self.action)
        } else {
            StepAction::Refresh
        };
        let posted = self.answers.clone();
        let path = match self.save(portal, action).await {
            Ok(outcome) => self.onward(outcome, &posted),
            Err(error) => {
                self.fail(error);
                self.again(&[])
            }
        };
        (path, self.token)
    }

    async fn save(&mut self, portal: &Portal, action: StepAction) -> Result<StepOutcome, Error> {
        let backend = &portal.backend;
        let answers = Posted {
            answers: std::mem::take(&mut self.answers),
            drawn: Drawn::from_value(&self.drawn).with_action(&self.action),
        };
        let (caller, place) = (&self.visitor.0, &self.place);
        if self.step == CORRECTION {
            return backend
                .save_correction(caller, place, answers, action)
                .await;
        }
        let saved = backend
            .save_step(caller, place, &self.step, answers, action)
            .await?;
        self.carry(portal, saved).await
    }

    /// As `app::application::api::save_step` and `save_correction` do it.
    fn onward(&self, outcome: StepOutcome, posted: &Map<String, String>) -> String {
        match outcome {
            StepOutcome::Go { .. } if self.step == CORRECTION => self.again(&["notice=1"]),
            StepOutcome::Go { step } => paths::step(&self.place, &step),
            StepOutcome::Stay { errors } if !errors.is_empty() => {
                let marks = plain::shown_again(&errors, posted);
                self.again(&marks.iter().map(String::as_str).collect::<Vec<_>>())
            }
            StepOutcome::Stay { .. } => self.again(&[]),
            StepOutcome::CodeSent { .. } => self.again(&["sent=1"]) + "#email_code",
            StepOutcome::Later { seconds, limit } => {
                let error = AppError::Spent { seconds, limit }.in_query();
                self.again(&[&format!("error={error}")])
            }
        }
    }

    /// The page of this step, with what is wrong.
    fn again(&self, marks: &[&str]) -> String {
        let mut path = self.page();
        let failure = self.failure.as_ref();
        let failure = failure.map(|failure| format!("error={}", failure.in_query()));
        let picture =
            |(field, reason): &(String, PictureError)| format!("picture={field}.{}", reason.code());
        let pictures = self.refused.iter().map(picture);
        let marks = marks.iter().map(|mark| (*mark).to_owned());
        for (at, mark) in failure.into_iter().chain(pictures).chain(marks).enumerate() {
            path.push(if at == 0 { '?' } else { '&' });
            path.push_str(&mark);
        }
        path
    }

    /// What arrived is put into an address only when it could be one of ours.
    fn page(&self) -> String {
        let is_id = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        match &self.place {
            _ if self.step.is_empty() || !is_id(&self.step) => paths::REGISTER.to_owned(),
            Target::Reference(reference) if !is_id(reference) => paths::APPLICATIONS.to_owned(),
            Target::Reference(reference) if self.step == CORRECTION => paths::correction(reference),
            place => paths::step(place, &self.step),
        }
    }

    fn fail(&mut self, error: Error) {
        self.failure.get_or_insert(error.into());
    }

    /// Keeps a new session for what follows and for the browser.
    async fn carry<T>(&mut self, portal: &Portal, carried: Carried<T>) -> Result<T, Error> {
        if let Some(token) = carried.token {
            self.visitor = self.visitor.renewed(portal, &token).await?;
            self.token = Some(token);
        }
        Ok(carried.value)
    }
}
