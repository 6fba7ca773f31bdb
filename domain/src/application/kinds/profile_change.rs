//! Change of profile: the owner of an account says where to reach them from now on.
//!
//! Source: portal A5.2. No review: what is sent takes effect at once.

use super::part;
use crate::application::entry::{self, Entry};
use crate::application::kind::{Completion, Effect, Kind, Prefill, Review, Step, Subject};
use crate::application::snapshot::Snapshot;
use crate::form::{Block, Field};

/// The kind.
pub const KIND: Kind = Kind {
    id: "profile-change",
    entry: Entry::Account,
    about: None,
    eligibility: entry::always,
    consent: None,
    steps: &[
        Step {
            id: "contact",
            blocks: &[Block::Fields(CONTACT)],
            completes: Completion::Answers,
        },
        Step {
            id: "confirm",
            blocks: &[],
            completes: Completion::Submission,
        },
    ],
    review: Review::Never,
    review_days: None,
    requires: &[],
    notice: None,
    papers: &[],
    prefill: Prefill::Profile,
    effect: Effect::UpdateProfile,
    must_change: true,
    subject,
    readable: &[],
};

const CONTACT: &[Field] = &[
    part::ADDRESS,
    part::POSTCODE,
    part::CONTACT_PERSON,
    part::MOBILE,
    part::LANDLINE,
    part::EMAIL,
    part::EMAIL_CODE,
    part::INDUSTRY,
];

/// Who it is about is known from the account; only the address may be new.
fn subject(answers: &Snapshot) -> Subject {
    Subject {
        email: answers.get("email").map(str::to_owned),
        ..Subject::default()
    }
}
