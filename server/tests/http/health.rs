//! Probes.

use backend::pool::MIGRATOR;
use http::StatusCode;
use metrics_exporter_prometheus::PrometheusBuilder;
use server::router;
use sqlx::PgPool;

use crate::stage::{Stage, get, send};

#[sqlx::test(migrator = "MIGRATOR")]
async fn with_all_parts_there_it_is_up_and_ready(pool: PgPool) {
    let stage = Stage::new(pool);
    assert_eq!(stage.get("/healthz").await.status, StatusCode::OK);
    let ready = stage.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::OK);
    assert_eq!(ready.json()["ready"], true);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_the_database_it_is_up_but_not_ready_and_tells_no_secrets(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    pool.close().await;
    assert_eq!(stage.get("/healthz").await.status, StatusCode::OK);
    let ready = stage.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let expected = serde_json::json!({ "ready": false, "database": "failing", "files": "ok" });
    assert_eq!(ready.json(), expected);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_database_that_does_not_answer_in_time_counts_as_gone(pool: PgPool) {
    // Every connection is taken, and nobody gives one back.
    let mut taken = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        taken.push(pool.acquire().await.unwrap());
    }
    let ready = Stage::new(pool).get("/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.json()["database"], "slow");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_internal_listener_has_probes_and_measurements_and_nothing_else(pool: PgPool) {
    let stage = Stage::new(pool);
    let recorder = PrometheusBuilder::new().build_recorder().handle();
    let router = router::internal(&stage.portal, recorder);
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(
            send(&router, get(path)).await.status,
            StatusCode::OK,
            "{path}"
        );
    }
    for path in ["/", "/api/documents/1", "/pkg/docket.css"] {
        assert_eq!(
            send(&router, get(path)).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(stage.get("/metrics").await.status, StatusCode::NOT_FOUND);
}
