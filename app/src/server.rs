//! The server side of the server functions: who calls, cookies, redirects. The only module that
//! sees the backend.

mod caller;
mod cookies;
pub mod handover;
pub mod pending;
pub mod platform;
mod reply;
pub mod scripts;
pub mod staff;

use std::net::IpAddr;

use ::cookie::SameSite;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
pub use backend::application::Target;
pub use backend::caller::{Caller, Carried};
pub use backend::review::CaseForm;
use backend::session::known::{LIFE, remembered};
pub use backend::{Backend, Error};
use domain::account::PASSWORD;
use domain::form::{FieldError, StepErrors};
use domain::text::Language;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::error::AppError;
use crate::paths;

use cookies::cookie;

pub use crate::told::Told;
pub use reply::{Back, at_messages_sent, lead_back, reply, reply_and_keep, to};

pub use caller::{KnownCaller, caller, caller_at_rest, caller_of};

/// Where a request came from, as the server worked out behind its trusted proxies.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// The cookie that keeps the language.
const LANGUAGE_COOKIE: &str = "docket_language";

/// The backend of this process.
#[must_use]
pub fn backend() -> Backend {
    expect_context::<Backend>()
}

/// Ends one of one's own sessions by its id, or with an empty one all but the one that asks.
///
/// # Errors
/// [`Error::SignedOut`].
pub async fn end_sessions(caller: &Caller, session: &str) -> Result<(), Error> {
    match session {
        "" => backend().end_other_sessions(caller).await,
        one => backend().end_one_session(caller, one).await,
    }
}

/// The language of a request: cookie, then header, then the operator's first.
#[must_use]
pub fn request_language(backend: &Backend, headers: &axum::http::HeaderMap) -> Language {
    let offered = &backend.settings.languages;
    let kept = cookie(headers, LANGUAGE_COOKIE).and_then(|tag| Language::parse(&tag));
    let accepted = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        Language::negotiate(header, offered)
    };
    kept.filter(|language| offered.contains(language))
        .or_else(accepted)
        .or_else(|| offered.first().copied())
        .unwrap_or_default()
}

fn is_secure(backend: &Backend) -> bool {
    backend.settings.public_url.starts_with("https://")
}

fn session_cookie_name(backend: &Backend) -> &'static str {
    if is_secure(backend) {
        "__Host-docket"
    } else {
        "docket"
    }
}

/// The cookie of browsers somebody has signed in with.
fn browser_cookie_name(backend: &Backend) -> &'static str {
    if is_secure(backend) {
        "__Host-docket-browser"
    } else {
        "docket-browser"
    }
}

fn browser_of(backend: &Backend, headers: &axum::http::HeaderMap) -> String {
    cookie(headers, browser_cookie_name(backend)).unwrap_or_default()
}

/// The `Set-Cookie` value by which a browser is known later, given what it kept so far and the
/// token of the session that begins in it.
#[must_use]
pub fn browser_cookie(backend: &Backend, before: &str, token: &str) -> String {
    let (name, kept) = (browser_cookie_name(backend), remembered(before, token));
    cookies::for_all(backend, name, &kept, LIFE.num_seconds())
}

/// The `Set-Cookie` value that hands a session token to the browser; an empty one ends it.
#[must_use]
pub fn session_cookie(backend: &Backend, token: &str) -> String {
    let life = match token {
        "" => 0,
        _ => backend
            .settings
            .draft_life
            .max(backend.settings.session_end)
            .as_secs()
            .cast_signed(),
    };
    cookies::for_all(backend, session_cookie_name(backend), token, life)
}

fn set_cookie(cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        expect_context::<ResponseOptions>().append_header(header::SET_COOKIE, value);
    }
}

/// Hands a new session to the browser, if there is one, and yields the result.
pub fn carry<T>(carried: Carried<T>) -> T {
    if let Some(token) = carried.token {
        set_session(&token);
    }
    carried.value
}

/// Hands a session token to the browser; an empty one ends the session.
pub fn set_session(token: &str) {
    let backend = backend();
    set_cookie(&session_cookie(&backend, token));
    if !token.is_empty() {
        let before = browser_of(&backend, &expect_context::<Parts>().headers);
        set_cookie(&browser_cookie(&backend, &before, token));
    }
}

/// Keeps the language for a year.
///
/// # Errors
/// [`AppError::Malformed`] for a language not offered.
pub fn keep_language(tag: &str) -> Result<(), AppError> {
    let backend = backend();
    let language = Language::parse(tag)
        .filter(|language| backend.settings.languages.contains(language))
        .ok_or(AppError::Malformed)?;
    let year = 365 * 24 * 60 * 60;
    let cookie = cookies::built(&backend, (LANGUAGE_COOKIE, language.tag()), year);
    set_cookie(&cookie.same_site(SameSite::Lax).build().to_string());
    if wants_page() {
        redirect(&came_from());
    }
    Ok(())
}

