//! `GET /api/applications/{reference}/forms` and `…/forms/{form}`: what is printed, as PDF, for the
//! owner and for staff.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// All forms of a case, with a list of papers on top.
///
/// # Errors
/// Not found: also when it is somebody else's, and when there is nothing to print. Busy.
pub async fn all(
    State(portal): State<Portal>,
    Visitor(caller): Visitor,
    reference: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Path(reference) = reference.map_err(|_| Refusal::not_found())?;
    let printed = portal.backend.print(&caller, &reference, None).await?;
    Ok(answer(printed))
}

/// One of them.
///
/// # Errors
/// As of [`all`].
pub async fn one(
    State(portal): State<Portal>,
    Visitor(caller): Visitor,
    which: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Refusal> {
    let Path((reference, form)) = which.map_err(|_| Refusal::not_found())?;
    let printed = portal
        .backend
        .print(&caller, &reference, Some(&form))
        .await?;
    Ok(answer(printed))
}

/// Shown in the browser's own viewer, under a name it can be found by once it is saved.
fn answer(printed: backend::printing::Printed) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("inline; filename=\"{}\"", printed.name),
        ),
    ];
    (headers, printed.pdf).into_response()
}
