//! Probes: whether the process is up, and whether it can do its work.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use backend::Backend;
use http::StatusCode;
use serde::Serialize;
use tokio::time::timeout;

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What `/readyz` says. The reasons are in the log; here they could tell strangers too much.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    database: Part,
    files: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Ok,
    Failing,
    Slow,
}

/// `/healthz`: the process is up and answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `/readyz`: database and file store answer; 503 otherwise.
pub async fn ready(State(backend): State<Backend>) -> Response {
    let database = async { backend.answers().await.map_err(|error| error.to_string()) };
    let files = async {
        backend
            .blobs
            .check()
            .await
            .map_err(|error| error.to_string())
    };
    let (database, files) = tokio::join!(ask("database", database), ask("files", files));
    let ready = database == Part::Ok && files == Part::Ok;
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Readiness {
            ready,
            database,
            files,
        }),
    )
        .into_response()
}

async fn ask<T>(part: &str, question: impl Future<Output = Result<T, String>>) -> Part {
    match timeout(PATIENCE, question).await {
        Ok(Ok(_)) => Part::Ok,
        Ok(Err(reason)) => {
            tracing::warn!(part, reason, "not ready");
            Part::Failing
        }
        Err(_) => {
            tracing::warn!(part, "not ready: no answer in time");
            Part::Slow
        }
    }
}
