//! A calendar day, typed or picked.
//!
//! It must not know today, nor which day must come before which: fields and steps know.

use std::fmt;

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{check_length, fold, is_dash};
use crate::form::FieldError;

/// A day of the Gregorian calendar with a year of four digits; `Display` and serde write `2026-01-31`
/// (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Date(NaiveDate);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer).map(Self)
    }
}

/// Reads a day that was written as `2026-01-31`.
///
/// # Errors
/// That it is none.
pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    let day = Date::parse(&text).map_err(|_| D::Error::custom("no day"))?;
    Ok(day.0)
}

impl Date {
    /// Reads `2026-01-31`, `2026.1.31`, `2026/1/31`, `20260131` or `2026年1月31日`.
    ///
    /// # Errors
    /// `Required`; `Malformed` when it has not that shape; `NotADate` when there is no such day.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = fold(text);
        check_length(&text, 1, u32::MAX)?;
        let spaceless: String = text.chars().filter(|&c| c != ' ').collect();
        let bare = spaceless.strip_suffix(['日', '号']).unwrap_or(&spaceless);
        let is_mark = |c: char| is_dash(c) || matches!(c, '.' | '/' | '。' | '年' | '月');
        let groups: Vec<&str> = bare.split(is_mark).collect();
        let (year, month, day) = match groups.as_slice() {
            [all] if all.len() == 8 && is_digits(all) => (&all[..4], &all[4..6], &all[6..]),
            &[year, month, day] => (year, month, day),
            _ => return Err(FieldError::Malformed),
        };
        let fits = year.len() == 4
            && [month, day].iter().all(|part| matches!(part.len(), 1 | 2))
            && [year, month, day].iter().all(|part| is_digits(part));
        if !fits {
            return Err(FieldError::Malformed);
        }
        let number = |part: &str| part.parse::<u16>().map_err(|_| FieldError::Malformed);
        let (year, month, day) = (number(year)?, number(month)?, number(day)?);
        match NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
            Some(date) if year > 0 => Ok(Self(date)),
            _ => Err(FieldError::NotADate),
        }
    }

    /// The day, to calculate with.
    #[must_use]
    pub const fn day(self) -> NaiveDate {
        self.0
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What can write a day in any way is more than all the rules of this file.
        write!(f, "{:?}", self.0)
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        date.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        Date::parse(text).map(|date| date.to_string())
    }

    #[test]
    fn a_day_has_one_form_however_it_is_typed() {
        for text in [
            "2026-01-31",
            "2026-1-31",
            "2026.1.31",
            "2026.01.31",
            "2026/1/31",
            "20260131",
            "2026年1月31日",
            "２０２６－０１－３１",
            " 2026 年 1 月 31 日 ",
            "2026年01月31号",
        ] {
            assert_eq!(parsed(text).as_deref(), Ok("2026-01-31"), "{text}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_named() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "20260431",
            "0000-01-01",
        ] {
            assert_eq!(parsed(text), Err(FieldError::NotADate), "{text}");
        }
        assert_eq!(parsed("2024-02-29").as_deref(), Ok("2024-02-29"));
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in [
            "31-01-2026",
            "26-1-31",
            "2026-1",
            "2026",
            "2026131",
            "2026-1-31-1",
            "2026--31",
            "tomorrow",
            "2026-1-+3",
        ] {
            assert_eq!(parsed(text), Err(FieldError::Malformed), "{text}");
        }
        assert_eq!(parsed(" "), Err(FieldError::Required));
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,20}|[0-9]{4}[-./年]?[0-9]{1,2}[-./月]?[0-9]{1,2}日?"
        ) {
            if let Ok(date) = Date::parse(&text) {
                prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
            }
        }
    }
}
