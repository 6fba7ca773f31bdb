//! Who is on the staff. Pages of administrators; the frame around them is in
//! [`crate::platform`].

pub mod api;
pub(crate) mod member_page;
pub(crate) mod members_page;
