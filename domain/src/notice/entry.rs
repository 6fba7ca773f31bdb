//! What is entered about a notice, and what of it is acceptable.

use crate::form::{FieldError, RawAnswers, StepErrors};
use crate::platform::entry::{Reader, name, put_texts};
use crate::text::{Language, Texts};
use crate::value::check_length;

/// Fields of a notice.
pub const NOTICE: [&str; 6] = [
    "notice_title_zh",
    "notice_text_zh",
    "notice_title_ja",
    "notice_text_ja",
    "notice_title_en",
    "notice_text_en",
];

/// The longest text of a notice in one language, in characters.
pub const MAX_NOTICE: u32 = 20_000;

/// A notice as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeEntry {
    /// Heading.
    pub title: Texts,
    /// Paragraphs are separated by an empty line.
    pub text: Texts,
}

impl NoticeEntry {
    /// Reads the form of a draft. Nothing is needed yet; what is there must fit.
    ///
    /// # Errors
    /// What is too long.
    pub fn parse_draft(answers: &RawAnswers) -> Result<Self, StepErrors> {
        Self::read(answers, &[])
    }

    /// Reads a notice that is to be published in the languages offered.
    ///
    /// # Errors
    /// What is missing or too long.
    pub fn parse(answers: &RawAnswers, offered: &[Language]) -> Result<Self, StepErrors> {
        Self::read(answers, offered)
    }

    fn read(answers: &RawAnswers, needed: &[Language]) -> Result<Self, StepErrors> {
        let mut reader = Reader::new(answers);
        let entry = Self {
            title: reader.texts("notice_title", needed, name),
            text: reader.texts("notice_text", needed, paragraphs),
        };
        reader.end(entry)
    }

    /// The form of a notice.
    #[must_use]
    pub fn answers(&self) -> RawAnswers {
        let mut answers = RawAnswers::default();
        put_texts(&mut answers, "notice_title", &self.title);
        put_texts(&mut answers, "notice_text", &self.text);
        answers
    }
}

/// A text of several paragraphs: line breaks of one kind, one empty line between paragraphs, no
/// control characters, nothing at the ends.
fn paragraphs(text: &str) -> Result<String, FieldError> {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    let text = lines.join("\n").trim().to_owned();
    check_length(&text, 1, MAX_NOTICE)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_may_be_unfinished_and_a_notice_may_not() {
        let answers = RawAnswers::from_iter([
            ("notice_title_zh", "须知"),
            ("notice_text_zh", "一\r\n\r\n\r\n\r\n二  \r\n三\u{7}\n"),
        ]);
        let draft = NoticeEntry::parse_draft(&answers).expect("a draft");
        assert_eq!(draft.text.own(Language::Chinese), "一\n\n二\n三");
        assert_eq!(NoticeEntry::parse_draft(&draft.answers()), Ok(draft));
        let errors = NoticeEntry::parse(&answers, &Language::ALL).expect_err("two are missing");
        assert_eq!(errors.len(), 4, "{errors:?}");
        assert!(NoticeEntry::parse(&answers, &[Language::Chinese]).is_ok());
    }
}
