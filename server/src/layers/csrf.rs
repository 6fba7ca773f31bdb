//! Another site must not make a visitor's browser do anything here.
//!
//! Every request that changes something is refused unless the browser says it comes from our own
//! pages (`Sec-Fetch-Site`, then `Origin`), server functions included: they check neither that
//! nor the content type.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

use super::refusal::Refusal;

/// The layer; `public_url` is an origin that counts as ours even when a proxy rewrites `Host`.
///
/// # Errors
/// When `public_url` is no origin.
pub fn layer(
    public_url: &str,
) -> Result<CsrfLayer<impl Fn(ProtectionError) -> Response + Clone + use<>>, ConfigError> {
    Ok(CsrfLayer::new()
        .add_trusted_origin(public_url)?
        .with_rejection_response(refuse))
}

fn refuse(error: ProtectionError) -> Response {
    tracing::warn!(%error, "refused as forged");
    Refusal::new(StatusCode::FORBIDDEN, "forbidden").into_response()
}
