//! Who makes a request: session, language, address, browser.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{Method, header};
use backend::{Backend, Error};
use leptos::prelude::*;
use tokio::sync::OnceCell;

use super::{
    Caller, ClientAddress, backend, browser_of, cookie, request_language, session_cookie_name,
};
use crate::error::AppError;

/// Who calls, once it is known; of a page, whose parts all ask.
#[derive(Clone, Default)]
pub struct KnownCaller(Arc<OnceCell<Caller>>);

/// Who calls.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn caller() -> Result<Caller, AppError> {
    let parts = expect_context::<Parts>();
    let backend = backend();
    let found = caller_of(&backend, &parts.headers, address_of(&parts));
    // What changes something may change who calls.
    match use_context::<KnownCaller>().filter(|_| parts.method == Method::GET) {
        Some(known) => Ok(known.0.get_or_try_init(|| found).await?.clone()),
        None => Ok(found.await?),
    }
}

/// Who calls, for what a page asks by itself: it does not count as use of the session.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn caller_at_rest() -> Result<Caller, AppError> {
    let parts = expect_context::<Parts>();
    let backend = backend();
    let token = cookie(&parts.headers, session_cookie_name(&backend));
    let session = match &token {
        Some(token) => backend.look_at_session(token).await?,
        None => None,
    };
    Ok(Caller {
        token: token.filter(|_| session.is_some()),
        session,
        language: request_language(&backend, &parts.headers),
        address: address_of(&parts),
        browser: browser_of(&backend, &parts.headers),
    })
}

fn address_of(parts: &Parts) -> IpAddr {
    use_context::<ClientAddress>()
        .or_else(|| parts.extensions.get::<ClientAddress>().copied())
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |client| client.0)
}

/// Who calls, from the headers of any request.
///
/// # Errors
/// The database does not answer.
pub async fn caller_of(
    backend: &Backend,
    headers: &axum::http::HeaderMap,
    address: IpAddr,
) -> Result<Caller, Error> {
    let token = cookie(headers, session_cookie_name(backend));
    let mut session = match &token {
        Some(token) => backend.find_session(token).await?,
        None => None,
    };
    if let Some(session) = &mut session {
        let agent = headers.get(header::USER_AGENT);
        let agent = agent
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        backend.note_browser(session, agent).await?;
    }
    let language = request_language(backend, headers);
    Ok(Caller {
        token: token.filter(|_| session.is_some()),
        session,
        language,
        address,
        browser: browser_of(backend, headers),
    })
}
