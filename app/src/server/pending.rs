//! Signing in in two parts: the cookie of a sign-in that waits for its code, and where somebody goes
//! whose password was right.

use axum::http::request::Parts;
use backend::factor::{Enrollee, Entered, Wants};
use backend::principal::Principal;
use domain::account::Door;
use leptos::prelude::*;

use super::{Caller, Error, backend, cookie, cookies, is_secure, set_cookie, set_session};
use crate::factor::path;

/// How long a browser keeps the cookie, in seconds; the server forgets it by itself.
const LIFE: i64 = 20 * 60;

fn name() -> &'static str {
    match is_secure(&backend()) {
        true => "__Host-docket-pending",
        false => "docket-pending",
    }
}

/// The token of a sign-in that waits, when the browser shows one.
#[must_use]
pub fn token() -> Option<String> {
    cookie(&expect_context::<Parts>().headers, name())
}

/// Hands the token of a sign-in that waits to the browser; an empty one ends it.
pub fn set(token: &str) {
    let life = if token.is_empty() { 0 } else { LIFE };
    set_cookie(&cookies::for_all(&backend(), name(), token, life));
}

/// Lets somebody in whose password was right. Answers the page to go to: `done`, or the one that
/// asks for what is still awaited and then leads to `next`.
///
/// # Errors
/// When the database fails.
pub async fn let_in(
    caller: &Caller,
    principal: Principal,
    done: String,
    next: &str,
) -> Result<String, Error> {
    match backend().enter(principal, caller.token.as_deref()).await? {
        Entered::Session(token) => {
            set_session(&token);
            Ok(done)
        }
        Entered::Pending { token, wants } => {
            set(&token);
            Ok(match wants {
                Wants::Code => path::code(principal.door(), next),
                Wants::Factor => path::factor(principal.door(), next),
            })
        }
    }
}

/// Whoever may set a second factor up at a door.
///
/// # Errors
/// [`Error::SignedOut`].
pub async fn enrollee(door: Door, caller: &Caller) -> Result<Enrollee, Error> {
    backend().enrollee(door, caller, token().as_deref()).await
}
