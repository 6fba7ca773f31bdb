//! What is acceptable and seldom meant: it is asked to be looked at again, stops nobody, and staff
//! see it too. Never stored: whoever shows an answer computes it anew.

use serde::{Deserialize, Serialize};

use super::{Field, Scope};
use crate::text::{Language, fill, find, find_of, find_of_field};
use crate::value::email_address::EmailAddress;
use crate::value::email_domain;

/// Why to look at an answer again. The text in each language is looked up under
/// `field.<id>.warning.<code>`, and under `warning.<code>` for all fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// The document has expired (D5).
    Expired,
    /// A name of one letter: there are some, and there are slips of the hand.
    OneLetter,
    /// The check character is not the one the standard gives: some codes in use were given so.
    CheckCharacter,
    /// The province is not where the applicant said to be: inside or outside the home province.
    Elsewhere,
    /// The domain looks like one many people have.
    Domain {
        /// The address with that domain.
        meant: String,
    },
}

impl Warning {
    /// Of a mail address: its domain looks like one many people have.
    #[must_use]
    pub fn of_address(text: &str) -> Option<Self> {
        let meant = email_domain::meant(&EmailAddress::parse(text).ok()?)?;
        Some(Self::Domain {
            meant: meant.to_string(),
        })
    }

    /// The stable code, as in `warning.<code>` of the texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::OneLetter => "one_letter",
            Self::CheckCharacter => "check_character",
            Self::Elsewhere => "elsewhere",
            Self::Domain { .. } => "domain",
        }
    }

    /// What was probably meant, to be taken with one click.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            Self::Domain { meant } => Some(meant),
            Self::Expired | Self::OneLetter | Self::CheckCharacter | Self::Elsewhere => None,
        }
    }

    /// The sentence about a field of no kind in particular.
    #[must_use]
    pub fn say(&self, language: Language, field: &str) -> String {
        self.say_of(language, "", field)
    }

    /// The sentence, found like that of an error.
    #[must_use]
    pub fn say_of(&self, language: Language, kind: &str, field: &str) -> String {
        let code = self.code();
        let sentence = find_of_field(language, kind, field, &format!("warning.{code}"))
            .or_else(|| find_of(language, kind, &format!("warning.{code}")));
        self.filled(sentence)
    }

    /// What staff are told, who look at the answer of somebody else (`staff.warning.<code>`).
    #[must_use]
    pub fn tell(&self, language: Language) -> String {
        self.filled(find(language, &format!("staff.warning.{}", self.code())))
    }

    fn filled(&self, sentence: Option<&str>) -> String {
        let meant = self.suggestion().unwrap_or_default();
        fill(sentence.unwrap_or("?"), &[("meant", meant)])
    }
}

impl Field {
    /// What to look at again in the answer; nothing while it is missing or not acceptable.
    #[must_use]
    pub fn warning(&self, scope: &Scope) -> Option<Warning> {
        // Most fields have none, and judging an answer is dear.
        let warns = self.warns?;
        let canonical = self.check(scope).ok().flatten()?;
        warns(&canonical, scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_says_something_in_every_language_to_applicant_and_staff() {
        let meant = "li@qq.com".to_owned();
        for warning in [
            Warning::Expired,
            Warning::OneLetter,
            Warning::CheckCharacter,
            Warning::Elsewhere,
            Warning::Domain { meant },
        ] {
            for language in Language::ALL {
                for sentence in [warning.say(language, "email"), warning.tell(language)] {
                    assert!(sentence.len() > 10, "{warning:?} {language:?}: {sentence}");
                    let meant = warning.suggestion().unwrap_or_default();
                    assert!(
                        sentence.contains(meant) && !sentence.contains('{'),
                        "{sentence}"
                    );
                }
            }
        }
    }
}
