//! The list of industries. Pages of administrators; the frame around them is in
//! [`crate::platform`].

pub mod api;
pub(crate) mod industries_page;
pub(crate) mod industry_page;
