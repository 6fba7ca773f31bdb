//! Days that are not what their weekday says, as an administrator writes them down: one line per
//! day or span, `2026-10-01..2026-10-07 off`, `2026-10-10 work`, `2026-10-05 remove`.
//!
//! It must not know which days are in the table already.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::value::fold;

/// What a day is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Nobody works.
    Off,
    /// People work, though it is a Saturday or Sunday (调休).
    Working,
    /// What its weekday says: it leaves the table.
    Usual,
}

impl Meaning {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Working, Self::Usual];

    /// The word for it in a line, and the end of its texts' names.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Working => "work",
            Self::Usual => "remove",
        }
    }

    /// Reads a word in any of our languages, without the 日 some of them end in; a line without one
    /// means a day off.
    fn read(word: &str) -> Option<Self> {
        const OFF: [&str; 11] = [
            "", "off", "holiday", "dayoff", "休", "休み", "休業", "休业", "放假", "假", "祝",
        ];
        const WORKING: [&str; 10] = [
            "work",
            "working",
            "workday",
            "workingday",
            "班",
            "上班",
            "补班",
            "工作",
            "出勤",
            "営業",
        ];
        const USUAL: [&str; 8] = [
            "remove", "delete", "usual", "删除", "删", "取消", "削除", "消す",
        ];
        match word {
            word if OFF.contains(&word) => Some(Self::Off),
            word if WORKING.contains(&word) => Some(Self::Working),
            word if USUAL.contains(&word) => Some(Self::Usual),
            _ => None,
        }
    }

    /// As the table stores it.
    #[must_use]
    pub const fn of(working: bool) -> Self {
        if working { Self::Working } else { Self::Off }
    }
}

/// Days one after the other that mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first day.
    pub first: NaiveDate,
    /// The last day, included.
    pub last: NaiveDate,
    /// What they are.
    pub meaning: Meaning,
}

impl Span {
    /// Every day of it.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }

    /// The line that says so.
    #[must_use]
    pub fn line(&self) -> String {
        let word = self.meaning.id();
        match self.first == self.last {
            true => format!("{} {word}", self.first),
            false => format!("{}..{} {word}", self.first, self.last),
        }
    }
}

/// Why a line is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineProblem {
    /// No day, or three of them.
    Shape,
    /// No such day, or one outside 2000 to 2100.
    NoSuchDay,
    /// A word that means nothing here.
    Word,
    /// The end lies before the beginning.
    EndsBeforeStart,
    /// More than a year.
    TooLong,
    /// Another line says something else about one of its days.
    Contradicts,
    /// One line more than are read at once.
    TooMany,
}

impl LineProblem {
    /// The end of its text's name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::NoSuchDay => "no_such_day",
            Self::Word => "word",
            Self::EndsBeforeStart => "ends_before_start",
            Self::TooLong => "too_long",
            Self::Contradicts => "contradicts",
            Self::TooMany => "too_many",
        }
    }
}

/// A line that is not understood, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongLine {
    /// Which one.
    pub line: usize,
    /// Why.
    pub problem: LineProblem,
}

/// The most lines that are read at once.
pub const MAX_LINES: usize = 500;

/// Reads lines; empty ones and what follows a `#` do not count.
///
/// # Errors
/// Every line that is not understood.
pub fn read(text: &str) -> Result<Vec<Span>, Vec<WrongLine>> {
    let mut spans = Vec::new();
    let mut wrong = Vec::new();
    let mut said = BTreeMap::new();
    for (line, text) in (1..).zip(text.lines()).take(MAX_LINES) {
        let text = text.split('#').next().unwrap_or_default();
        if text.trim().is_empty() {
            continue;
        }
        let span = read_line(text).and_then(|span| {
            let agrees = span
                .days()
                .all(|day| *said.entry(day).or_insert(span.meaning) == span.meaning);
            match agrees {
                true => Ok(span),
                false => Err(LineProblem::Contradicts),
            }
        });
        match span {
            Ok(span) => spans.push(span),
            Err(problem) => wrong.push(WrongLine { line, problem }),
        }
    }
    if text.lines().count() > MAX_LINES {
        wrong.push(WrongLine {
            line: MAX_LINES + 1,
            problem: LineProblem::TooMany,
        });
    }
    match wrong.is_empty() {
        true => Ok(spans),
        false => Err(wrong),
    }
}

fn read_line(text: &str) -> Result<Span, LineProblem> {
    let text = fold(text).to_lowercase();
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().unwrap_or(u32::MAX))
        .collect();
    let days: Result<Vec<NaiveDate>, LineProblem> = match numbers.len() {
        3 | 6 => numbers.chunks(3).map(day).collect(),
        _ => return Err(LineProblem::Shape),
    };
    let days = days?;
    let (first, last) = (days[0], days[days.len() - 1]);
    // What is left without dates and what joins them is the word.
    let word: String = text
        .chars()
        .filter(|c| c.is_alphabetic() && !"年月日至から到".contains(*c))
        .collect();
    let word = word.strip_prefix("to").unwrap_or(&word);
    let meaning = Meaning::read(word).ok_or(LineProblem::Word)?;
    match (last < first, last > first + Days::new(366)) {
        (true, _) => Err(LineProblem::EndsBeforeStart),
        (_, true) => Err(LineProblem::TooLong),
        _ => Ok(Span {
            first,
            last,
            meaning,
        }),
    }
}

