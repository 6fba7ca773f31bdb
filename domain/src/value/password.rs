//! A new password, before it is hashed.
//!
//! It must not be shown, logged or stored, so it has no `Display` and no serde. It tells what is
//! plainly easy to guess or close to the user's own data; what only long lists tell the server
//! judges (specification, D8).

use std::fmt;

use super::{check_length, unicode};
use crate::form::FieldError;

mod guessable;

pub use guessable::{is_guessable, own_words};

/// Smallest number of characters (specification, D8).
pub const MIN: u32 = 8;
/// Largest number of characters (specification, D8).
pub const MAX: u32 = 256;

/// 8 to 256 characters of any script in NFC, so that a letter typed on another keyboard is the same
/// letter. Nothing is folded or trimmed: every character counts.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Reads a password.
    ///
    /// # Errors
    /// `Required`, `TooShort`, `TooLong`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        // Normalising costs time for whatever length somebody sends, so what is far too long is not.
        // A letter with its marks, decomposed, seldom needs more than a dozen bytes.
        if text.len() > 16 * MAX as usize {
            return Err(FieldError::TooLong { max: MAX });
        }
        let password = unicode::nfc(text);
        check_length(&password, MIN, MAX)?;
        Ok(Self(password))
    }

    /// Refuses what is plainly easy to guess, or little more than something of the user's own.
    ///
    /// # Errors
    /// `PasswordWeak`.
    pub fn refuse_guessable(&self, own_data: &[&str]) -> Result<(), FieldError> {
        match guessable::is_guessable(&self.0, own_data) {
            true => Err(FieldError::PasswordWeak),
            false => Ok(()),
        }
    }

    /// The text itself, to hash it or to judge its strength; for nothing else.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn any_script_and_spaces_are_accepted_and_kept() {
        for text in [
            "correct horse",
            "  spaces  ",
            "春眠不觉晓处处闻啼鸟",
            "Ａｌｌwide1",
        ] {
            assert_eq!(
                Password::parse(text).as_ref().map(Password::as_str),
                Ok(text)
            );
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        assert_eq!(
            Password::parse("caf\u{E9} cr\u{E8}me"),
            Password::parse("cafe\u{301} cre\u{300}me")
        );
    }

    #[test]
    fn eight_to_256_characters_are_accepted() {
        assert_eq!(Password::parse(""), Err(FieldError::Required));
        assert_eq!(
            Password::parse("1234567"),
            Err(FieldError::TooShort { min: 8 })
        );
        assert!(Password::parse("字字字字字字字字").is_ok());
        assert!(Password::parse(&"字".repeat(256)).is_ok());
        assert_eq!(
            Password::parse(&"a".repeat(257)),
            Err(FieldError::TooLong { max: 256 })
        );
        assert_eq!(
            Password::parse(&"a".repeat(1_000_000)),
            Err(FieldError::TooLong { max: 256 })
        );
    }

    #[test]
    fn debug_does_not_tell() {
        let password = Password::parse("correct horse").expect("long enough");
        assert_eq!(format!("{password:?}"), "Password(…)");
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in any::<String>()) {
            if let Ok(password) = Password::parse(&text) {
                prop_assert_eq!(Password::parse(password.as_str()), Ok(password));
            }
        }
    }
}
