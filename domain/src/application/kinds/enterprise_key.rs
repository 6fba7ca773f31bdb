//! A signing key for an organisation (企业数字证书).
//!
//! Source: portal A6.1, A6.2. Reviewed by the office that serves the account, on paper too; the approval
//! is what allows the key to be made.

use super::key_part as key;
use crate::application::entry::{self, Entry};
use crate::application::kind::{Completion, Effect, Kind, Prefill, Review, Step};
use crate::application::paper::PaperNeeded;
use crate::application::printed::{ENTERPRISE_CERTIFICATE, USER_REGISTRATION};
use crate::form::{Block, Field};

/// The kind.
pub const KIND: Kind = Kind {
    id: "enterprise-key",
    entry: Entry::Account,
    about: None,
    eligibility: entry::only_organisations,
    consent: None,
    steps: &[
        Step {
            id: "holder",
            blocks: &[Block::Fields(HOLDER)],
            completes: Completion::Answers,
        },
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
        PaperNeeded::form(&USER_REGISTRATION),
        PaperNeeded::form(&ENTERPRISE_CERTIFICATE),
        PaperNeeded::copy("organisation-code"),
        PaperNeeded::copy("business-licence"),
        PaperNeeded::copy("declaring-registration"),
    ],
    prefill: Prefill::Known(key::known),
    effect: Effect::Authorise,
    must_change: false,
    subject: key::subject,
    readable: &[],
};

const HOLDER: &[Field] = &[key::HOLDER, key::HOLDER_ID, key::HOLDER_MOBILE];

const KEY: &[Field] = &[key::DECLARING_NUMBER, key::USE, key::DELIVERY];
