//! The legal name of an organisation.
//!
//! It must not know the legal form or the register the name stands in.

use serde::{Deserialize, Serialize};

use super::{check_length, fold_spaces, text_value};
use crate::form::FieldError;

/// Smallest number of characters.
pub const MIN: u32 = 2;
/// Largest number of characters.
pub const MAX: u32 = 100;

/// A name of 2 to 100 characters with at least one letter. Brackets are the narrow ones,
/// whichever were typed, so that `（集团）` and `(集团)` are the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationName(String);
text_value!(OrganisationName, OrganisationName::parse);

impl OrganisationName {
    /// Reads a name.
    ///
    /// # Errors
    /// `Required`, `TooShort`, `TooLong`, or `Characters` when there is no letter in it.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name = fold_spaces(text);
        check_length(&name, MIN, MAX)?;
        match name.chars().any(char::is_alphabetic) {
            true => Ok(Self(name)),
            false => Err(FieldError::Characters),
        }
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
        ] {
            assert_eq!(parsed(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn wide_brackets_and_spaces_are_folded() {
        assert_eq!(
            parsed("　某某（集团）\n有限公司").as_deref(),
            Ok("某某(集团) 有限公司")
        );
    }

    #[test]
    fn a_name_needs_a_letter() {
        assert_eq!(parsed("12345"), Err(FieldError::Characters));
        assert_eq!(parsed("---"), Err(FieldError::Characters));
    }

    #[test]
    fn two_to_a_hundred_characters_are_accepted() {
        assert_eq!(parsed("\u{200B}"), Err(FieldError::Required));
        assert_eq!(parsed("某"), Err(FieldError::TooShort { min: 2 }));
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
