//! The kinds, one file each.

mod part;
pub mod profile_change;
pub mod registration;
