//! `/metrics` in the text format of Prometheus; on the internal listener only.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::PrometheusHandle;

/// Everything measured so far.
pub async fn show(State(recorder): State<PrometheusHandle>) -> Response {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4")],
        recorder.render(),
    )
        .into_response()
}
