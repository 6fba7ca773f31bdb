//! Who calls a plain route.

use app::server::ClientAddress;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use backend::caller::Caller;
use http::HeaderValue;
use http::header::SET_COOKIE;
use http::request::Parts;

use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// The caller of a request, by its session cookie, address and language.
#[derive(Clone, Debug)]
pub struct Visitor(pub Caller);

impl FromRequestParts<Portal> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Refusal> {
        let address = parts
            .extensions
            .get::<ClientAddress>()
            .copied()
            .ok_or(Refusal::internal())?;
        Ok(Self(
            app::server::caller_of(&portal.backend, &parts.headers, address.0).await?,
        ))
    }
}

impl Visitor {
    /// The same caller with the session that just began.
    ///
    /// # Errors
    /// When the session cannot be read back.
    pub async fn renewed(&self, portal: &Portal, token: &str) -> backend::Result<Self> {
        let session = portal.backend.find_session(token).await?;
        Ok(Self(Caller {
            session,
            token: Some(token.to_owned()),
            ..self.0.clone()
        }))
    }
}

/// Adds the cookie of a session that began or was renewed.
#[must_use]
pub fn with_session(portal: &Portal, token: Option<&str>, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    let cookie = token.map(|token| app::server::session_cookie(&portal.backend, token));
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
