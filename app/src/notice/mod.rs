//! What applicants accept before they send, version by version. Pages of administrators; the frame around them is in
//! [`crate::platform`].

pub mod api;
pub(crate) mod notice_draft_page;
pub(crate) mod notice_page;
pub(crate) mod notice_preview_page;
pub(crate) mod notices_page;
