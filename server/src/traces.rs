//! Spans for the operator's collector (OpenTelemetry over HTTP), when one is configured: requests by
//! their route, use cases by where they stand, jobs by their name. None holds what a person typed.
//!
//! They are spans of a target of their own, so that log lines stay as they are, and so that without
//! a collector nobody is interested in them and they cost a comparison. They leave in batches from a
//! thread of its own: a collector that is away costs spans, and nothing else.

use std::time::Duration;

use backend::pool::TRACES;
use http::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

/// How long one delivery may take.
const DELIVERY: Duration = Duration::from_secs(5);
/// How long the end of the process waits for the last delivery.
const PATIENCE: Duration = Duration::from_secs(2);

/// The way to a collector.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// To the collector at this address, which gets them at `/v1/traces`. What else there is to
    /// choose comes from the usual variables (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, …). Must
    /// not be called inside a runtime.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn new(endpoint: &str) -> Result<Self, String> {
        backend::tls::choose_cryptography();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .with_timeout(DELIVERY)
            .build()
            .map_err(|error| error.to_string())?;
        let mut resource = Resource::builder();
        if std::env::var_os("OTEL_SERVICE_NAME").is_none_or(|name| name.is_empty()) {
            resource = resource.with_service_name("docket");
        }
        Ok(Self(
            SdkTracerProvider::builder()
                .with_resource(resource.build())
                .with_batch_exporter(exporter)
                .build(),
        ))
    }

    /// What listens to the spans of this process.
    pub fn layer<S>(&self) -> impl Layer<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("docket"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|metadata| {
                metadata.is_span() && metadata.target() == TRACES
            }))
    }

    /// Delivers what is left, if the collector takes it soon.
    pub fn end(&self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE) {
            tracing::warn!(%error, "the last spans were not delivered");
        }
    }
}

/// The span of a request; part of the caller's trace, if a caller named one (W3C `traceparent`).
pub fn of_request(headers: &HeaderMap, method: &'static str, route: &str, id: &str) -> Span {
    let span = tracing::trace_span!(
        target: TRACES,
        "request",
        otel.name = format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        request.id = id,
    );
    if !span.is_disabled() {
        let parent = TraceContextPropagator::new().extract(&Headers(headers));
        // It fails only for a span that has begun already.
        let _ = span.set_parent(parent);
    }
    span
}

/// How the request of a span was answered.
pub fn answered(span: &Span, status: u16) {
    span.record("http.response.status_code", status);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}
