//! The number of a foreigner's permanent residence card (外国人永久居留身份证).
//!
//! It must not know whose it is, nor whether the card exists.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::resident_id::{Holder, ResidentId};
use super::{check_length, fold_number, text_value};
use crate::form::FieldError;

/// Number of characters of the cards before 2023.
const OLDER: u32 = 15;

/// Since 2023 18 digits that begin with 9 and are checked like those of a citizen; on older cards,
/// which are good until they end, the three letters of the nationality and 12 digits. Source: the
/// National Immigration Administration's rules for reading the card of 2023, sections 2 and 3.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PermanentResidenceNumber(String);
text_value!(PermanentResidenceNumber, |text| {
    read(text, |id| ResidentId::try_from(id.to_owned()))
});

impl PermanentResidenceNumber {
    /// Reads a number; spaces, hyphens and small letters are tolerated. `today` is today at the
    /// operator's place.
    ///
    /// # Errors
    /// As [`ResidentId::parse`]; a number that begins with a letter: `Characters`, `TooShort`,
    /// `TooLong` (15 each), `Malformed` for anything but three letters and 12 digits.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, FieldError> {
        read(text, |id| ResidentId::parse(id, Holder::Foreigner, today))
    }
}

fn read(
    text: &str,
    newer: impl Fn(&str) -> Result<ResidentId, FieldError>,
) -> Result<PermanentResidenceNumber, FieldError> {
    let number = fold_number(text).to_ascii_uppercase();
    check_length(&number, 1, u32::MAX)?;
    if !number.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Ok(PermanentResidenceNumber(newer(&number)?.to_string()));
    }
    if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(FieldError::Characters);
    }
    check_length(&number, OLDER, OLDER)?;
    let (nation, rest) = number.split_at(3);
    let fits =
        nation.bytes().all(|b| b.is_ascii_uppercase()) && rest.bytes().all(|b| b.is_ascii_digit());
    match fits {
        true => Ok(PermanentResidenceNumber(number)),
        false => Err(FieldError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        PermanentResidenceNumber::parse(text, today).map(String::from)
    }

    #[test]
    fn cards_of_both_editions_are_accepted() {
        for (text, number) in [
            ("911124198108030024", "911124198108030024"),
            ("９１１１２４ 19810803 0024", "911124198108030024"),
            ("CAN110077082001", "CAN110077082001"),
            ("can 1100 7708 2001", "CAN110077082001"),
        ] {
            assert_eq!(parsed(text).as_deref(), Ok(number));
        }
    }

    #[test]
    fn other_numbers_say_what_is_wrong() {
        for (text, reason) in [
            ("", FieldError::Required),
            ("911124198108030025", FieldError::CheckDigit),
            ("999124198108030026", FieldError::RegionPart),
            ("911124202611230022", FieldError::BirthDatePart),
            ("91112419810803002", FieldError::TooShort { min: 18 }),
            ("11010519491231002X", FieldError::OtherDocument),
            ("830000199005150020", FieldError::OtherDocument),
            ("CAN11007708200", FieldError::TooShort { min: 15 }),
            ("CAN1100770820011", FieldError::TooLong { max: 15 }),
            ("CA1110077082001", FieldError::Malformed),
            ("CAN11007708200X", FieldError::Malformed),
            ("CAN11007708/001", FieldError::Characters),
            ("Z99999999999999", FieldError::Malformed),
        ] {
            assert_eq!(parsed(text), Err(reason), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,30}|[A-Za-z]{2,4}[0-9]{11,13}|9[1-6][0-9]{4}19[0-9]{2}0[1-9][12][0-9][0-9]{3}[0-9xX]"
        ) {
            if let Ok(number) = parsed(&text) {
                prop_assert_eq!(parsed(&number), Ok(number.clone()));
                prop_assert!(PermanentResidenceNumber::try_from(number).is_ok());
            }
        }
    }
}
