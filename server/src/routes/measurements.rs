//! `/metrics` in the text format of Prometheus; on the internal listener only. What is counted as
//! it happens is there already; what waits is looked at when somebody asks.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use backend::{Backend, Result};
use http::header::CONTENT_TYPE;
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;

/// Everything measured so far, and what waits now.
pub async fn show(State((recorder, backend)): State<(PrometheusHandle, Backend)>) -> Response {
    let looked = look(&backend).await;
    if let Err(error) = &looked {
        tracing::warn!(%error, "what waits cannot be measured");
    }
    gauge!("docket_database_up").set(f64::from(u8::from(looked.is_ok())));
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4")],
        recorder.render(),
    )
        .into_response()
}

async fn look(backend: &Backend) -> Result<()> {
    let idle = backend.pool.num_idle();
    let open = backend.pool.size();
    gauge!("docket_pool_connections", "state" => "idle").set(idle as f64);
    gauge!("docket_pool_connections", "state" => "busy").set(f64::from(open) - idle as f64);
    let jobs = backend.backlog().await?;
    gauge!("docket_jobs_due").set(jobs.due as f64);
    gauge!("docket_jobs_oldest_seconds").set(jobs.oldest_seconds as f64);
    gauge!("docket_jobs_failing").set(jobs.failing as f64);
    gauge!("docket_jobs_given_up").set(jobs.given_up as f64);
    let (waiting, overdue) = backend.review_backlog().await?;
    gauge!("docket_review_waiting").set(waiting as f64);
    gauge!("docket_review_overdue").set(overdue as f64);
    let unmanned = backend.unmanned_offices().await?;
    gauge!("docket_offices_without_officer").set(unmanned as f64);
    Ok(())
}
