//! Messages between an applicant and the office: a part of the application's page and of the
//! case's. What is a message is the domain's business.

pub mod api;
pub mod thread;
