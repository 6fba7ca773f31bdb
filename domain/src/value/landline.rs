//! The number of a fixed telephone.
//!
//! It must not know which city an area code belongs to, nor who may have a foreign number: the
//! caller says so.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{check_length, fold, international, is_dash, text_value};
use crate::form::FieldError;

/// Number of digits elsewhere, with the country code (ITU-T E.164, section 6).
const FOREIGN_DIGITS: RangeInclusive<usize> = 7..=15;

/// Area code, number and perhaps extension: `0791-86694220`, `010-12345678-801`
/// (specification, step 3; lengths by the numbering plan 电信网编号计划 2017); elsewhere `+` and
/// 7 to 15 digits, perhaps an extension: `+442079460958 ext. 801` (ITU-T E.164, section 6; E.123, section 2.8).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Landline(String);
text_value!(Landline, |text| Landline::parse(text, false));

impl Landline {
    /// Reads a number: area code of 3 digits (`010`, `02x`) or 4, number of 7 or 8, extension of
    /// 1 to 6 after a hyphen, `转`, `分机`, `ext`, `x` or `#`. Spaces, brackets, missing hyphens and
    /// `+86` are tolerated. With `mainland_only` a foreign number is refused.
    ///
    /// # Errors
    /// `Required`; `Characters`; `ServiceNumber` for one that companies have for their customers
    /// (400, 800, 95, 96); `Malformed` for another shape, also when the area code is missing.
    pub fn parse(text: &str, mainland_only: bool) -> Result<Self, FieldError> {
        let mut text = fold(text).to_ascii_lowercase();
        check_length(&text, 1, u32::MAX)?;
        for word in ["分机", "ext.", "ext", "转", "轉", "x"] {
            text = text.replace(word, "#");
        }
        let is_mark = |c: char| is_dash(c) || matches!(c, ' ' | '(' | ')' | '.' | '+' | '#');
        if !text.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
            return Err(FieldError::Characters);
        }
        let (main, extension) = match text.split_once('#') {
            Some((main, extension)) => (main, extension),
            None => (text.as_str(), ""),
        };
        let groups = digit_groups(main);
        let all = groups.concat();
        // `+95 …` is a number of Myanmar.
        let is_abroad = main.trim_start().starts_with('+') && !all.starts_with("86");
        if !is_abroad && is_service_number(&without_country(main, &all)) {
            return Err(FieldError::ServiceNumber);
        }
        if !mainland_only && let Some(number) = foreign(main) {
            return Self::with_extension(
                &format!("+{number}"),
                " ext. ",
                &digit_groups(extension).concat(),
            );
        }
        let (number, rest) = (1..=groups.len().min(8))
            .map(|n| (without_country(main, &groups[..n].concat()), &groups[n..]))
            .find(|(digits, _)| split_number(digits).is_some())
            .ok_or(FieldError::Malformed)?;
        let (area, local) = split_number(&number).ok_or(FieldError::Malformed)?;
        // `0791-86694220-123`: what stands after a whole number is the extension.
        let extension = match (rest, digit_groups(extension).concat()) {
            ([], extension) => extension,
            ([last], nothing) if nothing.is_empty() => (*last).to_owned(),
            _ => return Err(FieldError::Malformed),
        };
        Self::with_extension(&format!("{area}-{local}"), "-", &extension)
    }

    fn with_extension(number: &str, joint: &str, extension: &str) -> Result<Self, FieldError> {
        match extension.len() {
            0 => Ok(Self(number.to_owned())),
            1..=6 => Ok(Self(format!("{number}{joint}{extension}"))),
            _ => Err(FieldError::Malformed),
        }
    }
}

/// Numbers for customers, which have no area code and ring nobody in particular (the numbering plan,
/// 业务接入码): 400 and 800 with seven more digits, 95 and 96 with three or more.
fn is_service_number(digits: &str) -> bool {
    let digits = digits
        .strip_prefix('0')
        .filter(|rest| rest.len() == 10)
        .unwrap_or(digits);
    match digits.len() {
        10 => digits.starts_with("400") || digits.starts_with("800"),
        5..=8 => digits.starts_with("95") || digits.starts_with("96"),
        _ => false,
    }
}

fn digit_groups(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect()
}

/// The digits as dialled inside the country: `+86791…` is `0791…`.
fn without_country(typed: &str, digits: &str) -> String {
    let abroad = match typed.contains('+') {
        true => digits.strip_prefix("86"),
        false => digits.strip_prefix("0086"),
    };
    match abroad {
        Some(rest) if rest.starts_with('0') => rest.to_owned(),
        Some(rest) => format!("0{rest}"),
        None => digits.to_owned(),
    }
}

/// The digits of a foreign number; the mainland's own are written the mainland's way.
fn foreign(main: &str) -> Option<String> {
    let digits = digit_groups(main).concat();
    let abroad = match main.contains('+') {
        true => digits.as_str(),
        false => digits.strip_prefix("00")?,
    };
    Some(abroad)
        .filter(|digits| !digits.starts_with("86"))
        .and_then(international::dialled)
        .filter(|digits| FOREIGN_DIGITS.contains(&digits.len()))
}

