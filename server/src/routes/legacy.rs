//! `POST /recover/legacy`: the form of the older platform's mailboxes. An address must not stand in
//! a URL and must not be lost, so a refusal is the page itself.

use app::account::legacy_page::RefusedMailbox;
use app::error::AppError;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use serde::Deserialize;

use super::pages;
use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// What was typed.
#[derive(Deserialize)]
pub struct LegacyForm {
    #[serde(default)]
    mailbox: String,
    #[serde(default)]
    mailbox_password: String,
}

/// Leads on to choosing a password, or draws the page with the reason.
///
/// # Errors
/// When the body is no form.
pub async fn open(
    State(portal): State<Portal>,
    Visitor(caller): Visitor,
    parts: Parts,
    typed: Result<Form<LegacyForm>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(LegacyForm {
        mailbox,
        mailbox_password,
    }) = typed.map_err(|_| Refusal::malformed())?;
    let opened = portal
        .backend
        .open_by_mailbox(&mailbox, &mailbox_password, &caller)
        .await;
    match opened {
        Ok(token) => {
            let page = format!("{}?token={token}", app::paths::RECOVER);
            Ok(Redirect::to(&page).into_response())
        }
        Err(error) => {
            let error = AppError::from(error);
            let refused = RefusedMailbox { mailbox, error };
            Ok(pages::drawn(&portal, parts, refused).await)
        }
    }
}
