//! The second factor of a sign-in (RFC 6238): the code somebody types, and what its pages are told.
//! It must not know how a code is checked.

use serde::{Deserialize, Serialize};

use crate::value::fold;

/// The field a code is typed into.
pub const CODE: &str = "code";
/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

/// What somebody typed where a code is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedCode {
    /// The six digits an app shows.
    OneTime(String),
    /// One of the codes to keep: sixteen letters and digits.
    Recovery(String),
}

impl TypedCode {
    /// Reads it, however it is grouped and in whatever case; `None` for what can be neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let signs: String = fold(text)
            .chars()
            .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '‐' | '–' | '—' | '−'))
            .flat_map(char::to_lowercase)
            .collect();
        let is_plain = signs.bytes().all(|sign| sign.is_ascii_alphanumeric());
        match signs.len() {
            6 if signs.bytes().all(|sign| sign.is_ascii_digit()) => Some(Self::OneTime(signs)),
            16 if is_plain => Some(Self::Recovery(signs)),
            _ => None,
        }
    }
}

/// A square of dark and light for a camera.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// How many parts each side has, without the quiet edge.
    pub size: usize,
    /// The dark parts as the path of an SVG, one unit each.
    pub path: String,
}

/// What an app needs to show codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// The secret to type, in groups of four.
    pub secret: String,
    /// The same as a link an app on this device opens.
    pub link: String,
    /// The same for a camera.
    pub qr: Qr,
}

/// How far somebody is with their second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Stage {
    /// There is none.
    Off,
    /// A new one waits for its first code.
    SettingUp(SetUp),
    /// These codes are to be kept; they are not shown again.
    Keeping {
        /// In groups of four.
        codes: Vec<String>,
    },
    /// There is one.
    On {
        /// How many recovery codes were not used yet.
        codes_left: usize,
    },
}

/// The page of a second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorView {
    /// Name of the platform, which stands above the codes when they are kept as a file.
    pub platform: String,
    /// Whose.
    pub user_name: String,
    /// How far they are.
    pub stage: Stage,
    /// It cannot be done without.
    pub is_required: bool,
    /// They are not let in before they have one.
    pub is_pending: bool,
    /// One that works is about to be replaced.
    pub replaces: bool,
}

/// Somebody whose password was right and who is asked for a code now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingView {
    /// Who.
    pub user_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_as_people_type() {
        let digits = Some(TypedCode::OneTime("012345".to_owned()));
        for text in ["012345", " 012 345 ", "０１２３４５", "012-345"] {
            assert_eq!(TypedCode::parse(text), digits, "{text}");
        }
        let recovery = Some(TypedCode::Recovery("abcdefgh23456789".to_owned()));
        for text in [
            "abcd-efgh-2345-6789",
            "ABCD EFGH 2345 6789",
            "abcdefgh23456789",
        ] {
            assert_eq!(TypedCode::parse(text), recovery, "{text}");
        }
    }

    #[test]
    fn what_can_be_no_code_is_none() {
        for text in [
            "",
            "12345",
            "1234567",
            "abcdef",
            "abcd-efgh-2345-678",
            "一二三四五六",
            "abcd-efgh-2345-678九",
        ] {
            assert_eq!(TypedCode::parse(text), None, "{text}");
        }
    }
}
