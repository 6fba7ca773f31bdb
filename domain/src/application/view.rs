//! What a page is told about an application. These shapes cross the wire, so both sides need
//! them; they hold codes and values, never sentences.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::journey::Journey;
use super::kind::{ApplicationKind, Kind, Step};
use super::paper::{PaperView, SendTo};
use super::state::ApplicationState;
use crate::document::{Attempt, ReadingState};
use crate::form::drawn::Drawn;
use crate::form::{Facts, Field, RawAnswers, Scope, StepErrors, drawn};
use crate::id::DocumentId;
use crate::map::{Map, Set};
use crate::message::ThreadView;
use crate::review::Finding;

mod consent;
mod listed;
mod told;

pub use consent::{AgreedView, ConsentView};
pub use listed::{ListedApplication, ListedPage, Offer, RecordView, RegistrationView};

/// One entry of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown, in the reader's language.
    pub label: String,
}

/// Which application a page or a request is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// The application for newcomers of this browser or account; it may not exist yet.
    Newcomer,
    /// The same, once its reference is known: if the session ended meanwhile, nothing new is
    /// begun in its stead.
    NewcomerOf(String),
    /// The one with this reference.
    Reference(String),
}

impl Target {
    /// Its form value: empty for the registration of whoever is there, `@` before the reference of a known one.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Newcomer => String::new(),
            Self::NewcomerOf(reference) => format!("@{reference}"),
            Self::Reference(reference) => reference.clone(),
        }
    }

    /// Reads the form value back.
    #[must_use]
    pub fn from_value(value: &str) -> Self {
        match value.trim() {
            "" => Self::Newcomer,
            value => match value.strip_prefix('@') {
                Some(reference) => Self::NewcomerOf(reference.to_owned()),
                None => Self::Reference(value.to_owned()),
            },
        }
    }
}

/// A stored picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureView {
    /// Its id, for `/api/documents/{id}`.
    pub id: DocumentId,
    /// The upload field it belongs to.
    pub field: String,
    /// Bytes as stored.
    pub bytes: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// How far the text reader is.
    pub reading: ReadingState,
    /// The attempt that changed its slot last.
    pub attempt: Attempt,
}

/// The answer to a picture that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "told::PictureResult")]
pub struct StoredPicture {
    /// As it is kept.
    #[serde(flatten)]
    pub picture: PictureView,
    /// Fields that are empty now, and what they said: it was read from the picture before.
    pub emptied: Map<String, String>,
}

/// What an upload field holds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    /// Its picture.
    pub picture: Option<PictureView>,
    /// The attempt that changed it last.
    pub attempt: Attempt,
    /// Answers that were read from the pictures of the application.
    pub read: Map<String, String>,
    /// Fields that hold nothing.
    pub blank: Set<String>,
}

/// The notice to accept before sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsView {
    /// Version number.
    pub version: i32,
    /// SHA-256 of the text in this language, hexadecimal.
    pub sha256: String,
    /// The text; paragraphs are separated by an empty line.
    pub text: String,
}

/// A draft, as every page that edits it needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// Which application.
    pub place: Target,
    /// Id of the kind.
    pub kind: String,
    /// What it is about.
    pub record: Option<RecordView>,
    /// Reference number once there is an application.
    pub reference: Option<String>,
    /// Draft or returned.
    pub state: ApplicationState,
    /// How often it was sent so far.
    pub round: i32,
    /// Nothing is asked before something is agreed to.
    #[serde(default)]
    pub asks_consent: bool,
    /// What was typed, without secrets.
    pub answers: RawAnswers,
    /// What the rules may know besides.
    pub facts: Facts,
    /// Stored pictures by upload field.
    pub pictures: Map<String, PictureView>,
    /// Field → what a picture said, where the answer was read from it.
    pub sources: Map<String, String>,
    /// Lists for select fields, as the answers stand.
    pub choices: Map<String, Vec<Choice>>,
    /// The address the last code went to, and when another may be asked for.
    pub code: Option<CodeView>,
    /// The notice, when the kind has one.
    pub terms: Option<TermsView>,
    /// What must be corrected, when it was sent back.
    pub findings: Vec<Finding>,
    /// What was sent last in the items that must be corrected: the answer, or a picture's id.
    pub sent: Map<String, String>,
    /// The officer's general reason, when it was sent back.
    pub return_reason: Option<String>,
}

impl DraftView {
    /// The data of its kind.
    #[must_use]
    pub fn spec(&self) -> &'static Kind {
        ApplicationKind::parse(&self.kind)
            .unwrap_or(ApplicationKind::of_newcomers())
            .spec()
    }

    /// Answers and facts for the rules.
    #[must_use]
    pub const fn scope(&self) -> Scope<'_> {
        Scope {
            answers: &self.answers,
            facts: &self.facts,
        }
    }

    /// The way through its steps.
    #[must_use]
    pub fn journey(&self) -> Journey<'_> {
        Journey::new(self.spec(), self.scope())
    }

    /// What a page that shows all of it was drawn from.
    #[must_use]
    pub fn drawn(&self) -> Drawn {
        let mut drawn = Drawn::of(&self.answers, self.spec().fields());
        for (field, picture) in &self.pictures {
            drawn.put(field, drawn::mark(&picture.id.to_string()));
        }
        drawn
    }

    /// The step of this id, if the kind has it.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&'static Step> {
        self.spec().step(id)
    }
}

