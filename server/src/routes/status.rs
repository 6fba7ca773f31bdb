//! `POST /status`: the look-up form of a browser without scripts. Reference and address must not
//! stand in a URL, so the page is rendered in answer to the form itself.

use app::application::status_page::LookedUp;
use app::error::AppError;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::request::Parts;
use serde::Deserialize;

use super::pages;
use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// What was asked for.
#[derive(Deserialize)]
pub struct StatusQuery {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    email: String,
}

/// Renders the status page with the answer.
///
/// # Errors
/// When the body is no form.
pub async fn look_up(
    State(portal): State<Portal>,
    Visitor(caller): Visitor,
    parts: Parts,
    asked: Result<Form<StatusQuery>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(StatusQuery { reference, email }) = asked.map_err(|_| Refusal::malformed())?;
    let answer = portal.backend.look_up(&caller, &reference, &email).await;
    let looked_up = LookedUp {
        reference,
        email,
        answer: answer.map_err(AppError::from),
    };
    Ok(pages::drawn(&portal, parts, looked_up).await)
}
