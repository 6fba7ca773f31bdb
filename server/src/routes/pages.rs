//! Pages and server functions: what Leptos is told about each request.

use app::server::ClientAddress;
use backend::Backend;
use http::request::Parts;
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;

/// What pages and server functions alike find in their context: the [`Backend`], the
/// [`ClientAddress`] and the nonce of the answer's Content-Security-Policy.
pub fn context(backend: Backend) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(backend.clone());
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
