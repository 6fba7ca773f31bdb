//! What the pages of the platform itself are told. These shapes cross the wire. Names stand in them in
//! all languages, so that changing the language asks nobody and loses nothing typed.

use serde::{Deserialize, Serialize};

use super::sheet::Sheet;
use crate::form::RawAnswers;

/// The settings of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformPage {
    /// The form; a field that is empty stands for its start value.
    pub sheet: Sheet,
    /// Setting → its start value, as the process was started with it.
    pub start: RawAnswers,
    /// Provinces to choose among: code and name.
    pub provinces: Vec<(String, String)>,
}

/// What there is, section by section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Members of staff who can sign in.
    pub staff: i64,
    /// Offices that can be chosen.
    pub offices: i64,
    /// Days in the holiday table from today on.
    pub holidays: i64,
    /// Notices in force.
    pub notices: i64,
    /// Industries that are offered.
    pub industries: i64,
    /// Settings that differ from their start values.
    pub settings: i64,
}
