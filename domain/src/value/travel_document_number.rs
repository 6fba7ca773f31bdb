//! The number of a document other than the resident card: passport, permits to enter the mainland.
//!
//! It must not know which type was chosen in the form: the caller picks the parse of that type.
//! Passports are read leniently, because states change their shapes and a refused genuine document
//! helps nobody; the permits of one state have the shapes that state gives.

use serde::{Deserialize, Serialize};

use super::{check_length, fold_number, text_value};
use crate::form::FieldError;

/// Smallest number of characters.
pub const MIN: u32 = 6;
/// Largest number of characters.
pub const MAX: u32 = 18;

/// A document number of 6 to 18 capital letters and digits, with at least one digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TravelDocumentNumber(String);
text_value!(TravelDocumentNumber, TravelDocumentNumber::parse);

impl TravelDocumentNumber {
    /// What all of them have in common.
    fn parse(text: &str) -> Result<Self, FieldError> {
        let number = fold_number(text).to_ascii_uppercase();
        check_length(&number, 1, u32::MAX)?;
        if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(FieldError::Characters);
        }
        check_length(&number, MIN, MAX)?;
        match number.bytes().any(|b| b.is_ascii_digit()) {
            true => Ok(Self(number)),
            false => Err(FieldError::Malformed),
        }
    }

    /// Reads a passport number of any state; spaces, hyphens and small letters are tolerated. ICAO
    /// Doc 9303 gives it nine places and lets longer ones continue elsewhere, so nothing more is
    /// known about its shape.
    ///
    /// # Errors
    /// `Required`, `Characters`, `TooShort`, `TooLong`, or `Malformed` without any digit.
    pub fn parse_passport(text: &str) -> Result<Self, FieldError> {
        Self::parse(text)
    }

    /// Reads the number of a mainland travel permit for Hong Kong and Macao residents
    /// (港澳居民来往内地通行证): `H` or `M` and 8 digits, on older cards followed by two digits
    /// that count renewals.
    ///
    /// # Errors
    /// As [`Self::parse_passport`], and `Malformed` for another shape.
    pub fn parse_hong_kong_macao_permit(text: &str) -> Result<Self, FieldError> {
        let number = Self::parse(text)?;
        match number.0.split_at(1) {
            ("H" | "M", digits) if is_digits(digits) && matches!(digits.len(), 8 | 10) => {
                Ok(number)
            }
            _ => Err(FieldError::Malformed),
        }
    }

    /// Reads the number of a mainland travel permit for Taiwan residents (台湾居民来往大陆通行证):
    /// 8 digits on the card; 10 digits and a letter, often in brackets, on the older booklet;
    /// a letter before 7 to 10 digits on papers for a single journey (never `H` or `M`, with which
    /// those of Hong Kong and Macao begin).
    ///
    /// # Errors
    /// As [`Self::parse_passport`], and `Malformed` for another shape.
    pub fn parse_taiwan_permit(text: &str) -> Result<Self, FieldError> {
        let number = Self::parse(&without_brackets(&super::fold(text)))?;
        let front = number.0.trim_start_matches(is_letter);
        let digits = front.trim_end_matches(is_letter);
        let letters = (number.0.len() - front.len(), front.len() - digits.len());
        let fits = match letters {
            (0, 0 | 1) => matches!(digits.len(), 8 | 10),
            (1, 0) => (7..=10).contains(&digits.len()) && !number.0.starts_with(['H', 'M']),
            _ => false,
        };
        match fits && is_digits(digits) {
            true => Ok(number),
            false => Err(FieldError::Malformed),
        }
    }
}

