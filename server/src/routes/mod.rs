//! Plain HTTP routes, one file each: bytes, lists, probes. Pages and their server functions are
//! the business of `app`.

pub mod choices;
pub mod documents;
pub mod figures;
pub mod forms;
pub mod health;
pub mod legacy;
pub mod measurements;
pub mod outbox;
pub mod pages;
pub mod room;
pub mod service;
pub mod static_files;
pub mod status;
pub mod uploads;
pub mod visitor;
