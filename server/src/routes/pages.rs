//! Pages and server functions: what Leptos is told about each request.

use app::server::{ClientAddress, KnownCaller};
use app::shell;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use backend::Backend;
use http::request::Parts;
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;

use crate::portal::Portal;

/// Draws the page at the address of a form, with `answer` in its context: what must stand in no URL
/// cannot be answered by a redirect.
pub async fn drawn<T: Clone + Send + Sync + 'static>(
    portal: &Portal,
    parts: Parts,
    answer: T,
) -> Response {
    let (context, options) = (context(portal.backend.clone()), portal.options.clone());
    let render = leptos_axum::render_app_async_with_context(
        move || {
            context();
            provide_context(answer.clone());
        },
        move || shell(options.clone()),
    );
    render(Request::from_parts(parts, Body::empty())).await
}

/// What pages and server functions alike find in their context: the [`Backend`], the
/// [`ClientAddress`], who calls when somebody asked, and the nonce of the answer's Content-Security-Policy.
pub fn context(backend: Backend) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(backend.clone());
        provide_context(KnownCaller::default());
        let Some(parts) = use_context::<Parts>() else {
            return;
        };
        if let Some(address) = parts.extensions.get::<ClientAddress>() {
            provide_context(*address);
        }
        // Leptos mints a nonce of its own before it asks us; the one in the header must win.
        if let Some(nonce) = parts.extensions.get::<Nonce>() {
            provide_context(nonce.clone());
        }
    }
}