/// Whether this request is a plain form or a link, not a fetch of our own pages.
#[must_use]
pub fn wants_page() -> bool {
    let parts = expect_context::<Parts>();
    parts
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// The path of the page a plain form stood on; home when it cannot be known.
#[must_use]
pub fn came_from() -> String {
    let parts = expect_context::<Parts>();
    let referer = parts
        .headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok());
    referer
        .and_then(|url| url.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()))
        .filter(|path| !path.starts_with("//"))
        .unwrap_or_else(|| "/".to_owned())
}

/// Sends the browser to another page of ours.
///
/// A path that cannot stand in a header is none of ours: it leads home.
pub fn redirect(path: &str) {
    let is_plain = path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic());
    leptos_axum::redirect(if is_plain { path } else { "/" });
}

/// Leads whoever signed in with a password that was handed out to the page where they replace it,
/// whatever page of ours they asked for (C2.5).
pub fn lead_to_password(caller: &Caller) {
    use backend::session::Owner;
    let owner = caller.session.as_ref().map(|session| &session.owner);
    let page = expect_context::<Parts>().uri.path().to_owned();
    let is_elsewhere = ![paths::PASSWORD, paths::SIGN_OUT].contains(&page.as_str());
    if matches!(owner, Some(Owner::PasswordDue { .. }))
        && is_elsewhere
        && !page.starts_with("/api/")
    {
        redirect(paths::PASSWORD);
    }
}

/// A password that is not acceptable.
#[must_use]
pub fn refused_password(reason: FieldError) -> Error {
    Error::Answers(StepErrors::from([(PASSWORD.to_owned(), reason)]))
}

/// Marks the page as one that cannot be shown.
pub fn set_page_status(error: &AppError) {
    // A redirect that is on its way has a status of its own.
    if let Some(response) = use_context::<ResponseOptions>()
        && !matches!(error, AppError::SignedOut | AppError::PasswordDue)
    {
        response.set_status(error.status());
    }
}

/// Gives the answer of a server function the status of an error. Not that of a plain form: a
/// status would override the redirect it lives on.
pub fn set_status_of(error: &AppError) {
    if use_context::<Parts>().is_some()
        && !wants_page()
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(error.status());
        if let seconds @ 1.. = error.seconds() {
            response.insert_header(header::RETRY_AFTER, seconds.into());
        }
    }
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        let error = Self::of(error);
        set_status_of(&error);
        error
    }
}

impl AppError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut | Self::WrongCredentials | Self::PasswordExpired => {
                StatusCode::UNAUTHORIZED
            }
            Self::Forbidden | Self::PasswordDue | Self::Unproved => StatusCode::FORBIDDEN,
            Self::Stale
            | Self::NotPossible
            | Self::Unchanged
            | Self::Claimed
            | Self::Assigned
            | Self::Lapsed
            | Self::LastAdministrator
            | Self::Proposed
            | Self::Ineligible
            | Self::Missing { .. }
            | Self::OwnProposal
            | Self::Closed => StatusCode::CONFLICT,
            Self::Answers | Self::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } | Self::Spent { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn of(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::SignedOut => Self::SignedOut,
            Error::WrongCredentials => Self::WrongCredentials,
            Error::PasswordExpired => Self::PasswordExpired,
            Error::PasswordDue => Self::PasswordDue,
            Error::Unproved => Self::Unproved,
            Error::Forbidden => Self::Forbidden,
            Error::Stale { .. } => Self::Stale,
            Error::NotPossible(_) => Self::NotPossible,
            Error::Unchanged => Self::Unchanged,
            Error::Claimed { .. } => Self::Claimed,
            Error::Assigned => Self::Assigned,
            Error::Lapsed => Self::Lapsed,
            Error::LastAdministrator => Self::LastAdministrator,
            Error::Proposed => Self::Proposed,
            Error::Ineligible(_) => Self::Ineligible,
            Error::Missing(what) => Self::Missing { what },
            Error::OwnProposal => Self::OwnProposal,
            Error::Closed => Self::Closed,
            Error::Answers(_) | Error::Message(_) => Self::Answers,
            Error::TooMany { seconds } => Self::TooMany { seconds },
            Error::Spent { seconds, limit } => Self::Spent { seconds, limit },
            Error::Busy => Self::Busy,
            Error::Malformed(what) => {
                tracing::info!(what, "refused a malformed request");
                Self::Malformed
            }
            Error::Picture(domain::document::PictureError::Superseded) => Self::Stale,
            Error::Picture(_) => Self::Malformed,
            error => {
                tracing::error!(%error, "a use case failed");
                Self::Unavailable
            }
        }
    }
}
