//! Applications: drafting, sending, effect, status. Knows no kind by name.

pub(crate) mod approve;
mod check;
pub mod code;
pub mod consent;
pub mod correct;
mod credential;
mod disputed;
pub mod draft;
mod due;
pub mod list;
pub mod open;
pub(crate) mod requirement;
mod signed_out;
pub(crate) mod sql;
pub mod start;
pub mod status;
pub mod submit;
#[cfg(test)]
pub(crate) mod tests;

pub use domain::application::view::Target;
