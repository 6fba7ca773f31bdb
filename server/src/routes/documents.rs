//! `GET /api/documents/{id}`: a stored picture, for its owner and for staff.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::id::DocumentId;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use uuid::Uuid;

use super::room::Viewer;
use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// The JPEG. It was decoded and encoded anew when it was stored; should it be taken for a page
/// all the same, the sandbox leaves it nothing to do.
///
/// # Errors
/// Not found: also when it is somebody else's. Too many: of as many bytes as wait to be read
/// already.
pub async fn show(
    State(portal): State<Portal>,
    Visitor(caller): Visitor,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Response, Refusal> {
    let Path(id) = id.map_err(|_| Refusal::not_found())?;
    let found = portal.backend.find_picture(&caller, DocumentId(id)).await?;
    let viewer = match found.staff() {
        Some(staff) => Viewer::Staff(staff),
        None => Viewer::Owner(caller.address),
    };
    let room = portal.pictures.take(viewer, found.bytes()).await?;
    let picture = room.leave(portal.backend.open_picture(found).await?);
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CONTENT_DISPOSITION, "inline"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        ),
    ];
    Ok((headers, picture).into_response())
}
