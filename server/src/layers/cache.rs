//! What may be kept by browsers and proxies, and how long. A route's own word counts first.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::CACHE_CONTROL;
use http::{HeaderName, HeaderValue, Uri};
use tower_http::set_header::SetResponseHeaderLayer;

/// For pages and documents: they are one person's, and Back must ask again.
pub fn never() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(
        CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    )
}

/// For static files: for ever where the address changes with the contents, others are asked for again
/// (and answered with 304).
pub async fn files(request: Request, next: Next) -> Response {
    let for_ever = names_its_contents(request.uri());
    let mut response = next.run(request).await;
    let text = match for_ever {
        _ if !is_file(&response) => "no-store",
        true => "public, max-age=31536000, immutable",
        false => "public, no-cache",
    };
    let name: HeaderName = CACHE_CONTROL;
    response
        .headers_mut()
        .entry(name)
        .or_insert(HeaderValue::from_static(text));
    response
}

/// Scripts lie in a folder that is named after what is in it; the style sheet is asked for with its
/// version.
fn names_its_contents(uri: &Uri) -> bool {
    let Some(file) = uri.path().strip_prefix("/pkg/") else {
        return false;
    };
    file.contains('/') || uri.query().is_some_and(|query| query.starts_with("v="))
}

fn is_file(response: &Response) -> bool {
    response.status().is_success() || response.status() == http::StatusCode::NOT_MODIFIED
}
