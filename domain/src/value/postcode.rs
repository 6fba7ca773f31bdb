//! A postcode.
//!
//! It must not know which place it belongs to, nor who may have a foreign one: the caller says so.

use serde::{Deserialize, Serialize};

use super::{check_length, fold, fold_number, is_dash, text_value};
use crate::form::FieldError;

/// Number of digits (specification, step 3; GB/T 7416).
const DIGITS: u32 = 6;

/// Largest number of characters of a foreign one; the longest in use have eleven: ten digits and
/// a hyphen (Iran, `11369-12345`).
const MAX: u32 = 11;
/// Smallest number of characters of a foreign one; the shortest in use have three (Iceland).
const MIN: u32 = 3;

/// Six digits on the mainland; elsewhere capital letters and digits, at least one of them a digit,
/// with single spaces or hyphens between them: `SW1A 1AA`, `100-0001` (UPU S42).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);
text_value!(Postcode, |text| Postcode::parse(text, false));

impl Postcode {
    /// Reads a postcode; spaces and hyphens of a mainland one are dropped, so is the mark `〒`. With
    /// `mainland_only` a foreign one is refused.
    ///
    /// # Errors
    /// `Required`; with `mainland_only` `Digits` for anything but six digits; otherwise
    /// `Characters`, `TooShort`, `TooLong`, and `Malformed` without a digit or when it begins or
    /// ends with a hyphen.
    pub fn parse(text: &str, mainland_only: bool) -> Result<Self, FieldError> {
        let code = fold_number(text);
        check_length(&code, 1, u32::MAX)?;
        if code.len() == DIGITS as usize && code.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(code));
        }
        match mainland_only {
            true => Err(FieldError::Digits { digits: DIGITS }),
            false => Self::parse_foreign(text),
        }
    }

    fn parse_foreign(text: &str) -> Result<Self, FieldError> {
        let plain = fold(text).to_ascii_uppercase().replace(is_dash, "-");
        let words: Vec<&str> = plain.trim_start_matches('〒').split_whitespace().collect();
        let code = words.join(" ");
        let is_sign = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        if !code.chars().all(|c| is_sign(c) || matches!(c, ' ' | '-')) {
            return Err(FieldError::Characters);
        }
        check_length(&code, MIN, MAX)?;
        let has_digit = code.bytes().any(|b| b.is_ascii_digit());
        match has_digit && code.starts_with(is_sign) && code.ends_with(is_sign) {
            true => Ok(Self(code)),
            false => Err(FieldError::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        Postcode::parse(text, true).map(String::from)
    }

    fn parsed_abroad(text: &str) -> Result<String, FieldError> {
        Postcode::parse(text, false).map(String::from)
    }

    #[test]
    fn six_digits_are_accepted_in_any_width() {
        for text in ["450000", "４５００００", " 450 000 "] {
            assert_eq!(parsed(text).as_deref(), Ok("450000"));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "45000",
            "4500000",
            "45000a",
            "四五〇〇〇〇",
            "〒450",
            "SW1A 1AA",
        ] {
            assert_eq!(
                parsed(text),
                Err(FieldError::Digits { digits: 6 }),
                "{text}"
            );
        }
        assert_eq!(parsed(""), Err(FieldError::Required));
    }

    #[test]
    fn postcodes_of_many_countries_are_accepted_where_allowed() {
        for (text, code) in [
            ("SW1A 1AA", "SW1A 1AA"),
            ("sw1a  1aa", "SW1A 1AA"),
            ("〒100-0001", "100-0001"),
            ("１００ー０００１", "100-0001"),
            ("12345-6789", "12345-6789"),
            ("11369-12345", "11369-12345"),
            ("１１３６９−１２３４５", "11369-12345"),
            ("11369 12345", "11369 12345"),
            ("1136912345", "1136912345"),
            ("K1A 0B1", "K1A 0B1"),
            ("1012 AB", "1012 AB"),
            ("D02 AF30", "D02 AF30"),
            ("GX11 1AA", "GX11 1AA"),
            ("101", "101"),
            ("00-950", "00-950"),
            ("450 000", "450000"),
        ] {
            assert_eq!(parsed_abroad(text).as_deref(), Ok(code), "{text}");
        }
        for (text, reason) in [
            ("", FieldError::Required),
            ("12", FieldError::TooShort { min: 3 }),
            ("12345-678901", FieldError::TooLong { max: 11 }),
            ("123456789012", FieldError::TooLong { max: 11 }),
            ("London", FieldError::Malformed),
            ("-12345", FieldError::Malformed),
            ("75001!", FieldError::Characters),
            ("七五〇〇一", FieldError::Characters),
        ] {
            assert_eq!(parsed_abroad(text), Err(reason), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,10}|[0-9０-９ ]{5,8}|[〒A-Za-z0-9 -]{3,10}", mainland_only: bool
        ) {
            if let Ok(code) = Postcode::parse(&text, mainland_only) {
                prop_assert_eq!(Postcode::parse(code.as_str(), mainland_only), Ok(code));
            }
        }
    }
}
