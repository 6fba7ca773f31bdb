//! Messages between an applicant and the office, about one application.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::application::state::ApplicationState;
use crate::value::prose;

/// The longest message, in characters.
pub const MAX_MESSAGE: usize = 2000;
/// For how many days after the decision either side can still write.
pub const OPEN_DAYS: i64 = 30;
/// How many messages are shown at most, the latest of them.
pub const SHOWN: usize = 200;

/// Why a text is no message; the texts are at `message.error.<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMessage {
    /// There is nothing in it.
    Empty,
    /// More than [`MAX_MESSAGE`].
    TooLong,
}

impl NoMessage {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
        }
    }
}

/// A text as it is sent.
///
/// # Errors
/// When it is none.
pub fn written(text: &str) -> Result<String, NoMessage> {
    let text = prose(text);
    match text.chars().count() {
        0 => Err(NoMessage::Empty),
        1..=MAX_MESSAGE => Ok(text),
        _ => Err(NoMessage::TooLong),
    }
}

/// Until which day either side can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// While it is being worked on.
    Yes,
    /// For a while after the decision.
    Until(NaiveDate),
    /// Not any more, or not yet.
    No,
}

impl Open {
    /// For an application in this state that was decided on this day.
    #[must_use]
    pub fn of(state: ApplicationState, decided_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        use ApplicationState as S;
        match (state, decided_on) {
            (S::Submitted | S::Returned, _) => Self::Yes,
            (S::Approved | S::Completing | S::Completed | S::Refused, Some(day)) => {
                let last = day + TimeDelta::days(OPEN_DAYS);
                if today <= last {
                    Self::Until(last)
                } else {
                    Self::No
                }
            }
            _ => Self::No,
        }
    }
}

/// One message, as one of the two sides sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// The reader's side wrote it.
    pub is_own: bool,
    /// Who: for the applicant the office, for staff the colleague or the applicant; empty: the
    /// reader.
    pub by: String,
    /// When, `2026-11-22 14:05`.
    pub at: String,
    /// What, with its line breaks.
    pub text: String,
    /// The other side has had it on a page; of its own messages the reader sees it now.
    pub is_read: bool,
}

/// All of them about one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadView {
    /// Oldest first, at most [`SHOWN`].
    pub messages: Vec<MessageView>,
    /// There are earlier ones.
    pub has_earlier: bool,
    /// Until when messages are taken.
    pub open: Open,
    /// The reader may write.
    pub may_write: bool,
    /// Number of the form: the same text sent twice with it is one message.
    pub form: String,
    /// What the reader wrote without scripts and could not send.
    pub kept: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_lines_and_nothing_nobody_sees() {
        assert_eq!(
            written(" One\r\n\r\nTwo\rThree\0\u{7} \n"),
            Ok("One\n\nTwo\nThree".to_owned())
        );
        assert_eq!(written(" \r\n\t "), Err(NoMessage::Empty));
        let longest = "字".repeat(MAX_MESSAGE);
        assert_eq!(written(&longest), Ok(longest.clone()));
        assert_eq!(written(&format!("{longest}。")), Err(NoMessage::TooLong));
    }

    #[test]
    fn messages_end_thirty_days_after_the_decision() {
        use ApplicationState as S;
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let decided = Some(day("2026-11-01"));
        let last = day("2026-12-01");
        assert_eq!(Open::of(S::Approved, decided, last), Open::Until(last));
        assert_eq!(Open::of(S::Completing, decided, last), Open::Until(last));
        assert_eq!(Open::of(S::Completed, decided, last), Open::Until(last));
        assert_eq!(Open::of(S::Refused, decided, day("2026-12-02")), Open::No);
        for state in [S::Submitted, S::Returned] {
            assert_eq!(Open::of(state, None, last), Open::Yes);
        }
        for state in [S::Draft, S::Withdrawn, S::Expired] {
            assert_eq!(Open::of(state, None, last), Open::No, "{state:?}");
        }
    }
}
