//! Cookies: what a browser shows, and what it is given to keep.

use axum::http::{HeaderMap, header};
use backend::Backend;
use cookie::time::Duration;
use cookie::{Cookie, CookieBuilder, SameSite};

use super::is_secure;

/// What a browser shows under a name.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// A cookie of all pages that is kept for so many seconds; none take it back.
pub(super) fn built<'c>(
    backend: &Backend,
    named: (&'c str, &'c str),
    seconds: i64,
) -> CookieBuilder<'c> {
    Cookie::build(named)
        .path("/")
        .max_age(Duration::seconds(seconds))
        .secure(is_secure(backend))
}

/// The same as a `Set-Cookie` value, where no script needs to read it.
pub(super) fn for_all(backend: &Backend, name: &str, value: &str, seconds: i64) -> String {
    built(backend, (name, value), seconds)
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
        .to_string()
}
