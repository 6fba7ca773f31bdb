//! `POST /status`: the look-up form of a browser without scripts. Reference and address must not
//! stand in a URL, so the page is rendered in answer to the form itself.

use app::application::status_page::LookedUp;
use app::error::AppError;
use app::shell;
use axum::Form;
use axum::body::Body;
use axum::extract::rejection::FormRejection;
use axum::extract::{Request, State};
use axum::response::Response;
use http::request::Parts;
use leptos::context::provide_context;
use serde::Deserialize;

use super::pages;
use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// What was asked for.
#[derive(Deserialize)]
pub struct Asked {
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
    asked: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(Asked { reference, email }) = asked.map_err(|_| Refusal::malformed())?;
    let answer = portal.backend.look_up(&caller, &reference, &email).await;
    let looked_up = LookedUp {
        reference,
        email,
        answer: answer.map_err(AppError::from),
    };
    let (context, options) = (
        pages::context(portal.backend.clone()),
        portal.options.clone(),
    );
    let render = leptos_axum::render_app_async_with_context(
        move || {
            context();
            provide_context(looked_up.clone());
        },
        move || shell(options.clone()),
    );
    Ok(render(Request::from_parts(parts, Body::empty())).await)
}
