//! How long a request may take.

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use http::StatusCode;
use tower::ServiceBuilder;
use tower::layer::util::{Identity, Stack};
use tower_http::timeout::{ResponseBodyTimeoutLayer, TimeoutLayer};

use crate::routes::uploads;

/// How long an ordinary answer may take. Hashing a password in a queue is the slowest there is.
const ORDINARY_TIME: Duration = Duration::from_secs(30);

/// How long pictures may take to arrive: five of them over a slow phone line.
const UPLOAD_TIME: Duration = Duration::from_secs(15 * 60);

type Timed = Stack<TimeoutLayer, Identity>;

/// For everything that is no upload.
#[must_use]
pub fn ordinary() -> ServiceBuilder<Stack<TimeoutLayer, Stack<ResponseBodyTimeoutLayer, Identity>>>
{
    bounded(ORDINARY_TIME)
}

fn bounded(
    time: Duration,
) -> ServiceBuilder<Stack<TimeoutLayer, Stack<ResponseBodyTimeoutLayer, Identity>>> {
    ServiceBuilder::new()
        // A page whose head is out and whose rest never comes; a slow reader is not meant.
        .layer(ResponseBodyTimeoutLayer::new(time))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            time,
        ))
}

/// For uploads; what a single file may have is checked where it is read.
#[must_use]
pub fn uploads() -> ServiceBuilder<Stack<DefaultBodyLimit, Timed>> {
    ServiceBuilder::new()
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            UPLOAD_TIME,
        ))
        .layer(DefaultBodyLimit::max(uploads::MAX_REQUEST_BYTES))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use futures::stream;
    use http::Request;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn an_answer_that_never_ends_is_cut_off() {
        let endless = || async {
            Body::from_stream(stream::pending::<Result<Vec<u8>, std::convert::Infallible>>())
        };
        let router = Router::new()
            .route("/", get(endless))
            .layer(bounded(Duration::from_millis(50)));
        let asked = Request::get("/").body(Body::empty());
        let answer = router
            .oneshot(asked.expect("a request"))
            .await
            .expect("an answer");
        let read = to_bytes(answer.into_body(), 1024);
        let read = tokio::time::timeout(Duration::from_secs(10), read).await;
        assert!(read.expect("it is cut off").is_err());
    }
}
