//! What rules look at besides the text in front of them. It must not know where that comes from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldError, RawAnswers};
use crate::map::{Map, Set};

/// What a rule may know beyond the text itself. The server fills it from the database, and sends
/// it along with the page, so both sides judge by the same facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Today at the operator's place.
    #[serde(deserialize_with = "crate::value::date::read")]
    pub today: NaiveDate,
    /// The kind of application, whose own words are taken where it has some.
    #[serde(default)]
    pub kind: String,
    /// Mail addresses known to be the applicant's, canonical: a code sent there was entered.
    pub confirmed_emails: Set<String>,
    /// Where the code went that can be entered now, canonical.
    #[serde(default)]
    pub code_sent_to: Option<String>,
    /// Upload fields that hold a stored picture.
    pub pictures: Set<String>,
    /// A password is stored already; leaving both fields empty keeps it.
    pub has_password: bool,
    /// The operator's own province, two digits; empty where nobody said which.
    #[serde(default)]
    pub home_province: String,
    /// What only the server can find out about a text: field → (the text it looked at, the reason).
    pub findings: Map<String, (String, FieldError)>,
}

impl Facts {
    /// Facts of somebody who just arrived.
    #[must_use]
    pub fn new(today: NaiveDate) -> Self {
        Self {
            today,
            kind: String::new(),
            confirmed_emails: Set::new(),
            code_sent_to: None,
            pictures: Set::new(),
            has_password: false,
            home_province: String::new(),
            findings: Map::new(),
        }
    }
}

/// Answers and facts together: what every rule and condition looks at.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// What was typed, over all steps.
    pub answers: &'a RawAnswers,
    /// What is known besides.
    pub facts: &'a Facts,
}

impl Scope<'_> {
    /// The raw text of a field.
    #[must_use]
    pub fn get(&self, field: &str) -> &str {
        self.answers.get(field)
    }
}
