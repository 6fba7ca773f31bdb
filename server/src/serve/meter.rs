//! What a connection owes its client, and how much of it the client takes: a client that asks for
//! pictures and reads none of them costs memory for as long as it likes.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http::Response;
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use super::Patience;
use crate::crowd::Held;

/// One connection as it is watched.
#[derive(Debug, Default)]
pub(super) struct Meter {
    /// Bytes the system has taken for the client.
    written: AtomicU64,
    /// Whether the system takes no more.
    is_blocked: AtomicBool,
    /// Parts of answers that are ready, and that the protocol cannot pass on: with HTTP/2 a client
    /// stops an answer without stopping the connection.
    ready: AtomicUsize,
    /// Requests whose answers have not ended.
    busy: AtomicUsize,
    /// The client is given up.
    is_cut: AtomicBool,
}

impl Meter {
    /// Ends when the client has taken next to nothing of what is ready for it for a while, or has
    /// asked for nothing.
    pub(super) async fn give_up(&self, patience: Patience) {
        let mut written = self.written.load(Relaxed);
        let (mut taken_at, mut asked_at) = (Instant::now(), Instant::now());
        loop {
            sleep(patience.write / 6).await;
            let now = Instant::now();
            let is_owing = self.is_blocked.load(Relaxed) || self.ready.load(Relaxed) > 0;
            let so_far = self.written.load(Relaxed);
            if !is_owing || so_far - written >= patience.least {
                (written, taken_at) = (so_far, now);
            }
            if self.busy.load(Relaxed) > 0 {
                asked_at = now;
            }
            if now - taken_at >= patience.write || now - asked_at >= patience.idle {
                self.is_cut.store(true, Relaxed);
                return;
            }
        }
    }

    /// The request is being worked on, from now until all of its answer is with the client.
    pub(super) fn request(self: &Arc<Self>) -> Request {
        self.busy.fetch_add(1, Relaxed);
        Request {
            meter: self.clone(),
            held: None,
        }
    }

    fn wrote(&self, result: &Poll<io::Result<usize>>) {
        self.is_blocked.store(result.is_pending(), Relaxed);
        if let Poll::Ready(Ok(written)) = result {
            self.written.fetch_add(*written as u64, Relaxed);
        }
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Request {
    meter: Arc<Meter>,
    held: Option<Held>,
}

impl Request {
    /// The same answer, of which every byte is watched until the client has it.
    pub(super) fn answered(mut self, mut response: Response<Body>) -> Response<Owed> {
        self.held = response.extensions_mut().remove();
        let mut owed = Owed {
            body: Body::empty(),
            request: Arc::new(self),
            is_ready: false,
        };
        owed.set_ready(true);
        response.map(|body| {
            owed.body = body;
            owed
        })
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.meter.busy.fetch_sub(1, Relaxed);
    }
}

/// The body of an answer. It is ready unless it says itself that there is nothing more yet.
#[derive(Debug)]
pub(super) struct Owed {
    body: Body,
    request: Arc<Request>,
    is_ready: bool,
}

impl Owed {
    fn set_ready(&mut self, is_ready: bool) {
        let ready = &self.request.meter.ready;
        match (self.is_ready, is_ready) {
            (false, true) => ready.fetch_add(1, Relaxed),
            (true, false) => ready.fetch_sub(1, Relaxed),
            _ => return,
        };
        self.is_ready = is_ready;
    }
}

impl hyper::body::Body for Owed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.set_ready(matches!(frame, Poll::Ready(Some(Ok(_)))));
        let request = &self.request;
        frame.map(|frame| {
            frame.map(|frame| frame.map(|frame| frame.map_data(|bytes| Part::of(request, bytes))))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        self.set_ready(false);
    }
}

/// A part of an answer on its way.
struct Part {
    bytes: Bytes,
    request: Arc<Request>,
}

impl Part {
    fn of(request: &Arc<Request>, bytes: Bytes) -> Bytes {
        request.meter.ready.fetch_add(1, Relaxed);
        Bytes::from_owner(Self {
            bytes,
            request: request.clone(),
        })
    }
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.request.meter.ready.fetch_sub(1, Relaxed);
    }
}

/// A connection that says how much was written.
#[derive(Debug)]
pub(super) struct Metered {
    stream: TcpStream,
    meter: Arc<Meter>,
}

impl Metered {
    pub(super) fn new(stream: TcpStream, meter: Arc<Meter>) -> Self {
        Self { stream, meter }
    }
}

impl Drop for Metered {
    fn drop(&mut self) {
        if self.meter.is_cut.load(Relaxed) {
            // Nor does the system keep for this client what it never reads.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.meter.wrote(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.meter.wrote(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Asked for when everything was written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.meter.is_blocked.store(false, Relaxed);
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
