//! The kinds, one file each.

pub mod company_name_change;
pub mod enterprise_key;
pub mod key_change;
mod key_part;
#[cfg(feature = "rehearsal")]
pub mod lost_ticket;
mod part;
pub mod personal_key;
pub mod profile_change;
pub mod registration;
#[cfg(feature = "rehearsal")]
pub mod rehearsal;
