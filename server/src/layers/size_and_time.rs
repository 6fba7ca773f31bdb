//! How much a request may send and how long it may take.

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use http::StatusCode;
use tower::ServiceBuilder;
use tower::layer::util::{Identity, Stack};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::routes::uploads;

/// The most an ordinary request may send, in bytes. A step of the wizard is a few kilobytes.
pub const ORDINARY_BYTES: usize = 2 * 1024 * 1024;

/// How long an ordinary answer may take. Hashing a password in a queue is the slowest there is.
const ORDINARY_TIME: Duration = Duration::from_secs(30);

/// How long pictures may take to arrive: five of them over a slow phone line.
const UPLOAD_TIME: Duration = Duration::from_secs(15 * 60);

/// How long an upload may stand still.
const UPLOAD_PAUSE: Duration = Duration::from_secs(30);

type Timed = Stack<TimeoutLayer, Identity>;

/// For everything that is no upload.
#[must_use]
pub fn ordinary() -> ServiceBuilder<Stack<RequestBodyLimitLayer, Timed>> {
    ServiceBuilder::new()
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            ORDINARY_TIME,
        ))
        .layer(RequestBodyLimitLayer::new(ORDINARY_BYTES))
}

/// For uploads; what a single file may have is checked where it is read.
#[must_use]
pub fn uploads() -> ServiceBuilder<Stack<DefaultBodyLimit, Stack<RequestBodyTimeoutLayer, Timed>>> {
    ServiceBuilder::new()
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            UPLOAD_TIME,
        ))
        .layer(RequestBodyTimeoutLayer::new(UPLOAD_PAUSE))
        .layer(DefaultBodyLimit::max(uploads::MAX_REQUEST_BYTES))
}