/// Whether answers and pictures are those a page was drawn from that shows all of them.
#[must_use]
pub fn is_as_drawn(
    kind: &Kind,
    answers: &RawAnswers,
    pictures: &Map<String, PictureView>,
    drawn: &Drawn,
) -> bool {
    kind.fields().all(|field| match field.is_upload() {
        true => {
            let picture = pictures.get(field.id);
            let picture = picture.map(|picture| picture.id.to_string());
            drawn.knows(field.id, picture.as_deref().unwrap_or_default())
        }
        false => !field.is_kept() || drawn.knows(field.id, answers.get(field.id)),
    })
}

/// Whether a field holds what was sent in it; `false` for one that was not sent back.
#[must_use]
pub fn is_as_sent(
    sent: &Map<String, String>,
    field: &Field,
    scope: &Scope,
    picture: Option<&str>,
) -> bool {
    let Some(before) = sent.get(field.id) else {
        return false;
    };
    if field.is_upload() {
        return picture == Some(before);
    }
    match field.check(scope) {
        Ok(Some(canonical)) => canonical == *before,
        _ => scope.get(field.id) == before,
    }
}

/// A mailed code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeView {
    /// Where it went.
    pub address: String,
    /// Seconds until another can be asked for.
    pub resend_seconds: u32,
    /// What became of its mail.
    pub mail: MailState,
}

crate::named! {
    /// What became of a mail somebody waits for. It tells of the mailbox and of the mail server, and
    /// nothing of whether anybody here has that address.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum MailState {
        /// It was not tried yet.
        Waiting = "waiting",
        /// It could not be delivered yet and is tried again.
        Delayed = "delayed",
        /// It left.
        Sent = "sent",
        /// The mailbox refused it.
        Refused = "refused",
        /// It could not be delivered and is not tried any more.
        Lost = "lost",
    }
}

impl MailState {
    /// Whether something may become of it yet.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Delayed)
    }
}

/// What an applicant wants from the buttons under a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepAction {
    /// On, if all of the step passes.
    Next,
    /// Back, whatever is typed.
    Previous,
    /// Empty this step.
    Reset,
    /// Keep and show again, with lists brought up to date.
    Refresh,
    /// Mail a code.
    SendCode,
}

impl StepAction {
    /// Reads the value of the button.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        match value {
            "previous" => Self::Previous,
            "reset" => Self::Reset,
            "refresh" => Self::Refresh,
            "send-code" => Self::SendCode,
            choice if drawn::is_choice(choice) => Self::Refresh,
            _ => Self::Next,
        }
    }
}

/// What a saved step leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", from = "told::StepResult")]
pub enum StepOutcome {
    /// Go to this step.
    Go {
        /// Its id.
        step: String,
    },
    /// Stay; these are the reasons.
    Stay {
        /// Field → reason; empty after a refresh.
        errors: StepErrors,
    },
    /// A code is on its way.
    CodeSent {
        /// When the next one can be asked for.
        code: CodeView,
    },
    /// It is kept, and what the button asks for is possible later only: too much was begun.
    Later {
        /// After how many seconds.
        seconds: u32,
        /// By whom.
        limit: Limit,
    },
}

/// Whose limit is reached, where more was begun than is taken at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Of all who are not known, in a network or together: whoever signs in has one of their own.
    #[default]
    Strangers,
    /// Of all whose account is not open yet, in a network or together: they are signed in already.
    Newcomers,
    /// Of whoever asks.
    Own,
}

impl Limit {
    /// The code of the sentence about it, at `app_error.<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Strangers => "spent",
            Self::Newcomers => "spent_newcomers",
            Self::Own => "spent_own",
        }
    }
}

/// What became of an autosaved field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSaved {
    /// What only the server could find out, if anything is wrong.
    pub finding: Option<crate::form::FieldError>,
    /// The e-mail address a code has confirmed.
    pub confirmed: Option<String>,
    /// The reference of the application, when this made it, or took it for the one whose session
    /// was lost.
    pub reference: Option<String>,
}

/// What a reader found on a picture, for the open page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingView {
    /// How far it is.
    pub state: ReadingState,
    /// Fields that were empty and are filled now: field → text.
    pub filled: Map<String, String>,
}

/// The page after sending, and the status page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    /// Reference number.
    pub reference: String,
    /// Id of the kind.
    pub kind: String,
    /// What it is about, only for the owner.
    pub record: Option<RecordView>,
    /// Where it stands.
    pub state: ApplicationState,
    /// Whether an officer has it open.
    pub in_review: bool,
    /// When it was last sent.
    pub submitted_at: Option<DateTime<Utc>>,
    /// By which day staff act.
    pub due_on: Option<NaiveDate>,
    /// Working days a review may take.
    pub review_days: u32,
    /// How often it was sent.
    pub round: i32,
    /// Reason of the last return or refusal.
    pub reason: Option<String>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// What is sent on paper, only for the owner.
    pub papers: Vec<PaperView>,
    /// Where to, if there is anything to send.
    pub send_to: Option<SendTo>,
    /// The frozen answers, only for the owner.
    pub answers: Vec<(String, String)>,
    /// For how many days after the decision pictures are kept.
    pub picture_days: u32,
    /// It ended without effect, and its owner may ask for the same again.
    pub may_begin_again: bool,
    /// What the owner and the office wrote to each other, only for the owner.
    pub messages: Option<ThreadView>,
}

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// What happened.
    pub event: Event,
    /// When, already in the operator's time zone: `2026-11-22 14:05`.
    pub at: String,
    /// Who, for staff only.
    pub by: Option<String>,
    /// A note that belongs to it.
    pub note: Option<String>,
}
