//! What pages are told about the holiday table, and what a change of it would move.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::days::{Span, WrongLine};
use crate::platform::sheet::Sheet;

/// The holiday table of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayPage {
    /// Which year.
    pub year: i32,
    /// The years there is something in, this one and the next.
    pub years: Vec<i32>,
    /// The table.
    pub spans: Vec<Span>,
    /// The form: what was typed last, if it was refused.
    pub sheet: Sheet,
}

/// What a line would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLine {
    /// The days and what they are to be.
    pub span: Span,
    /// How many days would be other than now.
    pub changes: u32,
    /// How many of these are in the table now with another meaning.
    pub replaces: u32,
}

/// How waiting cases would be due at another day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueMove {
    /// The due day now.
    pub from: NaiveDate,
    /// The due day then.
    pub to: NaiveDate,
    /// How many cases.
    pub cases: i64,
}

/// What would happen to the holiday table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayPlan {
    /// What was written.
    pub text: String,
    /// What it says, line by line.
    pub lines: Vec<PlannedLine>,
    /// The lines nobody understands; then nothing else is in here.
    pub wrong: Vec<WrongLine>,
    /// Names the table it was compared with.
    pub seen: String,
    /// What would become of due days.
    pub moves: Vec<DueMove>,
}

impl HolidayPlan {
    /// How many days would change.
    #[must_use]
    pub fn changes(&self) -> u32 {
        self.lines.iter().map(|line| line.changes).sum()
    }

    /// How many cases would be due at another day.
    #[must_use]
    pub fn cases(&self) -> i64 {
        self.moves.iter().map(|due| due.cases).sum()
    }
}
