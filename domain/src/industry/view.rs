//! What pages are told about industries.

use serde::{Deserialize, Serialize};

use crate::platform::sheet::Sheet;
use crate::text::Texts;

/// An industry in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndustryRow {
    /// Its code.
    pub id: String,
    /// Its name.
    pub names: Texts,
    /// Its place in the order.
    pub position: i32,
    /// Its version.
    pub version: i32,
    /// It is offered to applicants.
    pub is_offered: bool,
}

/// An industry, or the form for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndustryPage {
    /// The industry; `None` for a new one.
    pub industry: Option<IndustryRow>,
    /// The form.
    pub sheet: Sheet,
}
