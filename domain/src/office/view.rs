//! What pages are told about offices.

use serde::{Deserialize, Serialize};

use crate::platform::sheet::Sheet;
use crate::text::Texts;

/// An office among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeChoice {
    /// Slug.
    pub id: String,
    /// Its name.
    pub names: Texts,
    /// New applications may choose it.
    pub is_open: bool,
}

/// An office in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRow {
    /// Slug.
    pub id: String,
    /// Its name.
    pub names: Texts,
    /// Province and city, in Chinese.
    pub city: String,
    /// As it is dialled.
    pub telephone: String,
    /// New applications may choose it.
    pub is_open: bool,
    /// How many cases wait there, for staff or for the applicant.
    pub waiting: i64,
    /// How many officers work there.
    pub officers: i64,
}

/// A group of places to choose among: a province and its cities.
pub type Places = Vec<(String, Vec<(String, String)>)>;

/// An office, or the form for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePage {
    /// The office; `None` for a new one.
    pub office: Option<OfficeRow>,
    /// The form.
    pub sheet: Sheet,
    /// Cities by province.
    pub cities: Places,
    /// The other offices.
    pub others: Vec<OfficeChoice>,
    /// Where what still arrives goes, once it is closed.
    pub successor: Option<Texts>,
}
