//! No more than a person needs, for each client: what is left over for guessing and flooding.
//!
//! Sign-in, mail codes and the like have limits of their own in the backend, counted in the
//! database; this one only keeps one client from taking the machine for itself.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use app::server::ClientAddress;
use axum::body::Body;
use axum::response::IntoResponse;
use governor::middleware::NoOpMiddleware;
use http::Request;
use tower_governor::governor::{GovernorConfig, GovernorConfigBuilder};
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

use super::refusal::Refusal;
use crate::crowd::subscriber;

/// How much one client may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Requests a second, over time.
    pub per_second: u32,
    /// Requests at once.
    pub burst: u32,
}

/// Twenty times what an open wizard does: several people may share an address.
pub const GENEROUS: Rate = Rate {
    per_second: 50,
    burst: 200,
};

/// The layer as routes wear it.
pub type RateLimit = GovernorLayer<ByClient, NoOpMiddleware, Body>;

/// Counts by address; by /64 network with IPv6, where one subscriber has that many addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByClient;

impl KeyExtractor for ByClient {
    type Key = IpAddr;

    fn extract<T>(&self, request: &Request<T>) -> Result<IpAddr, GovernorError> {
        match request.extensions().get() {
            Some(ClientAddress(address)) => Ok(subscriber(*address)),
            None => Err(GovernorError::UnableToExtractKey),
        }
    }
}

/// A limit shared by all routes that get a clone of it. Must be called inside a runtime.
///
/// # Panics
/// Never: a rate of zero counts as one.
#[must_use]
pub fn layer(rate: Rate) -> RateLimit {
    let config = GovernorConfigBuilder::default()
        .period(Duration::from_secs(1) / rate.per_second.max(1))
        .burst_size(rate.burst.max(1))
        .key_extractor(ByClient)
        .finish()
        .map(Arc::new)
        .expect("neither number is zero");
    tokio::spawn(forget_idle_clients(Arc::downgrade(&config)));
    GovernorLayer::new(config).error_handler(|error| match error {
        GovernorError::TooManyRequests { wait_time, .. } => {
            metrics::counter!("http_requests_limited_total").increment(1);
            let seconds = u32::try_from(wait_time)
                .unwrap_or(u32::MAX)
                .saturating_add(1);
            Refusal::too_many(seconds).into_response()
        }
        _ => Refusal::internal().into_response(),
    })
}

/// Otherwise every address that ever came would be remembered.
async fn forget_idle_clients(config: std::sync::Weak<GovernorConfig<ByClient, NoOpMiddleware>>) {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    loop {
        minute.tick().await;
        let Some(config) = config.upgrade() else {
            return;
        };
        config.limiter().retain_recent();
        config.limiter().shrink_to_fit();
    }
}
