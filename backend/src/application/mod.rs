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

use std::net::IpAddr;

use domain::text::Language;

use crate::session::Session;

pub use domain::application::view::Place;

/// Who calls, as far as the request tells.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The session, when the browser showed a live one.
    pub session: Option<Session>,
    /// The token it showed, to be replaced when somebody signs in.
    pub token: Option<String>,
    /// The language of the page.
    pub language: Language,
    /// Where from.
    pub address: IpAddr,
    /// What the browser keeps of earlier sign-ins, as [`crate::session::known`] made it.
    pub browser: String,
}

/// A result, and a session token for the browser when a session began or was renewed.
#[derive(Clone, Debug)]
pub struct Carried<T> {
    /// The result.
    pub value: T,
    /// The token to put into the cookie.
    pub token: Option<String>,
}

impl<T> Carried<T> {
    /// A result without a new session.
    pub const fn plain(value: T) -> Self {
        Self { value, token: None }
    }
}
