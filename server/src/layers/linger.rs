//! A request that is refused before its body has come: the rest is received and forgotten for a while.
//! A browser that is still sending reads no answer, and reports a broken connection instead.

use std::time::Duration;

use axum::extract::Request;
use futures::StreamExt as _;
use hyper::body::Body as _;
use tokio::time::timeout;

use crate::routes::uploads::MAX_REQUEST_BYTES;

/// How long the rest is received.
const LINGER: Duration = Duration::from_secs(30);

/// Receives the rest of a request that nobody answers any more.
pub fn forget(request: Request) {
    let body = request.into_body();
    if body.is_end_stream() {
        return;
    }
    tokio::spawn(timeout(LINGER, async move {
        let mut rest = body.into_data_stream();
        let mut received = 0;
        while let Some(Ok(piece)) = rest.next().await {
            received += piece.len();
            if received > MAX_REQUEST_BYTES {
                return;
            }
        }
    }));
}
