//! What browsers are told about how much to trust our pages: on every answer, files and errors
//! included. A route may set a stricter header of its own; it is kept.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue};
use leptos::nonce::Nonce;

/// The headers that are the same on every answer.
#[derive(Clone, Debug)]
pub struct SecurityHeaders {
    fixed: Arc<[(HeaderName, HeaderValue)]>,
    /// What follows the nonce in the policy.
    policy: Arc<str>,
}

impl SecurityHeaders {
    /// `https`: whether browsers reach us by TLS. `reload`: where script/dev tells open pages
    /// to reload, during development only.
    #[must_use]
    pub fn new(https: bool, reload: Option<&str>) -> Self {
        let mut fixed = vec![
            // Not `no-referrer`: a plain form that failed finds its way back by the Referer.
            (REFERRER_POLICY, "same-origin"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (
                HeaderName::from_static("permissions-policy"),
                "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), \
                 browsing-topics=()",
            ),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
        ];
        if https {
            fixed.push((STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
        }
        let fixed = fixed
            .into_iter()
            .map(|(name, text)| (name, HeaderValue::from_static(text)));
        let mut policy = "' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
                          object-src 'none'; base-uri 'none'; form-action 'self'; \
                          frame-ancestors 'none'"
            .to_owned();
        if let Some(reload) = reload {
            let _ = write!(policy, "; connect-src 'self' {reload}");
        }
        if https {
            policy.push_str("; upgrade-insecure-requests");
        }
        Self {
            fixed: fixed.collect(),
            policy: policy.into(),
        }
    }

    fn policy(&self, nonce: &Nonce) -> Option<HeaderValue> {
        let text = format!(
            "default-src 'self'; script-src 'self' 'nonce-{nonce}{}",
            self.policy
        );
        HeaderValue::try_from(text).ok()
    }
}

/// Mints the nonce, puts it into the request for the page to use, and writes the headers.
pub async fn add(
    State(headers): State<SecurityHeaders>,
    mut request: Request,
    next: Next,
) -> Response {
    let nonce = Nonce::new();
    let policy = headers.policy(&nonce);
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    let answer = response.headers_mut();
    for (name, value) in headers.fixed.iter() {
        answer.entry(name).or_insert_with(|| value.clone());
    }
    if let Some(policy) = policy {
        answer.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    response
}
