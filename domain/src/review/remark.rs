//! Internal notes on a case: for staff only, never changed, never shown to the applicant.

use serde::{Deserialize, Serialize};

use crate::value::prose;

/// The longest note, in characters.
pub const MAX_REMARK: usize = 2000;

/// A note as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// User name of the colleague who wrote it.
    pub by: String,
    /// When, `2026-11-22 14:05`.
    pub at: String,
    /// What; line breaks count.
    pub text: String,
}

/// The notes on a case, and what the next one is sent with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    /// Oldest first.
    pub kept: Vec<Remark>,
    /// Marks the note that is written next, so that it is kept once however often it is sent.
    pub key: String,
}

/// Why a note cannot be kept; the texts are at `desk.remark.<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkError {
    /// Nothing was written.
    Empty,
    /// More than [`MAX_REMARK`] characters.
    TooLong,
}

impl RemarkError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
        }
    }
}

/// The note as it is kept.
///
/// # Errors
/// [`RemarkError`].
pub fn kept(text: &str) -> Result<String, RemarkError> {
    let text = prose(text);
    match text.chars().count() {
        0 => Err(RemarkError::Empty),
        1..=MAX_REMARK => Ok(text),
        _ => Err(RemarkError::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_kept_and_what_surrounds_the_note_is_not() {
        assert_eq!(kept("\r\n 一\r\n\r\n二 \r\n"), Ok("一\n\n二".to_owned()));
        assert_eq!(kept(" \n\t"), Err(RemarkError::Empty));
        assert_eq!(kept("\u{200B} \u{FEFF}"), Err(RemarkError::Empty));
    }

    #[test]
    fn the_length_is_counted_in_characters() {
        assert!(kept(&"字".repeat(MAX_REMARK)).is_ok());
        assert_eq!(
            kept(&"字".repeat(MAX_REMARK + 1)),
            Err(RemarkError::TooLong)
        );
    }
}