fn day(parts: &[u32]) -> Result<NaiveDate, LineProblem> {
    let [year, month, day] = *parts else {
        return Err(LineProblem::Shape);
    };
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    NaiveDate::from_ymd_opt(year, month, day)
        .filter(|_| (2000..=2100).contains(&year))
        .ok_or(LineProblem::NoSuchDay)
}

/// Days of the table as spans, in the order of the calendar.
#[must_use]
pub fn spans(days: &BTreeMap<NaiveDate, Meaning>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (day, meaning) in days {
        match spans.last_mut() {
            Some(span) if span.meaning == *meaning && span.last.succ_opt() == Some(*day) => {
                span.last = *day;
            }
            _ => spans.push(Span {
                first: *day,
                last: *day,
                meaning: *meaning,
            }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("the test gives a date")
    }

    fn one(text: &str) -> Result<(String, String, Meaning), LineProblem> {
        read_line(text).map(|span| (span.first.to_string(), span.last.to_string(), span.meaning))
    }

    #[test]
    fn a_line_is_understood_however_people_write_days() {
        let week = (
            "2026-10-01".to_owned(),
            "2026-10-07".to_owned(),
            Meaning::Off,
        );
        for text in [
            "2026-10-01..2026-10-07 off",
            "2026-10-01 to 2026-10-07 holiday",
            "2026/10/1 - 2026/10/7",
            "2026年10月1日至2026年10月7日 放假",
            "2026年10月1日～2026年10月7日 休日",
            "２０２６.１０.１ – 2026.10.7 休",
            "2026-10-01,2026-10-07,off",
        ] {
            assert_eq!(one(text), Ok(week.clone()), "{text}");
        }
        let worked = (
            "2026-10-10".to_owned(),
            "2026-10-10".to_owned(),
            Meaning::Working,
        );
        for text in [
            "2026-10-10 work",
            "2026年10月10日 上班",
            "2026年10月10日 出勤日",
            "2026-10-10 Working day",
        ] {
            assert_eq!(one(text), Ok(worked.clone()), "{text}");
        }
        assert_eq!(
            one("2026-10-10 删除").map(|read| read.2),
            Ok(Meaning::Usual)
        );
    }

    #[test]
    fn what_is_not_understood_is_named_by_its_line() {
        for (text, problem) in [
            ("tomorrow", LineProblem::Shape),
            ("2026-10 off", LineProblem::Shape),
            ("2026-02-30", LineProblem::NoSuchDay),
            ("1926-02-03", LineProblem::NoSuchDay),
            ("99999999999-1-1", LineProblem::NoSuchDay),
            ("2026-10-01 maybe", LineProblem::Word),
            ("2026-10-07..2026-10-01", LineProblem::EndsBeforeStart),
            ("2026-10-07..2028-10-01", LineProblem::TooLong),
        ] {
            assert_eq!(one(text), Err(problem), "{text}");
        }
        let wrong = read("# 2027\n\n2027-01-01\nnonsense\n2027-01-01 work\n");
        assert_eq!(
            wrong,
            Err(vec![
                WrongLine {
                    line: 4,
                    problem: LineProblem::Shape
                },
                WrongLine {
                    line: 5,
                    problem: LineProblem::Contradicts
                },
            ])
        );
    }

    #[test]
    fn lines_beyond_the_bound_are_refused_and_not_forgotten() {
        let text = "2026-10-01\n".repeat(MAX_LINES + 1);
        let wrong = read(&text).expect_err("it is too long");
        assert_eq!(
            (wrong[0].line, wrong[0].problem),
            (501, LineProblem::TooMany)
        );
    }

    #[test]
    fn spans_are_written_as_they_are_read() {
        let days = BTreeMap::from([
            (day("2026-10-01"), Meaning::Off),
            (day("2026-10-02"), Meaning::Off),
            (day("2026-10-03"), Meaning::Working),
            (day("2026-10-05"), Meaning::Off),
        ]);
        let spans = spans(&days);
        let lines: Vec<String> = spans.iter().map(Span::line).collect();
        assert_eq!(
            lines,
            [
                "2026-10-01..2026-10-02 off",
                "2026-10-03 work",
                "2026-10-05 off"
            ]
        );
        assert_eq!(read(&lines.join("\n")), Ok(spans));
    }

    proptest::proptest! {
        #[test]
        fn reading_never_panics(text in ".{0,200}") {
            let _ = read(&text);
        }
    }
}
