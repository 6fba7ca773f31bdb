//! The kinds, one file each.

mod part;
pub mod registration;
