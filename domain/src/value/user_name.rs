//! The name a person signs in with.
//!
//! It must not know whether somebody has it already: the database does.

use serde::{Deserialize, Serialize};

use super::{check_length, fold, text_value};
use crate::form::FieldError;

/// Smallest number of characters (specification, D8).
pub const MIN: u32 = 4;
/// Largest number of characters (specification, D8).
pub const MAX: u32 = 32;

/// 4 to 32 of `a-z 0-9 . _ -`, beginning with a letter; always lower-case, so names that differ
/// only in case are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);
text_value!(UserName, UserName::parse);

impl UserName {
    /// Reads a user name in any case.
    ///
    /// # Errors
    /// In this order: `Required`, `Characters`, `StartsWithLetter`, `TooShort`, `TooLong`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name = fold(text).to_ascii_lowercase();
        check_length(&name, 1, u32::MAX)?;
        if !name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        {
            return Err(FieldError::Characters);
        }
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(FieldError::StartsWithLetter);
        }
        check_length(&name, MIN, MAX)?;
        Ok(Self(name))
    }

    /// The name of an applicant: any but those that sound like the office.
    ///
    /// # Errors
    /// As [`Self::parse`], and `Taken`.
    pub fn parse_for_applicant(text: &str) -> Result<Self, FieldError> {
        let name = Self::parse(text)?;
        let words = name.0.trim_end_matches(|c: char| !c.is_ascii_lowercase());
        match RESERVED.contains(&words) {
            true => Err(FieldError::Taken),
            false => Ok(name),
        }
    }
}

/// Names, also with a number behind, that would pass for somebody of the office. Most are those of
/// RFC 2142.
const RESERVED: [&str; 19] = [
    "abuse",
    "admin",
    "administrator",
    "docket",
    "help",
    "hostmaster",
    "info",
    "moderator",
    "officer",
    "operator",
    "postmaster",
    "reviewer",
    "root",
    "security",
    "staff",
    "supervisor",
    "support",
    "system",
    "webmaster",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        UserName::parse(text).map(String::from)
    }

    #[test]
    fn case_and_width_do_not_matter() {
        assert_eq!(parsed(" Ｚhang.San_88-x ").as_deref(), Ok("zhang.san_88-x"));
    }

    #[test]
    fn an_applicant_does_not_pass_for_the_office() {
        for name in ["admin", "Officer", "supervisor1", "root_2", "support-"] {
            let parsed = UserName::parse_for_applicant(name);
            assert_eq!(parsed, Err(FieldError::Taken), "{name}");
        }
        for name in ["admina", "officer.lin", "helping", "zhang.san"] {
            assert!(UserName::parse_for_applicant(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn it_begins_with_a_letter() {
        for name in ["1abc", ".abc", "_abc", "-abc"] {
            assert_eq!(parsed(name), Err(FieldError::StartsWithLetter), "{name}");
        }
    }

    #[test]
    fn other_characters_are_refused() {
        for name in ["zhang san", "张三李四", "a@b.c", "émile"] {
            assert_eq!(parsed(name), Err(FieldError::Characters), "{name}");
        }
    }

    #[test]
    fn four_to_thirty_two_characters_are_accepted() {
        assert_eq!(parsed(""), Err(FieldError::Required));
        assert_eq!(parsed("abc"), Err(FieldError::TooShort { min: 4 }));
        assert!(parsed("abcd").is_ok());
        assert!(parsed(&"a".repeat(32)).is_ok());
        assert_eq!(
            parsed(&"a".repeat(33)),
            Err(FieldError::TooLong { max: 32 })
        );
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in ".{0,40}|[A-Za-z0-9._-]{0,40}") {
            if let Ok(name) = UserName::parse(&text) {
                prop_assert_eq!(UserName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
