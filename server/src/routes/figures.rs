//! `GET /staff/figures.csv?days=…`: the figures of supervisors for their own tables, each day a
//! line; with `table=totals` what is one number.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;

use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// How far back.
#[derive(Debug, Deserialize)]
pub struct FiguresQuery {
    days: u32,
    #[serde(default)]
    table: Table,
}

/// Which of the two tables.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Table {
    #[default]
    Days,
    Totals,
}

/// One of the two tables.
///
/// # Errors
/// For anybody but supervisors and administrators, and for a span that is not offered.
pub async fn csv(
    State(portal): State<Portal>,
    Visitor(caller): Visitor,
    wanted: Result<Query<FiguresQuery>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(wanted) = wanted.map_err(|_| Refusal::malformed())?;
    let figures = portal.backend.figures(&caller, wanted.days).await?;
    let (lines, disposition) = match wanted.table {
        Table::Days => (
            figures.csv_of_days(),
            "attachment; filename=\"figures-days.csv\"",
        ),
        Table::Totals => (
            figures.csv_of_totals(),
            "attachment; filename=\"figures-totals.csv\"",
        ),
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, lines).into_response())
}
