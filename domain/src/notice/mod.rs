//! Notices: what applicants accept before they send.

pub mod entry;
pub mod view;
