//! The code of an administrative region: province, city, district, and what lies below.
//!
//! It must not know the names of regions, nor which codes exist: those are tables of the operator.

use serde::{Deserialize, Serialize};

use super::{check_length, fold, text_value};
use crate::form::FieldError;

/// The first two digits of every region code, GB/T 2260-2007, table 1, and 83, which the residence
/// permits for people from Taiwan carry since 2018 (State Council document 国办发〔2018〕81号).
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

/// A region of GB/T 2260 or below: 2 digits for a province, 4 for a city, 6 for a district,
/// up to 12 for town and village. A code lies within every code it begins with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);
text_value!(RegionCode, RegionCode::parse);

impl RegionCode {
    /// Reads a code of 2, 4 or 6 to 12 digits.
    ///
    /// # Errors
    /// `Required`; `Characters` for anything but digits; `Malformed` for another length.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let code = fold(text);
        check_length(&code, 1, u32::MAX)?;
        if !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FieldError::Characters);
        }
        match code.len() {
            2 | 4 | 6..=12 => Ok(Self(code)),
            _ => Err(FieldError::Malformed),
        }
    }

    /// Whether this is `parent` or a part of it. `410000` and `41` mean the same province.
    #[must_use]
    pub fn is_within(&self, parent: &Self) -> bool {
        self.0.starts_with(parent.significant())
    }

    /// The two digits of the province.
    #[must_use]
    pub fn province(&self) -> &str {
        &self.0[..2]
    }

    /// Whether the first two digits are a province of GB/T 2260.
    #[must_use]
    pub fn is_in_known_province(&self) -> bool {
        PROVINCES.contains(&self.province())
    }

    /// The code without the zeros that only fill it up to six, nine or twelve digits.
    fn significant(&self) -> &str {
        let mut code = self.0.as_str();
        for (length, zeros) in [(12, "000"), (9, "000"), (6, "00"), (4, "00")] {
            if code.len() == length {
                code = code.strip_suffix(zeros).unwrap_or(code);
            }
        }
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).expect("the test gives a code")
    }

    #[test]
    fn a_district_lies_within_its_city_and_its_province() {
        assert!(code("410105").is_within(&code("4101")));
        assert!(code("410105").is_within(&code("41")));
        assert!(code("410105").is_within(&code("410105")));
        assert!(code("410105001002").is_within(&code("410105")));
    }

    #[test]
    fn a_province_does_not_lie_within_its_city() {
        assert!(!code("41").is_within(&code("4101")));
        assert!(!code("410205").is_within(&code("4101")));
    }

    #[test]
    fn zeros_that_fill_up_mean_nothing() {
        assert!(code("410105").is_within(&code("410000")));
        assert!(code("410105").is_within(&code("410100")));
        assert!(code("41").is_within(&code("410000")));
        assert!(code("410105001").is_within(&code("410105000000")));
        assert!(!code("420105").is_within(&code("410000")));
    }

    #[test]
    fn other_lengths_and_letters_are_refused() {
        for text in ["4", "410", "41010", "4101050010021"] {
            assert_eq!(
                RegionCode::parse(text),
                Err(FieldError::Malformed),
                "{text}"
            );
        }
        assert_eq!(RegionCode::parse("41010X"), Err(FieldError::Characters));
        assert_eq!(RegionCode::parse(""), Err(FieldError::Required));
    }

    #[test]
    fn provinces_are_known() {
        assert!(code("410105").is_in_known_province());
        assert!(code("830000").is_in_known_province());
        assert!(!code("990000").is_in_known_province());
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in ".{0,20}|[0-9０-９ ]{0,14}") {
            if let Ok(code) = RegionCode::parse(&text) {
                prop_assert!(code.is_within(&code));
                prop_assert!(code.province().len() == 2);
                prop_assert_eq!(RegionCode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
