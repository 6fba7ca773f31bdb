//! The own page of a member of staff. It comes in one file with the pages of the second factor.

pub mod account_page;
pub mod api;
