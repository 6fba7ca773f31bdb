//! The standard instruction of each reason: what an officer need not write anew each time. It
//! ships in three languages, and an administrator may put another text in its place.

use serde::{Deserialize, Serialize};

use crate::form::Field;
use crate::text::{Language, find};

crate::named! {
    /// What a reason is about: the same reason asks for different things.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ReasonSubject {
        /// A picture.
        Picture = "picture",
        /// An answer.
        Field = "field",
    }
}

impl ReasonSubject {
    /// What a field is.
    #[must_use]
    pub const fn of(field: &Field) -> Self {
        if field.is_upload() {
            Self::Picture
        } else {
            Self::Field
        }
    }

    /// The reasons there are for it.
    #[must_use]
    pub const fn reasons(self) -> &'static [&'static str] {
        match self {
            Self::Picture => &[
                "unreadable",
                "cut_off",
                "glare",
                "wrong_picture",
                "not_original",
                "expired",
                OTHER,
            ],
            Self::Field => &["differs_from_document", "incomplete", "wrong", OTHER],
        }
    }
}

/// The reason that stands for what no other says: its instruction is the officer's own.
pub const OTHER: &str = "other";

/// The reasons of a subject that have a standard text.
pub fn with_standard(subject: ReasonSubject) -> impl Iterator<Item = &'static str> {
    subject
        .reasons()
        .iter()
        .copied()
        .filter(|reason| *reason != OTHER)
}

/// The text that ships; `None` for a reason that has none.
#[must_use]
pub fn shipped(language: Language, subject: ReasonSubject, reason: &str) -> Option<&'static str> {
    find(language, &format!("instruction.{}.{reason}", subject.id()))
}

/// Whether an instruction may be replaced when another reason is chosen: nobody typed it.
#[must_use]
pub fn is_untouched<'a>(text: &str, mut standards: impl Iterator<Item = &'a str>) -> bool {
    let text = text.trim();
    text.is_empty() || standards.any(|standard| standard.trim() == text)
}

/// The standard text of one reason, as an administrator edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardText {
    /// What it is about.
    pub subject: ReasonSubject,
    /// The reason.
    pub reason: String,
    /// How often it was changed; 0: it is as it ships.
    pub version: i32,
    /// The texts in force, in the order of [`Language::ALL`].
    pub texts: Vec<String>,
    /// Which of them are an administrator's.
    pub own: Vec<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_but_the_last_has_an_instruction_in_every_language() {
        for subject in ReasonSubject::ALL {
            for language in Language::ALL {
                for reason in with_standard(subject) {
                    let text = shipped(language, subject, reason);
                    let fits = text.is_some_and(|text| {
                        !text.is_empty() && text.chars().count() <= crate::review::MAX_INSTRUCTION
                    });
                    assert!(fits, "{language:?} {subject:?} {reason}");
                }
            }
            assert_eq!(shipped(Language::English, subject, OTHER), None);
        }
    }

    #[test]
    fn only_what_nobody_typed_is_replaced() {
        let standards = ["Take it again.", "Show all of it."];
        for (text, expected) in [
            ("", true),
            (" \n", true),
            ("Show all of it.", true),
            ("Show all of it, please.", false),
        ] {
            assert_eq!(
                is_untouched(text, standards.into_iter()),
                expected,
                "{text}"
            );
        }
    }
}
