//! A body that arrives more slowly than any network somebody can work with ends with 408: it keeps
//! an upload open, and a place that others wait for.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// How much must arrive of a body that has not ended.
#[derive(Clone, Copy, Debug)]
pub struct LeastRate {
    /// So many bytes …
    pub bytes: u64,
    /// … in such a time, which runs only while we wait for them.
    pub time: Duration,
}

/// A phone at 16 kbit/s sends 110 KiB in a minute. It may be without a network for fifty seconds of
/// it.
pub const PATIENT: LeastRate = LeastRate {
    bytes: 16 * 1024,
    time: Duration::from_secs(60),
};

/// The body was slower.
#[derive(Clone, Copy, Debug)]
pub struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body arrives too slowly")
    }
}

impl Error for TooSlow {}

/// Whether this is why something failed.
#[must_use]
pub fn is_why(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<TooSlow>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Watches the body of a request.
pub async fn watch(State(rate): State<LeastRate>, request: Request, next: Next) -> Response {
    next.run(request.map(|body| Body::new(Watched::new(body, rate))))
        .await
}

/// A body and how it arrives.
struct Watched {
    body: Body,
    rate: LeastRate,
    /// What came in this stretch, and how long it was waited for.
    came: u64,
    waited: Duration,
    /// Since when we wait, and until when at most.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Watched {
    fn new(body: Body, rate: LeastRate) -> Self {
        Self {
            body,
            rate,
            came: 0,
            waited: Duration::ZERO,
            waiting: None,
        }
    }

    fn arrived(&mut self, bytes: usize) {
        self.came += bytes as u64;
        if let Some((since, _)) = self.waiting.take() {
            self.waited += since.elapsed();
        }
        if self.came >= self.rate.bytes {
            (self.came, self.waited) = (0, Duration::ZERO);
        }
    }

    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        let left = self.rate.time.saturating_sub(self.waited);
        let (_, end) = self.waiting.get_or_insert_with(|| {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + left)))
        });
        end.as_mut().poll(context).is_ready()
    }
}

impl hyper::body::Body for Watched {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.arrived(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            // Unwrapped by one layer, so that a body over the limit is known as such.
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into_inner()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending if self.is_over(context) => Poll::Ready(Some(Err(TooSlow.into()))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::{StreamExt as _, stream};
    use http_body_util::BodyExt as _;
    use tokio::time::sleep;

    use super::*;

    /// A body of pieces of this size, each so much later than the one before.
    fn dripping(pieces: usize, size: usize, pause: Duration) -> Body {
        let pieces = stream::iter(0..pieces).then(move |_| async move {
            sleep(pause).await;
            Ok::<_, Infallible>(vec![b'a'; size])
        });
        Body::from_stream(pieces)
    }

    async fn all(body: Body, rate: LeastRate) -> Result<usize, BoxError> {
        let collected = Watched::new(body, rate).collect().await?;
        Ok(collected.to_bytes().len())
    }

    const MS: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn a_slow_body_arrives_and_one_that_drips_ends() {
        let rate = LeastRate {
            bytes: 100,
            time: MS * 400,
        };
        // A hundred bytes in some 100 ms, four times over.
        let arrived = all(dripping(40, 10, MS * 10), rate).await;
        assert_eq!(arrived.ok(), Some(400));
        let error = all(dripping(1000, 1, MS * 20), rate).await.unwrap_err();
        assert!(is_why(error.as_ref()), "{error}");
        let error = all(dripping(2, 100, MS * 900), rate).await.unwrap_err();
        assert!(is_why(error.as_ref()), "{error}");
    }

    #[tokio::test]
    async fn whoever_is_not_waited_for_is_not_slow() {
        let rate = LeastRate {
            bytes: 1000,
            time: MS * 200,
        };
        let mut body = Watched::new(dripping(4, 10, MS * 10), rate);
        let mut arrived = 0;
        while let Some(frame) = body.frame().await {
            arrived += frame.expect("a frame").into_data().expect("data").len();
            // Busy with what has arrived.
            sleep(MS * 150).await;
        }
        assert_eq!(arrived, 40);
    }
}
