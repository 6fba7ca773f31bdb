//! What may be kept by browsers and proxies, and how long. A route's own word counts first.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::CACHE_CONTROL;
use http::{HeaderName, HeaderValue};
use tower_http::set_header::SetResponseHeaderLayer;

/// For pages and documents: they are one person's, and Back must ask again.
pub fn never() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(
        CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    )
}

/// Whether the names of built files change with their contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileNames {
    /// They carry a hash.
    Hashed,
    /// The next release has the same names.
    Plain,
}

/// For static files: hashed ones for ever, others are asked for again (and answered with 304).
pub async fn files(State(names): State<FileNames>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let text = match names {
        _ if !is_file(&response) => "no-store",
        FileNames::Hashed => "public, max-age=31536000, immutable",
        FileNames::Plain => "public, no-cache",
    };
    let name: HeaderName = CACHE_CONTROL;
    response
        .headers_mut()
        .entry(name)
        .or_insert(HeaderValue::from_static(text));
    response
}

fn is_file(response: &Response) -> bool {
    response.status().is_success() || response.status() == http::StatusCode::NOT_MODIFIED
}
