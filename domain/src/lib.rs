//! The rules of Docket: values that parse, kinds of application with their steps and fields,
//! the journey through them, states, review policy.
//!
//! Pure: no I/O, no clock, no framework. Compiles to WASM and native, so the function that marks
//! a field in the browser is the one that refuses it on the server.

pub mod account;
pub mod application;
pub mod calendar;
pub mod document;
pub mod form;
pub mod holiday;
pub mod id;
pub mod industry;
pub mod map;
pub mod member;
pub mod message;
pub mod named;
pub mod notice;
pub mod office;
pub mod platform;
pub mod record;
pub mod review;
pub mod service;
pub mod text;
pub mod value;
