//! What an applicant agrees to before the first step, and what was agreed to.

use serde::{Deserialize, Serialize};

use super::{RecordView, TermsView};

/// What must be agreed to before anything is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentView {
    /// Reference number of the draft.
    pub reference: String,
    /// Id of its kind.
    pub kind: String,
    /// What it is about.
    pub record: Option<RecordView>,
    /// Nobody agreed yet.
    pub is_due: bool,
    /// Heading.
    pub title: String,
    /// The text, in the version in force.
    pub terms: TermsView,
}

/// A text somebody agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedView {
    /// Its id.
    pub notice: String,
    /// Its heading, in the version that was agreed to.
    pub title: String,
    /// Its version.
    pub version: i32,
    /// The round it was sent with; 0: before the first step was shown.
    pub round: i32,
    /// When, `2026-11-22 14:05`.
    pub at: String,
}
