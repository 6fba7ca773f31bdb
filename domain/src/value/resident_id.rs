//! The number of 18 places by which the mainland knows a person: of a resident identity card, of a
//! residence permit, of a foreigner's permanent residence card.
//!
//! It must not know whose it is, nor whether the card exists; it knows what the number itself says.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{RegionCode, check_length, fold_number, text_value};
use crate::form::FieldError;

/// Number of characters (GB 11643-1999, section 4).
const LENGTH: u32 = 18;
/// Nobody this many years old applies; a birth year before is a typing error.
const OLDEST_YEARS: i32 = 150;
/// The weight of each of the first 17 digits (GB 11643-1999, appendix A).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each remainder of the weighted sum by 11 (the same appendix).
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// Who is given such a number, which its first digits tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A citizen: six digits of region.
    Citizen,
    /// A resident of Hong Kong (810000) or Macao (820000).
    HongKongMacao,
    /// A resident of Taiwan (830000).
    Taiwan,
    /// A foreigner: 9, two digits of the province, three of the nationality (ISO 3166-1).
    Foreigner,
}

/// A citizen identity number, GB 11643-1999: 6 digits of region, 8 of birth date, 3 of order,
/// and a check character `0-9 X`. Residence permits for people from Hong Kong, Macao and Taiwan
/// (国办发〔2018〕81号) and the permanent residence cards of 2023 have the same shape.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResidentId(String);
// What is stored was in the past when it was stored: without today, all else is checked again.
text_value!(ResidentId, |text| ResidentId::checked(read(text)?.0));

impl ResidentId {
    /// Reads the number of a document that only `holder` can have; spaces and hyphens between the
    /// digits and a small `x` are tolerated. `today` is today at the operator's place.
    ///
    /// # Errors
    /// In this order: `Required`, `Characters`, `TooShort`, `TooLong` (18 characters each),
    /// `RegionPart`, `BirthDatePart` (no date, in the future, or more than 150 years ago), `CheckDigit`,
    /// `OtherDocument` for the right number of somebody else.
    pub fn parse(text: &str, holder: Holder, today: NaiveDate) -> Result<Self, FieldError> {
        let (id, born) = read(text)?;
        if born > today || born.year() < today.year() - OLDEST_YEARS {
            return Err(FieldError::BirthDatePart);
        }
        let id = Self::checked(id)?;
        match id.holder() == Some(holder) {
            true => Ok(id),
            false => Err(FieldError::OtherDocument),
        }
    }

    /// The number, once its check character fits.
    fn checked(id: String) -> Result<Self, FieldError> {
        match id.ends_with(check_character(&id)) {
            true => Ok(Self(id)),
            false => Err(FieldError::CheckDigit),
        }
    }

    /// Who is given such a number.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        holder(&self.0)
    }

    /// The day of birth the number states.
    #[must_use]
    pub fn birth_date(&self) -> NaiveDate {
        birth_date(&self.0).expect("parse has read this date")
    }

    /// The six digits of the district that gave the number to a citizen, which need not be where
    /// one lives.
    #[must_use]
    pub fn region_code(&self) -> Option<RegionCode> {
        match self.holder() {
            Some(Holder::Citizen) => RegionCode::parse(&self.0[..6]).ok(),
            _ => None,
        }
    }
}

/// The number in its canonical form and its birth date, all checked but today and the last character.
fn read(text: &str) -> Result<(String, NaiveDate), FieldError> {
    let id = fold_number(text).to_ascii_uppercase();
    check_length(&id, 1, u32::MAX)?;
    let front = id.strip_suffix('X').unwrap_or(&id);
    if !front.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldError::Characters);
    }
    check_length(&id, LENGTH, LENGTH)?;
    if holder(&id).is_none() {
        return Err(FieldError::RegionPart);
    }
    let born = birth_date(&id)?;
    Ok((id, born))
}

/// Who has a number that begins so; `None`: nobody.
fn holder(id: &str) -> Option<Holder> {
    let is_province =
        |code: &str| RegionCode::parse(code).is_ok_and(|code| code.is_in_known_province());
    match id.get(..6)? {
        "810000" | "820000" => Some(Holder::HongKongMacao),
        "830000" => Some(Holder::Taiwan),
        region
            if region.starts_with("81") || region.starts_with("82") || region.starts_with("83") =>
        {
            None
        }
        region if region.starts_with('9') => {
            let is_nation = &region[3..] != "000";
            (is_province(&region[1..3]) && is_nation).then_some(Holder::Foreigner)
        }
        region => is_province(region).then_some(Holder::Citizen),
    }
}

/// The date in characters 7 to 14.
fn birth_date(id: &str) -> Result<NaiveDate, FieldError> {
    let number =
        |from: usize, to: usize| id.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let date = || {
        let year = i32::try_from(number(6, 10)?).ok()?;
        NaiveDate::from_ymd_opt(year, number(10, 12)?, number(12, 14)?)
    };
    date().ok_or(FieldError::BirthDatePart)
}

