//! A kind that no portal has: in tests somebody begins it who is not signed in.

use super::part;
use crate::application::entry::{self, Entry};
use crate::application::kind::{Completion, Effect, Kind, Prefill, Review, Step, Subject};
use crate::application::snapshot::Snapshot;
use crate::form::{Block, Field};

/// The kind.
pub const KIND: Kind = Kind {
    id: "lost-ticket",
    entry: Entry::SignedOut,
    about: None,
    eligibility: entry::always,
    consent: Some("rehearsal"),
    steps: &[
        Step {
            id: "ticket",
            blocks: &[Block::Fields(TICKET)],
            completes: Completion::Answers,
        },
        Step {
            id: "confirm",
            blocks: &[],
            completes: Completion::Submission,
        },
    ],
    review: Review::Always,
    review_days: Some(1),
    requires: &[],
    notice: None,
    papers: &[],
    prefill: Prefill::Blank,
    effect: Effect::Rehearse,
    must_change: false,
    subject,
    readable: &[],
};

const TICKET: &[Field] = &[part::CONTACT_PERSON, part::EMAIL];

fn subject(sent: &Snapshot) -> Subject {
    let text = |field: &str| sent.get(field).map(str::to_owned);
    Subject {
        name: text("contact_person").unwrap_or_default(),
        email: text("email"),
        ..Subject::default()
    }
}
