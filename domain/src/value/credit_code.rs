//! The unified social credit code of a Chinese organisation.
//!
//! It must not know the organisation's name or whether it is registered. Not all codes in use have
//! the check character the standard gives, so a code with another one is a code all the same, and
//! whoever holds it may ask.

use serde::{Deserialize, Serialize};

use super::{check_length, fold_number, text_value};
use crate::form::FieldError;

/// Number of characters (GB 32100-2015, section 4).
const LENGTH: u32 = 18;
/// The 31 characters, each standing for its place (GB 32100-2015, table 2): no I, O, S, V, Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// The weight of each of the first 17 characters: 3^i mod 31 (the same standard, table 3).
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];

/// A unified social credit code, GB 32100-2015: authority, category, 6 digits of region,
/// 9 characters of organisation code, check character.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);
text_value!(CreditCode, CreditCode::parse);

impl CreditCode {
    /// Reads a code; spaces, hyphens and small letters are tolerated.
    ///
    /// # Errors
    /// In this order: `Required`; `Characters` (also for I, O, S, V, Z, which are mistaken for
    /// digits); `TooShort`, `TooLong` (18 each); `Malformed` when characters 3 to 8 are no digits.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let code = fold_number(text).to_ascii_uppercase();
        check_length(&code, 1, u32::MAX)?;
        if !code.chars().all(|c| ALPHABET.contains(c)) {
            return Err(FieldError::Characters);
        }
        check_length(&code, LENGTH, LENGTH)?;
        if !code[2..8].bytes().all(|b| b.is_ascii_digit()) {
            return Err(FieldError::Malformed);
        }
        Ok(Self(code))
    }

    /// Whether the last character is the one the standard gives. Where it is not, most often one
    /// character is mistyped.
    #[must_use]
    pub fn is_standard(&self) -> bool {
        self.0.ends_with(check_character(&self.0))
    }
}

/// The check character for the first 17 characters (GB 32100-2015, section 5.2).
fn check_character(code: &str) -> char {
    let places = code.chars().filter_map(|c| ALPHABET.find(c));
    let sum: usize = places
        .zip(WEIGHTS)
        .map(|(place, weight)| place * weight)
        .sum();
    let check = (31 - sum % 31) % 31;
    char::from(ALPHABET.as_bytes()[check])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        CreditCode::parse(text).map(String::from)
    }

    #[test]
    fn real_codes_are_accepted() {
        for code in [
            "91350100M000100Y43",
            "91110000600037341L",
            "914403001922038216",
        ] {
            assert_eq!(parsed(code).as_deref(), Ok(code));
            assert!(CreditCode::parse(code).is_ok_and(|code| code.is_standard()));
        }
    }

    #[test]
    fn real_codes_with_another_check_character_are_codes() {
        let code = CreditCode::parse("91350203M0001QKT19").expect("a code that was given");
        assert!(!code.is_standard());
    }

    #[test]
    fn small_letters_full_width_and_spaces_are_tolerated() {
        assert_eq!(
            parsed("９１350100 m000100y 43").as_deref(),
            Ok("91350100M000100Y43")
        );
    }

    #[test]
    fn a_slip_of_the_hand_is_noticed() {
        for text in ["91350100M000100Y44", "91350100M000010Y43"] {
            assert!(
                CreditCode::parse(text).is_ok_and(|code| !code.is_standard()),
                "{text}"
            );
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_refused() {
        for letter in ['I', 'O', 'S', 'V', 'Z', '*'] {
            let code = format!("9135010{letter}M000100Y43");
            assert_eq!(parsed(&code), Err(FieldError::Characters), "{letter}");
        }
    }

    #[test]
    fn length_and_region_are_checked() {
        assert_eq!(parsed(""), Err(FieldError::Required));
        assert_eq!(
            parsed("91350100M000100Y4"),
            Err(FieldError::TooShort { min: 18 })
        );
        assert_eq!(
            parsed("91350100M000100Y433"),
            Err(FieldError::TooLong { max: 18 })
        );
        assert_eq!(parsed("9135010AM000100Y43"), Err(FieldError::Malformed));
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in ".{0,30}|[0-9]{8}[0-9A-Ya-y]{10}") {
            if let Ok(code) = CreditCode::parse(&text) {
                prop_assert_eq!(CreditCode::parse(code.as_str()), Ok(code));
            }
        }

        #[test]
        fn every_mistyped_character_is_noticed(front in "91[0-9]{6}[0-9A-H]{9}", at in 0..17_usize, by in 1..31_usize) {
            let good = format!("{front}{}", check_character(&front));
            prop_assert!(CreditCode::parse(&good).is_ok_and(|code| code.is_standard()));
            let bad: String = good.chars().enumerate().map(|(i, c)| match ALPHABET.find(c) {
                Some(place) if i == at => char::from(ALPHABET.as_bytes()[(place + by) % 31]),
                _ => c,
            }).collect();
            prop_assert!(CreditCode::parse(&bad).map_or(true, |code| !code.is_standard()));
        }
    }
}
