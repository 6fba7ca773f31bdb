//! One log line and one measurement per request, and an id that ties its lines together.
//!
//! A line names the route (`/api/documents/{id}`), never the path or the query: those hold
//! references, tokens and whatever else a person may have typed.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use backend::ids::Ids;
use http::{HeaderValue, Method};
use tracing::Instrument as _;

use crate::traces;

/// The id of a request, as a request extension.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// Gives the request its id, then logs and measures its answer. Whatever id a client sends along
/// is ignored: it could be anything.
pub async fn record(State(ids): State<Arc<dyn Ids>>, mut request: Request, next: Next) -> Response {
    let id: Arc<str> = format!("{:016x}", ids.number()).into();
    let method = name(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    request.extensions_mut().insert(RequestId(id.clone()));
    let trace = traces::of_request(request.headers(), method, route, &id);
    let span = tracing::info_span!("request", id = &*id, method, route);
    let started = Instant::now();
    let run = next.run(request).instrument(span.clone());
    let mut response = run.instrument(trace.clone()).await;
    let (elapsed, status) = (started.elapsed(), response.status().as_u16());
    span.in_scope(|| {
        let ms = elapsed.as_secs_f64() * 1000.0;
        let ms = (ms * 10.0).round() / 10.0;
        if is_probe(route) {
            tracing::debug!(status, ms, "answered");
        } else {
            tracing::info!(status, ms, "answered");
        }
    });
    traces::answered(&trace, status);
    measure(method, route, status, elapsed.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Machines ask every few seconds; when they are not content, the log says why elsewhere.
fn is_probe(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz")
}

fn measure(method: &'static str, route: &str, status: u16, seconds: f64) {
    let labels = [
        ("method", method.to_owned()),
        ("route", route.to_owned()),
        ("status", status.to_string()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..2]).record(seconds);
}

/// A method may be any word; only the usual ones get into logs and metrics.
fn name(method: &Method) -> &'static str {
    const USUAL: [(Method, &str); 7] = [
        (Method::GET, "GET"),
        (Method::POST, "POST"),
        (Method::HEAD, "HEAD"),
        (Method::PUT, "PUT"),
        (Method::DELETE, "DELETE"),
        (Method::PATCH, "PATCH"),
        (Method::OPTIONS, "OPTIONS"),
    ];
    USUAL
        .iter()
        .find(|(usual, _)| usual == method)
        .map_or("OTHER", |(_, name)| name)
}
