//! The offices. Pages of administrators; the frame around them is in
//! [`crate::platform`].

pub mod api;
pub(crate) mod office_page;
pub(crate) mod offices_page;
