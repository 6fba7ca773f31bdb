//! What administrators keep in order: what they may enter, and the shapes their pages are made of.
//!
//! Rules only: it must not know which offices, versions or colleagues there are.

pub mod entry;
pub mod setting;
pub mod sheet;
pub mod view;

use crate::text::Language;

/// The id of a field that is asked once per language: `office_name_ja`.
#[must_use]
pub fn in_language(field: &str, language: Language) -> String {
    format!("{field}_{}", &language.tag()[..2])
}
