//! The kinds, one file each.

pub mod company_name_change;
#[cfg(feature = "rehearsal")]
pub mod lost_ticket;
mod part;
pub mod profile_change;
pub mod registration;
#[cfg(feature = "rehearsal")]
pub mod rehearsal;
