//! What lists of the owner of an account are told: what can be begun, and what there is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::application::state::ApplicationState;
use crate::record::Record;

/// The record an application is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Its form value.
    pub value: String,
    /// Id of its type.
    pub kind: String,
    /// What its owner knows it by.
    pub name: String,
}

impl From<Record> for RecordView {
    fn from(record: Record) -> Self {
        Self {
            value: record.about.value(),
            kind: record.about.kind.id().to_owned(),
            name: record.name,
        }
    }
}

/// What the owner of an account can begin, or why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Id of the kind.
    pub kind: String,
    /// What it would be about.
    pub record: Option<RecordView>,
    /// The last day on which it can be begun, where there is one.
    pub until: Option<NaiveDate>,
    /// Why it cannot be begun (`eligibility.<code>`); `None`: it can.
    pub why_not: Option<String>,
}

/// The application that is to open an account, as the pages of its owner tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationView {
    /// Reference number.
    pub reference: String,
    /// Id of the kind.
    pub kind: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// Whether an officer has it open.
    pub in_review: bool,
}

/// One application in its owner's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedApplication {
    /// Reference number.
    pub reference: String,
    /// Id of the kind.
    pub kind: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// What it is about.
    pub record: Option<RecordView>,
    /// Whether an officer has it open.
    pub in_review: bool,
    /// When it was last changed, as `2026-11-22`.
    pub changed_on: String,
    /// By which day staff act, while they do.
    pub due_on: Option<String>,
    /// The office wrote something its owner has not read.
    pub has_unread: bool,
}

/// One page of that list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPage {
    /// Newest first.
    pub listed: Vec<ListedApplication>,
    /// The last one of them, where there are older ones.
    pub next: Option<String>,
}
