//! Accepts connections and answers requests until told to stop, then finishes what is in flight.
//!
//! `axum::serve` would do most of it, but lets a client take for ever to send its headers and to read
//! its answers, and have all connections there are.

mod meter;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, timeout};
use tower::Service as _;

use self::meter::{Meter, Metered};
use crate::crowd::Crowd;
use crate::layers::client_address::TrustedProxies;

/// How patient the server is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long the head of a request may take to arrive, and a connection may wait for one.
    pub head: Duration,
    /// How long a client may take next to nothing of an answer that is ready.
    pub write: Duration,
    /// How many bytes in that time are next to nothing. A phone at 16 kbit/s takes ten times as many,
    /// and shares them out among the connections of its browser.
    pub least: u64,
    /// How long a connection of many requests (HTTP/2) may be open without any.
    pub idle: Duration,
    /// How long what is in flight may take after the signal to stop.
    pub drain: Duration,
    /// How many connections are open at most; more wait to be accepted.
    pub connections: usize,
    /// How many of these one client has at most, unless it is a trusted proxy; more are closed.
    pub per_client: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(15),
            write: Duration::from_secs(30),
            least: 4096,
            idle: Duration::from_secs(5 * 60),
            drain: Duration::from_secs(20),
            connections: 8192,
            // Six for each browser behind one address.
            per_client: 512,
        }
    }
}

/// What an HTTP/2 client sends first.
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How much of a connection is held in memory on our side, in each direction.
const BUFFER: usize = 128 * 1024;

/// How much the system holds that has not been sent yet. Beyond that it asks for more only when the
/// client has taken some, so that a slow client is told from one that stands still.
const UNSENT: u32 = 64 * 1024;

/// Serves `router` on `listener` until `stop` becomes true or its sender goes away. Behind `proxies`
/// are many clients.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
    patience: Patience,
    proxies: TrustedProxies,
) {
    let crowd = Crowd::of(patience.per_client);
    let slots = Arc::new(Semaphore::new(patience.connections));
    let in_flight = GracefulShutdown::new();
    let stopped = stop.wait_for(|stop| *stop);
    tokio::pin!(stopped);
    loop {
        let next = async {
            let slot = slots.clone().acquire_owned().await;
            (slot, accept(&listener).await)
        };
        let (slot, (stream, peer)) = tokio::select! {
            next = next => next,
            _ = &mut stopped => break,
        };
        let place = match proxies.trusts(peer.ip()) {
            true => None,
            false => match crowd.enter(peer.ip()) {
                Some(place) => Some(place),
                None => {
                    metrics::counter!("http_connections_refused_total").increment(1);
                    continue;
                }
            },
        };
        let connection = answer(stream, peer, router.clone(), in_flight.watcher(), patience);
        tokio::spawn(async move {
            connection.await;
            drop((slot, place));
        });
    }
    drop(listener);
    tracing::info!(
        connections = in_flight.count(),
        "finishing what is in flight"
    );
    if timeout(patience.drain, in_flight.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// The next connection. A failure is one client's, or passes: out of file handles, for example.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_one_clients(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

fn is_one_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Answers all requests of one connection.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
    patience: Patience,
) {
    // Small answers must not wait for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT);
    let Ok(Ok(is_http2)) = timeout(patience.head, speaks_http2(&stream)).await else {
        return;
    };
    let meter = Arc::new(Meter::default());
    let metered = meter.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (mut router, asked) = (router.clone(), metered.request());
        async move {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            // A router is always ready.
            let answer = router.call(request).await;
            answer.map(|answer| asked.answered(answer))
        }
    });
    let stream = TokioIo::new(Metered::new(stream, meter.clone()));
    let builder = builder(patience);
    let served = async {
        if is_http2 {
            let builder = builder.http2_only();
            watcher
                .watch(builder.serve_connection(stream, service).into_owned())
                .await
        } else {
            let builder = builder.http1_only();
            watcher
                .watch(builder.serve_connection(stream, service).into_owned())
                .await
        }
    };
    tokio::select! {
        result = served => if let Err(error) = result {
            tracing::debug!(error, "a connection ended early");
        },
        () = meter.give_up(patience) => {
            metrics::counter!("http_connections_given_up_total").increment(1);
            tracing::debug!("a client that takes nothing is given up");
        }
    }
}

fn builder(patience: Patience) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(patience.head)
        .max_concurrent_streams(64)
        .max_send_buf_size(BUFFER)
        .max_header_list_size(32 * 1024);
    builder
}

/// Looks at the first bytes without taking them. HTTP has no time limit before they are there, so
/// this needs one around it.
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    let mut start = [0; HTTP2_PREFACE.len()];
    let begin = Instant::now();
    loop {
        let seen = stream.peek(&mut start).await?;
        if seen == 0 || !HTTP2_PREFACE.starts_with(&start[..seen]) {
            return Ok(false);
        }
        if seen == start.len() {
            return Ok(true);
        }
        // Rare: `P` of `POST` alone in its packet. Peeking again returns at once, hence a pause.
        sleep(
            begin
                .elapsed()
                .clamp(Duration::from_millis(1), Duration::from_millis(100)),
        )
        .await;
    }
}

/// Becomes true when the process is asked to stop, by SIGTERM or Ctrl-C.
///
/// # Errors
/// When the process cannot listen for signals.
pub fn signalled() -> io::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to stop");
        // Kept until nobody listens any more: a dropped sender would mean "stop" as well.
        let _ = sender.send(true);
        sender.closed().await;
    });
    Ok(receiver)
}
