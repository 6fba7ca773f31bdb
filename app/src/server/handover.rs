//! A password that is shown once, on the page the form leads to: so a page that is loaded again
//! makes no other one.
//!
//! A cookie carries it there. It goes to the browser of whoever asked only, to these pages only, for
//! two minutes, and is taken back when it is shown; the server keeps nothing.

use axum::http::request::Parts;
use backend::Backend;
use cookie::SameSite;
use leptos::prelude::*;

const COOKIE: &str = "docket_handover";
const SECONDS: i64 = 120;

/// The `Set-Cookie` value that hands a password to the next page below `path`. `whose` says whom it
/// is for.
#[must_use]
pub fn cookie(backend: &Backend, path: &str, whose: &str, password: &str) -> String {
    value(backend, path, &format!("{whose}:{password}"), SECONDS)
}

/// Hands a password to the next page below `path`.
pub fn give(path: &str, whose: &str, password: &str) {
    super::set_cookie(&cookie(&super::backend(), path, whose, password));
}

/// The password of this one that is to be shown now; after that it is gone.
pub fn taken(path: &str, whose: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let kept = super::cookie(&parts.headers, COOKIE)?;
    let (name, password) = kept.split_once(':')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_theirs = name == whose && !password.is_empty() && password.chars().all(is_plain);
    is_theirs.then(|| {
        super::set_cookie(&value(&super::backend(), path, "", 0));
        password.to_owned()
    })
}

fn value(backend: &Backend, path: &str, text: &str, seconds: i64) -> String {
    super::cookies::built(backend, (COOKIE, text), seconds)
        .path(path)
        .http_only(true)
        .same_site(SameSite::Strict)
        .build()
        .to_string()
}
