//! What the staff pages are told. These shapes cross the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::duplicate::Clue;
use super::four_eyes::{FourEyes, ProposalView};
use super::mark::Mark;
use super::notes::Notes;
use super::remark::Remarks;
use super::requirement::Requirement;
use super::{Finding, Role};
use crate::application::paper::PaperView;
use crate::application::state::ApplicationState;
use crate::application::view::{AgreedView, PictureView, RecordView, TimelineEntry};
use crate::form::Warning;
use crate::message::ThreadView;
use crate::text::Language;

/// One case in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// Reference number.
    pub reference: String,
    /// Id of the kind.
    pub kind: String,
    /// Name of the applicant.
    pub subject: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// How often it was sent.
    pub round: i32,
    /// When it was last sent, `2026-11-22 14:05`.
    pub submitted_at: String,
    /// By which day staff act, `2026-12-01`.
    pub due_on: Option<String>,
    /// The due day has passed.
    pub overdue: bool,
    /// Working days between today and the due day, whichever comes first.
    pub working_days: u32,
    /// Why it wants a look; of what waits only.
    pub marks: Vec<Mark>,
    /// Name of the office.
    pub office: Option<String>,
    /// Who holds the claim.
    pub holder: Option<String>,
    /// Whom it was given to.
    pub assignee: Option<String>,
    /// The reader could take it up now: nobody else holds it or was given it.
    pub is_free: bool,
    /// A decision waits for a second officer.
    pub is_proposed: bool,
    /// The applicant wrote something nobody has read yet.
    pub has_unread: bool,
}

/// One page of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePage {
    /// The rows.
    pub rows: Vec<QueueRow>,
    /// Key of the next page, if there is one.
    pub next: Option<String>,
    /// How many wait in all, within what this reviewer sees.
    pub waiting: i64,
    /// How many of them are overdue.
    pub overdue: i64,
    /// How many of them wait for a second officer.
    pub to_confirm: i64,
    /// How many cases have messages nobody has read yet.
    pub unread: i64,
    /// Whether the reader may decide cases at all.
    pub may_decide: bool,
    /// Offices where cases wait and nobody works who could decide them; only for those who see all.
    pub unmanned: Vec<Unmanned>,
}

/// An office where cases wait and nobody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmanned {
    /// Its id.
    pub office: String,
    /// Its name.
    pub name: String,
    /// How many wait.
    pub waiting: i64,
}

/// One answer on the case page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseItem {
    /// Field id.
    pub field: String,
    /// The canonical answer as a person reads it (choices and places by their names).
    pub value: String,
    /// What it was in the round before, where it differs.
    pub before: Option<String>,
    /// What a picture said, where it differs from the answer.
    pub read: Option<String>,
    /// What to look at again in the answer, as the applicant was told.
    pub warning: Option<Warning>,
    /// The picture, for upload fields.
    pub picture: Option<PictureView>,
    /// The picture was sent, and deleted when the time was over for which it is kept.
    pub is_picture_deleted: bool,
    /// The picture of the round before, where it was replaced.
    pub picture_before: Option<PictureView>,
    /// What this picture said.
    pub readings: Vec<ReadValue>,
}

/// Another application that may come from the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Reference number.
    pub reference: String,
    /// Name of the applicant.
    pub subject: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// What it has in common, the strongest first.
    pub clues: Vec<Clue>,
    /// The reader may open it.
    pub may_see: bool,
}

/// How many possible duplicates are shown.
pub const DUPLICATES: usize = 10;

/// The possible duplicates of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicates {
    /// The most alike first, at most [`DUPLICATES`].
    pub shown: Vec<Duplicate>,
    /// How many more were found.
    pub more: usize,
    /// There are still others: nobody counted further.
    pub is_open_ended: bool,
}

/// A colleague a case can be given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// User name.
    pub user_name: String,
    /// What they are.
    pub role: Role,
    /// How many waiting cases they hold or were given.
    pub cases: i64,
}

/// What a member of staff wrote into the forms of a case and could not send, as the server keeps it
/// for whoever has no scripts; empty where there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForms {
    /// For a decision.
    pub notes: Notes,
    /// An internal note.
    pub remark: String,
    /// Why a proposal is not confirmed.
    pub rejection: String,
}

/// What lies on the desk beside the case itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// Whom a supervisor gave the case to.
    pub assignee: Option<String>,
    /// That is the reader.
    pub is_assigned_to_me: bool,
    /// The reader's own user name, where they may give the case away or take it over.
    pub assigner: Option<String>,
    /// Whom it can be given to; only for those who may.
    pub colleagues: Vec<Colleague>,
    /// Internal notes.
    pub remarks: Remarks,
    /// What the reader wrote about this case and could not send.
    pub kept: KeptForms,
    /// The language the applicant reads.
    pub applicant_language: Language,
    /// Standard instructions in that language: `picture.glare` → text.
    pub instructions: BTreeMap<String, String>,
}

/// A value a picture said, beside the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadValue {
    /// Field id.
    pub field: String,
    /// What the picture said.
    pub read: String,
    /// The answer.
    pub answer: String,
    /// Both say the same, however they are written.
    pub is_same: bool,
}

impl ReadValue {
    /// Whether picture and answer say the same.
    #[must_use]
    pub const fn agrees(&self) -> bool {
        self.is_same
    }
}

/// A case, as the officer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// Reference number.
    pub reference: String,
    /// Id of the kind.
    pub kind: String,
    /// What it is about.
    pub record: Option<RecordView>,
    /// Version the decision is made on.
    pub version: i32,
    /// Where it stands.
    pub state: ApplicationState,
    /// How often it was sent.
    pub round: i32,
    /// Name of the applicant.
    pub subject: String,
    /// When it was last sent.
    pub submitted_at: String,
    /// By which day to act.
    pub due_on: Option<String>,
    /// The due day has passed.
    pub overdue: bool,
    /// Working days between today and the due day, whichever comes first.
    pub working_days: u32,
    /// Name of the office.
    pub office: Option<String>,
    /// Who holds the claim now.
    pub holder: Option<String>,
    /// The claim is the reader's own.
    pub is_mine: bool,
    /// Whether the reader may decide it now.
    pub may_decide: bool,
    /// What must be done yet before it can be approved.
    pub missing: Vec<Requirement>,
    /// Which decisions wait for a second officer.
    pub four_eyes: FourEyes,
    /// The decision that waits for a second officer, or was rejected by one.
    pub proposal: Option<ProposalView>,
    /// What officer and applicant wrote to each other.
    pub messages: ThreadView,
    /// The identity document has expired (a warning, D5).
    pub document_expired: bool,
    /// Answers by step id, in the order of the kind.
    pub steps: Vec<(String, Vec<CaseItem>)>,
    /// What the last round was sent back for: item → finding.
    pub findings: BTreeMap<String, Finding>,
    /// General reason of the last return or refusal.
    pub reason: Option<String>,
    /// Others that may come from the same person.
    pub duplicates: Duplicates,
    /// What happened.
    pub timeline: Vec<TimelineEntry>,
    /// What its applicant sends on paper.
    pub papers: Vec<PaperView>,
    /// What its applicant agreed to, oldest first.
    pub agreed: Vec<AgreedView>,
    /// What lies beside it.
    pub desk: DeskView,
}
