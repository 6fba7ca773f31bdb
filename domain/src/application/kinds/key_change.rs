//! A key of an organisation is renewed, replaced or unlocked, or what it says changes
//! (数字证书管理 — 企业证书更新).
//!
//! Source: portal A7. For those too whose key does not work any more: the account is enough.

use super::{key_part as key, part};
use crate::application::entry::{self, Entry};
use crate::application::kind::{Completion, Effect, Kind, Prefill, Review, Step};
use crate::application::paper::PaperNeeded;
use crate::application::printed::CERTIFICATE_CHANGE;
use crate::form::{Block, Control, Field};

/// The kind.
pub const KIND: Kind = Kind {
    id: "key-change",
    entry: Entry::Account,
    about: None,
    eligibility: entry::only_organisations,
    consent: None,
    steps: &[
        Step {
            id: "change",
            blocks: &[Block::Fields(CHANGE)],
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
        PaperNeeded::form(&CERTIFICATE_CHANGE),
        PaperNeeded::copy("organisation-code"),
        // Whoever decrypts with the key sends it back with the papers.
        PaperNeeded::itself("the-key")
            .applies_if(|sent| sent.get("key_use") == Some("signing_decryption")),
    ],
    prefill: Prefill::Known(key::known_address),
    effect: Effect::Authorise,
    must_change: false,
    subject: key::subject,
    readable: &[],
};

const CHANGE: &[Field] = &[
    key::SERIAL,
    Field::text("key_request", |text, _| Ok(text.to_owned())).control(Control::Radio(|_| {
        &["renewal", "replacement", "unlocking", "changed_data"]
    })),
    Field::text("change_detail", part::sentences)
        .control(Control::LongText)
        .applies_if(|scope| scope.get("key_request") == "changed_data"),
    key::USE,
    key::DELIVERY,
];
