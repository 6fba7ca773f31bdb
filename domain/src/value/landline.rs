//! The number of a fixed telephone on the mainland.
//!
//! It must not know which city an area code belongs to.

use serde::{Deserialize, Serialize};

use super::{check_length, fold, is_dash, text_value};
use crate::form::FieldError;

/// Area code, number and perhaps extension: `0791-86694220`, `010-12345678-801`
/// (specification, step 3; lengths by the numbering plan 电信网编号计划 2017).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Landline(String);
text_value!(Landline, Landline::parse);

impl Landline {
    /// Reads a number: area code of 3 digits (`010`, `02x`) or 4, number of 7 or 8, extension of
    /// 1 to 6 after a hyphen, `转`, `分机`, `ext`, `x` or `#`. Spaces, brackets, missing hyphens and
    /// `+86` are tolerated.
    ///
    /// # Errors
    /// `Required`; `Characters`; `Malformed` for another shape, also when the area code is missing.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
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
        match extension.len() {
            0 => Ok(Self(format!("{area}-{local}"))),
            1..=6 => Ok(Self(format!("{area}-{local}-{extension}"))),
            _ => Err(FieldError::Malformed),
        }
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
        Landline::parse(text).map(String::from)
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
            "400-800-1234",
        ] {
            assert_eq!(parsed(text), Err(FieldError::Malformed), "{text}");
        }
        for text in ["0791-86694220-1-2", "0791-86694220-1#2"] {
            assert_eq!(parsed(text), Err(FieldError::Malformed), "{text}");
        }
        assert_eq!(parsed("0791-8669422a"), Err(FieldError::Characters));
        assert_eq!(parsed(" "), Err(FieldError::Required));
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,20}|0[0-9]{2,3}[ -]?[2-9][0-9]{6,7}([-转x#][0-9]{1,7})?|[0-9+() -]{8,20}"
        ) {
            if let Ok(number) = Landline::parse(&text) {
                prop_assert_eq!(Landline::parse(number.as_str()), Ok(number));
            }
        }
    }
}