/// The brackets around the letter at the end, with whatever stands between them and the number.
fn without_brackets(text: &str) -> String {
    match text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
    {
        Some((number, letter)) if letter.trim().len() == 1 => format!("{number}{}", letter.trim()),
        _ => text.to_owned(),
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_uppercase()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(number: Result<TravelDocumentNumber, FieldError>) -> Result<String, FieldError> {
        number.map(String::from)
    }

    #[test]
    fn passports_of_many_states_are_accepted() {
        for number in [
            "E12345678",
            "EA1234567",
            "TR1234567",
            "C01X00T47",
            "123456789",
            "AB123456",
        ] {
            assert_eq!(
                text(TravelDocumentNumber::parse_passport(number)).as_deref(),
                Ok(number)
            );
        }
    }

    #[test]
    fn small_letters_spaces_and_full_width_are_tolerated() {
        assert_eq!(
            text(TravelDocumentNumber::parse_passport(" ｅ1234-5678 ")).as_deref(),
            Ok("E12345678")
        );
    }

    #[test]
    fn hong_kong_and_macao_permits_have_their_shape() {
        for number in ["H12345678", "M1234567801"] {
            assert_eq!(
                text(TravelDocumentNumber::parse_hong_kong_macao_permit(number)).as_deref(),
                Ok(number)
            );
        }
        for number in [
            "12345678",
            "C12345678",
            "H1234567",
            "HH1234567",
            "H123456789",
            "Z99999999999999",
            "810000198801020018",
        ] {
            let parsed = TravelDocumentNumber::parse_hong_kong_macao_permit(number);
            assert_eq!(parsed, Err(FieldError::Malformed), "{number}");
        }
    }

    #[test]
    fn taiwan_permits_have_their_shape() {
        for (typed, number) in [
            ("12345678", "12345678"),
            ("0123456701（B）", "0123456701B"),
            ("0123456701(B)", "0123456701B"),
            ("0123456701 ( b )", "0123456701B"),
            ("0123456701B", "0123456701B"),
            ("0123456701", "0123456701"),
            ("t12345678", "T12345678"),
        ] {
            assert_eq!(
                text(TravelDocumentNumber::parse_taiwan_permit(typed)).as_deref(),
                Ok(number)
            );
        }
        for number in [
            "AB1234567",
            "123456",
            "1234567",
            "123456789",
            "12345678901",
            "1234A5678",
            "Z99999999999999",
            "830000199005150020",
            "H12345678B",
            "H12345678",
            "M1234567801",
        ] {
            let parsed = TravelDocumentNumber::parse_taiwan_permit(number);
            assert_eq!(parsed, Err(FieldError::Malformed), "{number}");
        }
        for number in ["0123456701(BC)", "(0123456701)B", "0123(456701)B"] {
            let parsed = TravelDocumentNumber::parse_taiwan_permit(number);
            assert_eq!(parsed, Err(FieldError::Characters), "{number}");
        }
    }

    #[test]
    fn length_and_characters_are_checked() {
        assert_eq!(
            TravelDocumentNumber::parse_passport(""),
            Err(FieldError::Required)
        );
        assert_eq!(
            TravelDocumentNumber::parse_passport("E1234"),
            Err(FieldError::TooShort { min: 6 })
        );
        assert_eq!(
            TravelDocumentNumber::parse_passport(&"1".repeat(19)),
            Err(FieldError::TooLong { max: 18 })
        );
        assert_eq!(
            TravelDocumentNumber::parse_passport("E1234/678"),
            Err(FieldError::Characters)
        );
        assert_eq!(
            TravelDocumentNumber::parse_passport("ABCDEFG"),
            Err(FieldError::Malformed)
        );
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(typed in ".{0,30}|[HMhm]?[0-9]{5,12}[(]?[A-Z]?[)]?") {
            for parse in [
                TravelDocumentNumber::parse_passport,
                TravelDocumentNumber::parse_hong_kong_macao_permit,
                TravelDocumentNumber::parse_taiwan_permit,
            ] {
                if let Ok(number) = parse(&typed) {
                    prop_assert_eq!(parse(number.as_str()), Ok(number));
                }
            }
        }
    }
}
