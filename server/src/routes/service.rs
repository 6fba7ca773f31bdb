//! `POST /staff/accounts/{account}`: what customer service does. What was done is answered with the
//! way back to the page, so that loading it again does nothing again; a password goes there as
//! [`handover`] says. A note that was typed and refused must not stand in a URL: that answer is the
//! page itself.

use app::error::AppError;
use app::paths;
use app::review::link;
use app::server::handover;
use app::service::Answered;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use backend::Error;
use backend::service::ServiceOrder;
use domain::service::account_id;
use http::header;
use http::request::Parts;
use serde::Deserialize;

use super::pages;
use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// What was asked for.
#[derive(Deserialize)]
pub struct AccountsQuery {
    #[serde(default)]
    action: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    email: String,
}

/// Does it, and leads back to the page of the account, or draws it.
///
/// # Errors
/// When the body is no form of ours, and for whoever may not see the account.
pub async fn serve(
    State(portal): State<Portal>,
    Visitor(caller): Visitor,
    Path(account): Path<String>,
    parts: Parts,
    asked: Result<Form<AccountsQuery>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(AccountsQuery {
        action,
        note,
        email,
    }) = asked.map_err(|_| Refusal::malformed())?;
    let order = match action.as_str() {
        "password" => ServiceOrder::Password { by_mail: false },
        "password-mail" => ServiceOrder::Password { by_mail: true },
        "pause" => ServiceOrder::Pause,
        "factor" => ServiceOrder::Factor,
        "email" => ServiceOrder::Email(email.clone()),
        _ => return Err(Refusal::malformed()),
    };
    let act = order.act();
    // A nil id is nobody's.
    let id = account_id(&account).unwrap_or(domain::id::AccountId(uuid::Uuid::nil()));
    let page = paths::served_account(&app::paths::encode(&account));
    let mut answered = Answered {
        act,
        note,
        email,
        wrong: Vec::new(),
        problem: None,
    };
    match portal
        .backend
        .serve(&caller, id, order, &answered.note)
        .await
    {
        Ok(None) => return Ok(Redirect::to(&format!("{page}?done={}", act.id())).into_response()),
        Ok(Some(password)) => {
            let cookie =
                handover::cookie(&portal.backend, paths::ACCOUNTS, &id.to_string(), &password);
            let kept = AppendHeaders([(header::SET_COOKIE, cookie)]);
            return Ok((kept, Redirect::to(&page)).into_response());
        }
        Err(Error::SignedOut) => return Ok(Redirect::to(&link::sign_in(&page)).into_response()),
        Err(Error::Answers(reasons)) => answered.wrong = reasons.into_iter().collect(),
        Err(error @ (Error::TooMany { .. } | Error::Busy)) => {
            answered.problem = Some(AppError::from(error));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(pages::drawn(&portal, parts, answered).await)
}
