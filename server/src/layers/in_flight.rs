//! How many requests one client has under way at the same time. A request is under way until all of
//! its answer is with the client: whoever reads slowly has fewer left.

use app::server::ClientAddress;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::linger;
use super::refusal::Refusal;
use crate::crowd::{Crowd, Held};

/// How many requests of one client are under way at most.
#[derive(Clone, Copy, Debug)]
pub struct AtOnceLimit {
    /// Of all kinds. An open wizard has one or two, and a whole office may share an address.
    pub requests: usize,
    /// Uploads, which may take minutes each.
    pub uploads: usize,
}

/// As many as people behind one address need.
pub const GENEROUS: AtOnceLimit = AtOnceLimit {
    requests: 128,
    uploads: 32,
};

/// After how many seconds another try makes sense.
const SOON: u32 = 5;

/// Refuses what is too much at once.
pub async fn count(State(crowd): State<Crowd>, request: Request, next: Next) -> Response {
    let Some(ClientAddress(client)) = request.extensions().get().copied() else {
        return Refusal::internal().into_response();
    };
    let Some(place) = crowd.enter(client) else {
        metrics::counter!("http_requests_limited_total").increment(1);
        linger::forget(request);
        return Refusal::too_many(SOON).into_response();
    };
    let mut response = next.run(request).await;
    let before = response.extensions_mut().remove::<Held>();
    let held = Held::with(place, before);
    response.extensions_mut().insert(held);
    response
}
