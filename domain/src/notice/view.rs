//! What pages are told about notices and their versions.

use serde::{Deserialize, Serialize};

use crate::platform::sheet::Sheet;
use crate::text::Texts;

/// A version of a notice in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Counts up.
    pub version: i32,
    /// When it was published.
    pub published_at: String,
    /// SHA-256 over all its languages.
    pub sha256: String,
    /// How many applications were sent with it.
    pub accepted: i64,
}

/// A notice and its versions, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// Which notice.
    pub id: String,
    /// Its heading, in the newest version or the draft.
    pub title: Texts,
    /// Its versions.
    pub versions: Vec<VersionRow>,
    /// When the draft of a next version was last saved, and by whom.
    pub draft: Option<(String, String)>,
}

/// A notice in one language, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeText {
    /// BCP 47.
    pub language: String,
    /// Heading.
    pub title: String,
    /// Paragraphs are separated by an empty line.
    pub text: String,
    /// SHA-256 of the text, as an applicant's acceptance records it.
    pub sha256: String,
}

/// A version of a notice, or a draft as it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// Which notice.
    pub id: String,
    /// Which version it is, or would be.
    pub version: i32,
    /// When it was published; `None` for a draft.
    pub published_at: Option<String>,
    /// It is the one applicants are shown.
    pub is_in_force: bool,
    /// In each language.
    pub texts: Vec<NoticeText>,
    /// Of a draft: its own version, to publish it on.
    pub draft_version: i32,
    /// Of a draft: it says what the version in force says.
    pub is_unchanged: bool,
    /// Of a draft: another version was published since it was begun.
    pub is_overtaken: bool,
    /// Of a draft: what is missing.
    pub is_complete: bool,
}

/// The form of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDraftPage {
    /// Which notice.
    pub id: String,
    /// The form.
    pub sheet: Sheet,
    /// When it was last saved, and by whom.
    pub saved: (String, String),
    /// Another version was published since it was begun.
    pub is_overtaken: bool,
}
