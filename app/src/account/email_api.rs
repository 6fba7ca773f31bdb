//! Server functions of changing the address of an account, and of giving the password again.

use domain::account::EmailView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The address of the account and the one it is to have; `None` when whoever asks is led elsewhere
/// because the account is not open or nobody is signed in.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "email", input = GetUrl)]
pub async fn load_email() -> Result<Option<EmailView>, AppError> {
    use super::api::needs_account;
    use crate::{paths, server};
    if !needs_account(paths::EMAIL.to_owned()).await? {
        return Ok(None);
    }
    let caller = server::caller().await?;
    Ok(Some(server::backend().email_view(&caller).await?))
}

/// Takes password and new address, and mails a code to it.
///
/// # Errors
/// [`AppError::Answers`], [`AppError::WrongCredentials`], [`AppError::TooMany`].
#[server(endpoint = "ask_for_email")]
pub async fn ask_for_email(
    #[server(default)] email: String,
    #[server(default)] current_password: String,
    #[server(default)] another: String,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let back = match another.as_str() {
        "" => paths::EMAIL.to_owned(),
        _ => server::Told::Another.on(paths::EMAIL),
    };
    let asked = server::backend()
        .ask_for_email(&caller, &current_password, &email)
        .await;
    server::reply(
        asked,
        server::to(paths::EMAIL),
        server::Back::at_field(&back),
    )
}

/// Mails another code.
///
/// # Errors
/// [`AppError::TooMany`].
#[server(endpoint = "ask_for_email_code")]
pub async fn ask_for_email_code() -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let asked = server::backend().ask_for_email_code_again(&caller).await;
    let done = server::Told::Sent.on(paths::EMAIL);
    server::reply(
        asked,
        server::to(&done),
        server::Back::at_field(paths::EMAIL),
    )
}

/// Takes the code; the address is changed.
///
/// # Errors
/// [`AppError::Answers`].
#[server(endpoint = "confirm_email")]
pub async fn confirm_email(#[server(default)] email_code: String) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let confirmed = server::backend().confirm_email(&caller, &email_code).await;
    let done = server::Told::Email.say(paths::ACCOUNT, "changed");
    server::reply(
        confirmed,
        server::to(&done),
        server::Back::at_field(paths::EMAIL),
    )
}

/// Gives the change up.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(endpoint = "keep_email")]
pub async fn keep_email() -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let kept = server::backend().keep_email(&caller).await;
    server::reply(
        kept,
        server::to(paths::EMAIL),
        server::Back::at_field(paths::EMAIL),
    )
}

/// Takes the password again and leads back to `next`.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::TooMany`].
#[server(endpoint = "prove")]
pub async fn prove(
    #[server(default)] current_password: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use super::next::{after_proof, prove_then};
    use crate::server;
    let caller = server::caller().await?;
    let proved = server::backend().prove(&caller, &current_password).await;
    server::reply(
        proved,
        server::to(after_proof(&next)),
        server::Back::at_field(&prove_then(&next)),
    )
}
