//! How much a request may send: what a form needs, and more only where a form needs more. Uploads
//! count for themselves.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_LENGTH;
use http_body_util::Limited;

use super::linger;
use super::refusal::Refusal;

/// The most an ordinary request may send, in bytes. A step of the wizard is a few kilobytes; a
/// decision with an instruction of 500 characters for each of thirty fields is 140.
pub const ORDINARY_BYTES: usize = 256 * 1024;

/// What needs more: the address, and how much.
pub const LARGER: [(&str, usize); 1] = [
    // Three languages of `domain::notice::entry::MAX_NOTICE` characters, up to 12 bytes each.
    ("/api/save_notice", 1024 * 1024),
];

/// The most that may be sent to an address, in bytes.
fn most(path: &str) -> usize {
    let larger = LARGER.iter().find(|(known, _)| *known == path);
    larger.map_or(ORDINARY_BYTES, |(_, bytes)| *bytes)
}

/// Refuses what says that it is larger, and ends what turns out to be.
pub async fn bound(request: Request, next: Next) -> Response {
    let most = most(request.uri().path());
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        linger::forget(request);
        return Refusal::too_large().into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, most))))
        .await
}