/// Area code and number, when the digits are exactly that.
fn split_number(digits: &str) -> Option<(&str, &str)> {
    let area = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let (area, local) = digits.split_at_checked(area)?;
    let fits = matches!(local.len(), 7 | 8) && !local.starts_with(['0', '1']);
    fits.then_some((area, local))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        Landline::parse(text, true).map(String::from)
    }

    fn parsed_abroad(text: &str) -> Result<String, FieldError> {
        Landline::parse(text, false).map(String::from)
    }

    #[test]
    fn a_number_has_one_form_however_it_is_typed() {
        for text in [
            "0791-86694220",
            "0791 86694220",
            "079186694220",
            "(0791)86694220",
            "０７９１－８６６９４２２０",
            "0791—8669 4220",
            "+86 791 8669 4220",
            "+86-0791-86694220",
            "0791ー86694220",
        ] {
            assert_eq!(parsed(text).as_deref(), Ok("0791-86694220"), "{text}");
        }
    }

    #[test]
    fn big_cities_have_short_area_codes() {
        assert_eq!(
            parsed("01012345678"),
            Err(FieldError::Malformed),
            "no number begins with 1"
        );
        assert_eq!(parsed("01062345678").as_deref(), Ok("010-62345678"));
        assert_eq!(parsed("021 62345678").as_deref(), Ok("021-62345678"));
        assert_eq!(parsed("0379-6234567").as_deref(), Ok("0379-6234567"));
    }

    #[test]
    fn an_extension_may_follow() {
        for text in [
            "0791-86694220-123",
            "079186694220-123",
            "0791-86694220转123",
            "0791-86694220 ext. 123",
            "0791 8669 4220 x123",
            "0791-86694220#123",
            "0791-86694220 分机 123",
            "+86 791 86694220-123",
        ] {
            assert_eq!(parsed(text).as_deref(), Ok("0791-86694220-123"), "{text}");
        }
    }

    #[test]
    fn a_short_extension_does_not_run_into_a_short_number() {
        assert_eq!(parsed("0379-6234567-8").as_deref(), Ok("0379-6234567-8"));
        assert_eq!(parsed("03796234567x8").as_deref(), Ok("0379-6234567-8"));
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in [
            "86694220",
            "0791-866942",
            "0791-866942201",
            "13800138000",
            "0791-86694220-1234567",
            "+44 20 7946 0958",
        ] {
            assert_eq!(parsed(text), Err(FieldError::Malformed), "{text}");
        }
        for text in ["0791-86694220-1-2", "0791-86694220-1#2"] {
            assert_eq!(parsed(text), Err(FieldError::Malformed), "{text}");
        }
        assert_eq!(parsed("0791-8669422a"), Err(FieldError::Characters));
        assert_eq!(parsed(" "), Err(FieldError::Required));
    }

    #[test]
    fn numbers_for_customers_are_called_by_their_name() {
        for text in [
            "400-810-0080",
            "4008100080",
            "400 800 1234",
            "+86 400 810 0080",
            "８００－８１０－００８０",
            "95588",
            "96315",
            "400-810-0080转1",
        ] {
            for parsed in [parsed(text), parsed_abroad(text)] {
                assert_eq!(parsed, Err(FieldError::ServiceNumber), "{text}");
            }
        }
        // Eight digits without an area code are a line of a city that begins with 9 as well.
        for text in ["0991-4008100", "010-95588123"] {
            assert_ne!(parsed(text), Err(FieldError::ServiceNumber), "{text}");
        }
    }

    #[test]
    fn a_foreign_number_is_taken_only_where_allowed() {
        for (text, number) in [
            ("+44 20 7946 0958", "+442079460958"),
            ("+44 (0)20 7946 0958", "+442079460958"),
            ("0044 20 7946 0958", "+442079460958"),
            ("+81 03-1234-5678", "+81312345678"),
            ("＋８５２ ２１２３４５６７", "+85221234567"),
            ("(+852) 2123 4567", "+85221234567"),
            ("+886 2 2720 8889 ext. 12", "+886227208889 ext. 12"),
            ("+39 06 6982 1234", "+390669821234"),
        ] {
            assert_eq!(parsed_abroad(text).as_deref(), Ok(number), "{text}");
            assert_eq!(parsed(text), Err(FieldError::Malformed), "{text}");
        }
        // Somebody with a foreign paper may live in Nanchang.
        for text in ["0791-86694220", "+86 791 8669 4220", "0086 791 86694220"] {
            assert_eq!(
                parsed_abroad(text).as_deref(),
                Ok("0791-86694220"),
                "{text}"
            );
        }
        for text in ["+44 12", "+12345678901234567", "+86 12"] {
            assert_eq!(parsed_abroad(text), Err(FieldError::Malformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            mainland_only: bool,
            text in ".{0,20}|0[0-9]{2,3}[ -]?[2-9][0-9]{6,7}([-转x#][0-9]{1,7})?|[0-9+() -]{8,20}|[+][1-9][0-9 -]{6,18}(x[0-9]{1,7})?"
        ) {
            if let Ok(number) = Landline::parse(&text, mainland_only) {
                prop_assert_eq!(Landline::parse(number.as_str(), mainland_only), Ok(number));
            }
        }
    }
}
