//! Industries: what organisations choose among.

pub mod entry;
pub mod view;
