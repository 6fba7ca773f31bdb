//! A kind that no portal has: in tests it uses what the kinds of today leave unused. A group asked
//! three times, a page under a condition, an effect that outlasts its approval, a telephone call
//! before that, words and working days of its own.

use chrono::NaiveDate;

use super::part;
use crate::application::entry::{Entry, Ineligible, Known};
use crate::application::kind::{Completion, Effect, Kind, Prefill, Review, Step, Subject};
use crate::application::paper::{PaperForm, PaperNeeded};
use crate::application::snapshot::Snapshot;
use crate::form::{Block, Control, Field, FieldError, Group, RawAnswers, Scope};
use crate::record::RecordKind;
use crate::review::requirement::Requirement;

/// The kind.
pub const KIND: Kind = Kind {
    id: "rehearsal",
    entry: Entry::Account,
    about: Some(RecordKind::Theatre),
    eligibility,
    consent: Some("rehearsal"),
    steps: &[
        Step {
            id: "wish",
            blocks: &[Block::Fields(WISH)],
            completes: Completion::Answers,
        },
        Step {
            id: "more",
            blocks: &[Block::Fields(MORE)],
            completes: Completion::Answers,
        },
        Step {
            id: "contacts",
            blocks: &[
                Block::Group(REGISTRATION),
                Block::Group(TECHNICAL),
                Block::Group(BILLING),
            ],
            completes: Completion::Answers,
        },
        Step {
            id: "confirm",
            blocks: &[],
            completes: Completion::Submission,
        },
    ],
    review: Review::Always,
    review_days: Some(3),
    requires: &[Requirement::Telephone],
    notice: None,
    papers: PAPERS,
    prefill: Prefill::Known(known),
    effect: Effect::Rehearse,
    must_change: false,
    subject,
    readable: &[],
};

const PAPERS: &[PaperNeeded] = &[
    PaperNeeded {
        id: "programme",
        form: PaperForm::Original,
        applies: |_| true,
        printed: None,
    },
    PaperNeeded::copy("poster").applies_if(|sent| sent.get("wish") == Some("more")),
];

const WISH: &[Field] = &[
    Field::text("wish", chosen).control(Control::Radio(|_| &["plain", "more"])),
    part::INDUSTRY,
];

const MORE: &[Field] = &[part::ADDRESS.applies_if(wants_more)];

/// The same fields with ids of their own in each group.
macro_rules! contact {
    ($group:literal) => {
        Group {
            id: $group,
            fields: &[
                part::CONTACT_PERSON.named(concat!($group, ".contact_person")),
                part::MOBILE.named(concat!($group, ".mobile")),
                part::EMAIL.named(concat!($group, ".email")),
            ],
        }
    };
}

const REGISTRATION: Group = contact!("registration");
const TECHNICAL: Group = contact!("technical");
const BILLING: Group = contact!("billing");

fn chosen(text: &str, _: &Scope) -> Result<String, FieldError> {
    Ok(text.to_owned())
}

fn wants_more(scope: &Scope) -> bool {
    scope.get("wish") == "more"
}

/// A theatre is rehearsed in until its season is over, and not at all while it is dark.
fn eligibility(known: &Known) -> Result<Option<NaiveDate>, Ineligible> {
    if known.fact("is_dark") == "yes" {
        return Err(Ineligible("dark"));
    }
    match known.fact("season_ends").parse() {
        Ok(last) if last < known.today => Err(Ineligible("season_over")),
        Ok(last) => Ok(Some(last)),
        Err(_) => Ok(None),
    }
}

/// The first contact is whom the account names; the address is that of the theatre.
fn known(known: &Known) -> RawAnswers {
    let fields = ["contact_person", "mobile", "email"];
    let named = |field: &str| {
        let text = known.profile.get(field).unwrap_or_default();
        (format!("registration.{field}"), text.to_owned())
    };
    let mut answers: RawAnswers = fields.into_iter().map(named).collect();
    answers.set("address", known.fact("address"));
    answers
}

fn subject(_: &Snapshot) -> Subject {
    Subject::default()
}
