//! Messages between an applicant and the office: a part of the application's page and of the
//! case's. What is a message is the domain's business.

pub mod api;
pub mod thread;

crate::live_parts!(
    message_parts,
    __preload_message_parts,
    super::thread::Messages,
);
