//! Change of name: an organisation says what it is called now, and shows that the registry agreed.
//!
//! Source: portal A5.1. Reviewed by the office that serves the account; the name changes with the
//! approval.

use super::part;
use crate::application::entry::{self, Entry, Known};
use crate::application::kind::{Completion, Effect, Kind, Prefill, Review, Step, Subject};
use crate::application::paper::PaperNeeded;
use crate::application::printed::INFORMATION_CHANGE;
use crate::application::snapshot::Snapshot;
use crate::form::{Block, Control, Field, FieldError, RawAnswers, Warning};
use crate::value::{comparable, organisation_name::OrganisationName};

/// The kind.
pub const KIND: Kind = Kind {
    id: "company-name-change",
    entry: Entry::Account,
    about: None,
    // A person is called what the document says; an organisation what its registry says.
    eligibility: entry::only_organisations,
    consent: None,
    steps: &[
        Step {
            id: "name",
            blocks: &[Block::Fields(NAME)],
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
    notice: Some("company-name-change"),
    papers: &[
        PaperNeeded::form(&INFORMATION_CHANGE),
        PaperNeeded::copy("registry-approval"),
        PaperNeeded::copy("organisation-code"),
        PaperNeeded::copy("business-licence"),
    ],
    prefill: Prefill::Known(known),
    effect: Effect::ChangeName,
    must_change: false,
    subject,
    readable: &[],
};

/// The name an organisation has in its profile.
const PRESENT: &str = "organisation_name";

const NAME: &[Field] = &[
    Field::text("old_name", |text, scope| {
        let name = OrganisationName::parse(text)?.to_string();
        let known = scope.get(PRESENT);
        match known.is_empty() || comparable(&name) == comparable(known) {
            true => Ok(name),
            false => Err(FieldError::NotAsKnown),
        }
    })
    .autocomplete("organization"),
    Field::text("new_name", |text, scope| {
        let name = OrganisationName::parse(text)?.to_string();
        match name == scope.get(PRESENT) {
            true => Err(FieldError::Unchanged),
            false => Ok(name),
        }
    })
    .warns(|name, _| {
        let is_one_letter = OrganisationName::parse(name).is_ok_and(|name| name.is_one_letter());
        is_one_letter.then_some(Warning::OneLetter)
    }),
    Field::text("change_reason", part::sentences).control(Control::LongText),
    Field::text("approved_on", part::past).control(Control::Date),
    Field::text("approval_scan", |text, _| Ok(text.to_owned()))
        .control(Control::Upload)
        .sample("licence"),
];

/// The present name stands in the form, and beside it for the rules.
fn known(known: &Known) -> RawAnswers {
    let present = known.profile.get(PRESENT).unwrap_or_default();
    RawAnswers::from_iter([("old_name", present), (PRESENT, present)])
}

/// Until it is approved it is about the organisation as the account has it.
fn subject(_: &Snapshot) -> Subject {
    Subject::default()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::application::snapshot::{freeze, freeze_given};
    use crate::form::{Facts, Scope};

    fn judged(answers: &[(&str, &str)]) -> Result<Snapshot, Vec<(String, FieldError)>> {
        let mut all = RawAnswers::from_iter([
            (PRESENT, "郑州石榴科技有限公司"),
            ("old_name", "郑州石榴科技有限公司"),
            ("new_name", "河南石榴科技（集团）有限公司"),
            ("change_reason", "集团化重组"),
            ("approved_on", "2026-11-02"),
        ]);
        for (field, text) in answers {
            all.set(*field, *text);
        }
        let mut facts = Facts::new(NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
        facts.pictures.insert("approval_scan".to_owned());
        let scope = Scope {
            answers: &all,
            facts: &facts,
        };
        freeze(&KIND, &scope).map_err(|wrong| wrong.into_iter().collect())
    }

    #[test]
    fn what_is_asked_is_judged() {
        let sent = judged(&[("old_name", "郑州石榴科技有限公司 ")]).expect("acceptable");
        assert_eq!(sent.get("new_name"), Some("河南石榴科技（集团）有限公司"));
        assert_eq!(sent.get(PRESENT), None, "it is not asked for");
        for (field, text, reason) in [
            ("old_name", "洛阳石榴科技有限公司", FieldError::NotAsKnown),
            ("new_name", "郑州石榴科技有限公司", FieldError::Unchanged),
            ("approved_on", "2027-01-01", FieldError::InTheFuture),
            ("change_reason", " ", FieldError::Required),
        ] {
            let wrong = vec![(field.to_owned(), reason)];
            assert_eq!(judged(&[(field, text)]), Err(wrong), "{field}");
        }
    }

    fn profile(answers: &[(&str, &str)]) -> Snapshot {
        let answers = answers.iter().copied().collect();
        let facts = Facts::new(NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
        let scope = Scope {
            answers: &answers,
            facts: &facts,
        };
        freeze_given(crate::account::profile::kind(), &scope).expect("a profile")
    }

    #[test]
    fn only_an_organisation_is_offered_it() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
        let person = profile(&[("applicant_type", "person"), ("real_name", "林晓安")]);
        let firm = profile(&[
            ("applicant_type", "enterprise"),
            ("organisation_name", "石榴"),
        ]);
        let ask = |profile| {
            let record = None;
            entry::only_organisations(&Known {
                profile,
                record,
                today,
            })
        };
        assert_eq!(ask(&person), Err(entry::Ineligible("only_organisations")));
        assert_eq!(ask(&firm), Ok(None));
        let firm = Known {
            profile: &firm,
            record: None,
            today,
        };
        assert_eq!(known(&firm).get("old_name"), "石榴");
    }
}
