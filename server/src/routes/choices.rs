//! `GET /api/choices/{source}?parent=…&language=…`: the lists of select fields, such as the
//! cities of a province. The same for everybody, so they may be cached; the language is part of
//! the address for that reason. What administrators change is asked for again.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::form::ChoiceSource;
use domain::text::Language;
use http::header::CACHE_CONTROL;
use serde::Deserialize;

use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// What the list depends on.
#[derive(Debug, Deserialize)]
pub struct ChoicesQuery {
    /// The value chosen in the field above, where the list depends on one.
    parent: Option<String>,
    /// BCP 47; the portal's first language when absent.
    language: Option<String>,
}

/// The list as `[{"value": …, "label": …}]`.
///
/// # Errors
/// Not found, when there is no such list.
pub async fn list(
    State(portal): State<Portal>,
    Path(source): Path<String>,
    wanted: Result<Query<ChoicesQuery>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(wanted) = wanted.map_err(|_| Refusal::malformed())?;
    let source = ChoiceSource::parse(&source).ok_or(Refusal::not_found())?;
    let language = wanted
        .language
        .as_deref()
        .and_then(Language::parse)
        .or_else(|| portal.backend.settings.languages.first().copied())
        .unwrap_or_default();
    let choices = portal
        .backend
        .choices(source, wanted.parent.as_deref(), language)
        .await?;
    let kept = match source {
        ChoiceSource::Region => "public, max-age=3600",
        ChoiceSource::Industry | ChoiceSource::OfficeCity | ChoiceSource::Office => {
            "public, no-cache"
        }
    };
    Ok(([(CACHE_CONTROL, kept)], Json(choices)).into_response())
}
