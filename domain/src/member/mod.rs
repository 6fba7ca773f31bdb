//! Members of staff, as administrators see them.

pub mod entry;
pub mod view;
