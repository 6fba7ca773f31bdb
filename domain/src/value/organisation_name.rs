//! The legal name of an organisation.
//!
//! It must not know the legal form or the register the name stands in.

use serde::{Deserialize, Serialize};

use super::{check_length, kept, text_value, visible_length};
use crate::form::FieldError;

/// Largest number of characters.
pub const MAX: u32 = 100;

/// A name of 1 to 100 characters with at least one letter, as it was typed: a register tells
/// `（集团）` from `(集团)`. That both are the same company is for [`comparable`] to know.
///
/// [`comparable`]: super::comparable
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationName(String);
text_value!(OrganisationName, OrganisationName::parse);

impl OrganisationName {
    /// Reads a name.
    ///
    /// # Errors
    /// `Required`, `TooLong`, or `Characters` when there is no letter in it.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name = kept(text);
        check_length(&name, 1, MAX)?;
        match name.chars().any(char::is_alphabetic) {
            true => Ok(Self(name)),
            false => Err(FieldError::Characters),
        }
    }

    /// Whether it is a single letter: there are such names, and there are slips of the hand.
    #[must_use]
    pub fn is_one_letter(&self) -> bool {
        visible_length(&self.0) == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        OrganisationName::parse(text).map(String::from)
    }

    #[test]
    fn names_of_many_languages_are_accepted() {
        for name in [
            "河南某某科技有限公司",
            "Smith & Sons, Ltd.",
            "株式会社 例示",
            "3M",
            "某某（集团）有限公司",
            "株式会社ＡＢＣ",
            "㈱例示",
            "大\u{FA10}商会",
            "葛\u{E0100}城市",
        ] {
            assert_eq!(parsed(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(
            parsed("　某某（集团）\n有限公司").as_deref(),
            Ok("某某（集团） 有限公司")
        );
    }

    #[test]
    fn a_name_needs_a_letter() {
        assert_eq!(parsed("12345"), Err(FieldError::Characters));
        assert_eq!(parsed("---"), Err(FieldError::Characters));
    }

    #[test]
    fn one_to_a_hundred_characters_are_accepted() {
        assert_eq!(parsed("\u{200B}"), Err(FieldError::Required));
        assert!(OrganisationName::parse("某").unwrap().is_one_letter());
        assert!(!OrganisationName::parse("3M").unwrap().is_one_letter());
        assert!(parsed(&"某".repeat(100)).is_ok());
        assert_eq!(
            parsed(&"某".repeat(101)),
            Err(FieldError::TooLong { max: 100 })
        );
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in any::<String>()) {
            if let Ok(name) = OrganisationName::parse(&text) {
                prop_assert_eq!(OrganisationName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