/// ISO 7064 MOD 11-2, as GB 11643-1999 spells it out.
fn check_character(id: &str) -> char {
    let digits = id.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    CHECK[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        day(2026, 11, 22)
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("the test gives a date")
    }

    fn parse(text: &str) -> Result<ResidentId, FieldError> {
        ResidentId::parse(text, Holder::Citizen, today())
    }

    /// A number with the right check character.
    fn with_check(front: &str) -> String {
        format!("{front}{}", check_character(front))
    }

    #[test]
    fn the_examples_of_the_standard_are_accepted() {
        for number in ["11010519491231002X", "440524188001010014"] {
            assert_eq!(parse(number).map(String::from).as_deref(), Ok(number));
        }
    }

    #[test]
    fn it_tells_birth_date_and_region() {
        let id = parse("11010519491231002X").expect("an example of the standard");
        assert_eq!(id.birth_date(), day(1949, 12, 31));
        assert_eq!(
            id.region_code().as_ref().map(RegionCode::as_str),
            Some("110105")
        );
    }

    #[test]
    fn each_document_takes_the_numbers_of_its_holders_only() {
        use Holder::{Citizen, Foreigner, HongKongMacao, Taiwan};
        let all = [Citizen, HongKongMacao, Taiwan, Foreigner];
        for (number, whose) in [
            ("11010519491231002X", Citizen),
            ("810000198801020018", HongKongMacao),
            ("820000197512310032", HongKongMacao),
            ("830000199005150020", Taiwan),
            ("911124198108030024", Foreigner),
        ] {
            for holder in all {
                let parsed = ResidentId::parse(number, holder, today()).map(String::from);
                match holder == whose {
                    true => assert_eq!(parsed.as_deref(), Ok(number)),
                    false => assert_eq!(
                        parsed,
                        Err(FieldError::OtherDocument),
                        "{number} {holder:?}"
                    ),
                }
            }
            // One wrong digit is a slip whatever was chosen.
            let slip = format!(
                "{}{}",
                &number[..17],
                if number.ends_with('1') { '2' } else { '1' }
            );
            for holder in all {
                let parsed = ResidentId::parse(&slip, holder, today());
                assert_eq!(parsed, Err(FieldError::CheckDigit), "{slip}");
            }
        }
    }

    #[test]
    fn beginnings_nobody_is_given_are_named() {
        for front in [
            "81010019880102001",
            "83000119900515002",
            "99912419810803002",
            "90012419810803002",
            "91100019881102123",
            "00000019881102123",
        ] {
            assert_eq!(
                parse(&with_check(front)),
                Err(FieldError::RegionPart),
                "{front}"
            );
        }
    }

    #[test]
    fn the_number_of_a_foreigner_tells_the_birth_date_and_no_district() {
        let id =
            ResidentId::parse("911124198108030024", Holder::Foreigner, today()).expect("a number");
        assert_eq!(id.birth_date(), day(1981, 8, 3));
        assert_eq!(id.region_code(), None);
    }

    #[test]
    fn small_x_full_width_and_spaces_are_tolerated() {
        for text in [
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２ｘ",
            " 110105 19491231 002X",
        ] {
            assert_eq!(
                parse(text).map(String::from).as_deref(),
                Ok("11010519491231002X")
            );
        }
    }

    #[test]
    fn a_wrong_check_digit_is_named() {
        assert_eq!(parse("110105194912310021"), Err(FieldError::CheckDigit));
        assert_eq!(parse("11010519491231020X"), Err(FieldError::CheckDigit));
    }

    #[test]
    fn an_unknown_region_is_named() {
        assert_eq!(
            parse(&with_check("99010519491231002")),
            Err(FieldError::RegionPart)
        );
    }

    #[test]
    fn a_birth_date_that_cannot_be_is_named() {
        for front in [
            "11010519490231002",
            "11010520261123002",
            "11010518001231002",
            "11010500001231002",
        ] {
            assert_eq!(
                parse(&with_check(front)),
                Err(FieldError::BirthDatePart),
                "{front}"
            );
        }
        assert_eq!(parse("110105209912310020"), Err(FieldError::BirthDatePart));
        assert!(
            parse(&with_check("11010520261122002")).is_ok(),
            "born today"
        );
    }

    #[test]
    fn other_lengths_and_characters_are_refused() {
        assert_eq!(parse(""), Err(FieldError::Required));
        assert_eq!(
            parse("11010519491231002"),
            Err(FieldError::TooShort { min: 18 })
        );
        assert_eq!(parse("11010519491231002X1"), Err(FieldError::Characters));
        assert_eq!(
            parse("1101051949123100211"),
            Err(FieldError::TooLong { max: 18 })
        );
        assert_eq!(parse("X1010519491231002X"), Err(FieldError::Characters));
        assert_eq!(parse("一二三"), Err(FieldError::Characters));
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,30}|[0-9]{17}[0-9xX]|(11|41)[0-9]{4}19[0-9]{2}0[1-9][12][0-9][0-9]{3}[0-9xX]"
        ) {
            if let Ok(id) = parse(&text) {
                prop_assert_eq!(parse(id.as_str()), Ok(id));
            }
        }

        #[test]
        fn every_mistyped_digit_is_noticed(
            front in "41010519[0-9]{2}0[3-9][12][0-9][0-9]{3}", at in 0..17_usize, by in 1..10_u32
        ) {
            let good = with_check(&front);
            prop_assert!(parse(&good).is_ok());
            let bad: String = good.chars().enumerate().map(|(i, c)| match c.to_digit(10) {
                Some(digit) if i == at => char::from_digit((digit + by) % 10, 10).expect("below ten"),
                _ => c,
            }).collect();
            prop_assert!(parse(&bad).is_err());
        }
    }
}
