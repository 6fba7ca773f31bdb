//! What the process tells about itself: log lines and measurements. Neither holds personal data.

use std::backtrace::BacktraceStatus;
use std::io::{IsTerminal as _, stderr};
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::config::LogFormat;
use crate::traces::Traces;

/// Upper ends of the classes of durations, in seconds.
const DURATIONS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Sends log lines to standard error, each with the id of the request it belongs to, and spans to
/// the collector if there is one.
pub fn log(format: LogFormat, filter: &str, traces: Option<&Traces>) {
    // Postgres notices, at each start, that the schema is there.
    let filter = EnvFilter::new(format!("sqlx::postgres::notice=warn,{filter}"));
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr);
    let lines = match format {
        LogFormat::Text => lines.with_filter(filter).boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_filter(filter)
            .boxed(),
    };
    tracing_subscriber::registry()
        .with(lines)
        .with(traces.map(Traces::layer))
        .init();
    std::panic::set_hook(Box::new(|panic| {
        // What a panic says may repeat what a person typed; where it happened does not.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        // On request: RUST_BACKTRACE=1.
        let trace = std::backtrace::Backtrace::capture();
        let trace = (trace.status() == BacktraceStatus::Captured).then(|| trace.to_string());
        tracing::error!(place, trace, "panicked");
    }));
}

/// Starts to collect measurements. Must be called inside a runtime, once.
///
/// # Errors
/// When somebody else collects them already.
pub fn measure() -> Result<PrometheusHandle, BuildError> {
    let recorder = PrometheusBuilder::new()
        .set_buckets(&DURATIONS)?
        .install_recorder()?;
    let upkeep = recorder.clone();
    tokio::spawn(async move {
        let mut pause = tokio::time::interval(Duration::from_secs(5));
        loop {
            pause.tick().await;
            upkeep.run_upkeep();
        }
    });
    Ok(recorder)
}
