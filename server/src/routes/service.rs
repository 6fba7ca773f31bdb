//! `POST /staff/accounts/{account}`: what customer service does. A password that is shown once and a
//! note that was typed must not stand in a URL, so some answers are the page itself.

use app::error::AppError;
use app::paths;
use app::review::link;
use app::service::Answered;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use backend::Error;
use backend::service::Order;
use domain::service::account_id;
use http::request::Parts;
use serde::Deserialize;

use super::pages;
use super::visitor::Visitor;
use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// What was asked for.
#[derive(Deserialize)]
pub struct Asked {
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
    asked: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(Asked {
        action,
        note,
        email,
    }) = asked.map_err(|_| Refusal::malformed())?;
    let order = match action.as_str() {
        "password" => Order::Password { by_mail: false },
        "password-mail" => Order::Password { by_mail: true },
        "pause" => Order::Pause,
        "factor" => Order::Factor,
        "email" => Order::Email(email.clone()),
        _ => return Err(Refusal::malformed()),
    };
    let act = order.act();
    // A nil id is nobody's.
    let id = account_id(&account).unwrap_or(domain::id::AccountId(uuid::Uuid::nil()));
    let page = paths::served_account(&link::encode(&account));
    let mut answered = Answered {
        act,
        note,
        email,
        password: None,
        wrong: Vec::new(),
        problem: None,
    };
    match portal
        .backend
        .serve(&caller, id, order, &answered.note)
        .await
    {
        Ok(None) => return Ok(Redirect::to(&format!("{page}?done={}", act.id())).into_response()),
        Ok(Some(password)) => answered.password = Some(password),
        Err(Error::SignedOut) => return Ok(Redirect::to(&link::sign_in(&page)).into_response()),
        Err(Error::Answers(reasons)) => answered.wrong = reasons.into_iter().collect(),
        Err(error @ (Error::TooMany { .. } | Error::Busy)) => {
            answered.problem = Some(AppError::from(error));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(pages::drawn(&portal, parts, answered).await)
}
