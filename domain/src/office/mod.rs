//! Offices: where applications are decided.

pub mod entry;
pub mod view;
