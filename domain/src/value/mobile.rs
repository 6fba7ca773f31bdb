//! The number of a mobile telephone.
//!
//! It must not know who may have a foreign one: the caller says so.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{check_length, fold_number, international, text_value};
use crate::form::FieldError;

/// Number of digits on the mainland (the numbering plan of the ministry, 电信网编号计划 2017).
const MAINLAND_DIGITS: u32 = 11;
/// Number of digits elsewhere, with the country code (ITU-T E.164, section 6).
const FOREIGN_DIGITS: RangeInclusive<usize> = 7..=15;

/// A mobile number: 11 digits for the mainland (`13800138000`), or `+` and 7 to 15 digits for
/// elsewhere (ITU-T E.164, section 6).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);
text_value!(Mobile, |text| Mobile::parse(text, false));

impl Mobile {
    /// Reads a number; spaces, hyphens, brackets and a `+86` before a mainland number are dropped,
    /// and so is what is dialled before a number only within its country. With `mainland_only` a
    /// foreign number is refused.
    ///
    /// # Errors
    /// `Required`; `Characters`; `Digits` when it should be a mainland number and has not 11 digits;
    /// `Malformed` for a number no mobile has, or a foreign one where that is not taken.
    pub fn parse(text: &str, mainland_only: bool) -> Result<Self, FieldError> {
        let number = fold_number(text).replace(['(', ')', '.', '/'], "");
        check_length(&number, 1, u32::MAX)?;
        let digits = number.strip_prefix('+').unwrap_or(&number);
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FieldError::Characters);
        }
        let national = mainland_part(&number);
        if is_mainland_mobile(national) {
            return Ok(Self(national.to_owned()));
        }
        let abroad = match number.strip_prefix("00") {
            Some(rest) => Some(rest),
            None => number.strip_prefix('+'),
        };
        let foreign = abroad
            .filter(|digits| !mainland_only && !digits.starts_with("86"))
            .and_then(international::dialled)
            .filter(|digits| FOREIGN_DIGITS.contains(&digits.len()));
        match (foreign, abroad) {
            (Some(digits), _) => Ok(Self(format!("+{digits}"))),
            (None, Some(digits)) if !digits.starts_with("86") => Err(FieldError::Malformed),
            _ if national.len() != MAINLAND_DIGITS as usize => Err(FieldError::Digits {
                digits: MAINLAND_DIGITS,
            }),
            _ => Err(FieldError::Malformed),
        }
    }

    /// Whether it is a number of the mainland.
    #[must_use]
    pub fn is_mainland(&self) -> bool {
        !self.0.starts_with('+')
    }

    /// With `+` and country code, as gateways want it.
    #[must_use]
    pub fn e164(&self) -> String {
        match self.is_mainland() {
            true => format!("+86{}", self.0),
            false => self.0.clone(),
        }
    }
}

/// The number without `+86`, `0086` or a bare `86` that makes it too long, and without the 0 that
/// was dialled before a mobile number of another city.
fn mainland_part(number: &str) -> &str {
    let bare = |rest: &&str| rest.len() == MAINLAND_DIGITS as usize;
    let national = number
        .strip_prefix("+86")
        .or_else(|| number.strip_prefix("0086"))
        .or_else(|| number.strip_prefix("86").filter(bare))
        .unwrap_or(number);
    national
        .strip_prefix('0')
        .filter(|rest| is_mainland_mobile(rest))
        .unwrap_or(national)
}

fn is_mainland_mobile(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == MAINLAND_DIGITS as usize && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str, mainland_only: bool) -> Result<String, FieldError> {
        Mobile::parse(text, mainland_only).map(String::from)
    }

    #[test]
    fn a_mainland_number_has_one_form_however_it_is_typed() {
        for text in [
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+86 138 0013 8000",
            "8613800138000",
            "008613800138000",
            "１３８００１３８０００",
            "(+86)13800138000",
            "138ー0013ー8000",
            "+86 (0)138 0013 8000",
            "013800138000",
        ] {
            assert_eq!(parsed(text, true).as_deref(), Ok("13800138000"), "{text}");
            assert_eq!(parsed(text, false).as_deref(), Ok("13800138000"), "{text}");
        }
    }

    #[test]
    fn another_number_of_digits_is_named() {
        for text in ["1380013800", "138001380000", "+861380013800"] {
            assert_eq!(
                parsed(text, true),
                Err(FieldError::Digits { digits: 11 }),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_no_mobile_has_is_refused() {
        for text in ["12800138000", "03800138000", "+8612800138000"] {
            assert_eq!(parsed(text, true), Err(FieldError::Malformed), "{text}");
        }
    }

    #[test]
    fn a_foreign_number_is_taken_only_where_allowed() {
        for (text, number) in [
            ("+81 90-1234-5678", "+819012345678"),
            ("00 44 7700 900123", "+447700900123"),
            ("+44 (0)7700 900123", "+447700900123"),
            ("+81 090-1234-5678", "+819012345678"),
            ("\u{202D}+81 (0) 90-1234-5678\u{202C}", "+819012345678"),
            ("+49 0171/1234567", "+491711234567"),
            ("+39 06 6982 1234", "+390669821234"),
            ("+39 (0)6 6982 1234", "+390669821234"),
            ("+38 (067) 123-45-67", "+380671234567"),
        ] {
            assert_eq!(parsed(text, false).as_deref(), Ok(number));
            assert_eq!(parsed(text, true), Err(FieldError::Malformed));
        }
    }

    #[test]
    fn a_foreign_number_has_seven_to_fifteen_digits() {
        assert!(parsed("+8529123", false).is_ok());
        for text in ["+852912", "+1234567890123456", "+0123456789"] {
            assert_eq!(parsed(text, false), Err(FieldError::Malformed), "{text}");
        }
    }

    #[test]
    fn letters_and_nothing_are_refused() {
        assert_eq!(parsed("1380013800a", true), Err(FieldError::Characters));
        assert_eq!(parsed("138+00138000", true), Err(FieldError::Characters));
        assert_eq!(parsed("--", true), Err(FieldError::Required));
    }

    #[test]
    fn gateways_get_the_country_code() {
        let mobile = Mobile::parse("13800138000", true).expect("a mobile number");
        assert!(mobile.is_mainland());
        assert_eq!(mobile.e164(), "+8613800138000");
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,20}|[+]?[0-9 -]{5,18}|(0086|86|[+]86)?1[0-9]{10}", mainland_only: bool
        ) {
            if let Ok(mobile) = Mobile::parse(&text, mainland_only) {
                prop_assert_eq!(Mobile::parse(mobile.as_str(), mainland_only), Ok(mobile));
            }
        }
    }
}
