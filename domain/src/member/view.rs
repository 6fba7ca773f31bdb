//! What pages are told about members of staff.

use serde::{Deserialize, Serialize};

use crate::office::view::OfficeChoice;
use crate::platform::sheet::Sheet;
use crate::review::Role;
use crate::text::Texts;

/// A member of staff in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// What they sign in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The name of their office.
    pub office: Option<Texts>,
    /// When they last signed in, `2026-11-22 14:05`.
    pub signed_in_at: Option<String>,
    /// Whether they have a second factor.
    pub has_factor: bool,
    /// Whether they can sign in.
    pub is_active: bool,
}

/// A member of staff, or the form for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// The member; `None` for a new one.
    pub member: Option<MemberRow>,
    /// The form.
    pub sheet: Sheet,
    /// Offices to choose among.
    pub offices: Vec<OfficeChoice>,
    /// How many cases they hold right now.
    pub held: i64,
    /// Whether it is the reader.
    pub is_me: bool,
    /// A password to hand over, shown this once.
    pub password: Option<String>,
}
