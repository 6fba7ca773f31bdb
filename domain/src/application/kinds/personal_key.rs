//! A signing key for a person (个人数字证书).
//!
//! Source: portal A6.1, A6.3.

use super::key_part as key;
use crate::application::entry::{self, Entry};
use crate::application::kind::{Completion, Effect, Kind, Prefill, Review, Step};
use crate::application::paper::PaperNeeded;
use crate::application::printed::PERSONAL_CERTIFICATE;
use crate::form::{Block, Field};

/// The kind.
pub const KIND: Kind = Kind {
    id: "personal-key",
    entry: Entry::Account,
    about: None,
    eligibility: entry::only_persons,
    consent: None,
    steps: &[
        Step {
            id: "key",
            blocks: &[Block::Fields(KEY)],
            completes: Completion::Answers,
        },
        Step {
            id: "confirm",
            blocks: &[],
            completes: Completion::Submission,
        },
    ],
    review: Review::Always,
    review_days: None,
    requires: &[],
    notice: Some(key::NOTICE),
    papers: &[
        PaperNeeded::form(&PERSONAL_CERTIFICATE),
        PaperNeeded::copy("identity-card"),
    ],
    prefill: Prefill::Known(key::known_address),
    effect: Effect::Authorise,
    must_change: false,
    subject: key::subject,
    readable: &[],
};

const KEY: &[Field] = &[key::USE, key::DELIVERY];
