//! Server functions of the second factor: giving a code, setting one up, doing without.
//!
//! Each works at both doors. A plain form is told in `problem` what went wrong, and in `at` with
//! which of the forms of the page.

use domain::account::factor::{FactorView, PendingView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Who is asked for a code; `None` when nobody is, and the browser is led to the door.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "pending_sign_in", input = GetUrl)]
pub async fn pending_sign_in(
    #[server(default)] door: String,
    #[server(default)] next: String,
) -> Result<Option<PendingView>, AppError> {
    use backend::factor::Wants;
    use domain::account::Door;

    use super::path;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let pending = match server::pending::token() {
        Some(token) => server::backend().pending_sign_in(&token).await?,
        None => None,
    };
    match pending.filter(|pending| pending.principal.door() == door) {
        Some(pending) if pending.wants == Wants::Code => Ok(Some(PendingView {
            user_name: pending.user_name,
        })),
        Some(_) => {
            server::redirect(&path::factor(door, &next));
            Ok(None)
        }
        None => {
            server::redirect(&path::sign_in(door, &next));
            Ok(None)
        }
    }
}

/// Gives the code a sign-in waits for. Answers the page to go to.
///
/// # Errors
/// [`AppError::WrongCredentials`]; [`AppError::TooMany`] during a pause; [`AppError::SignedOut`]
/// when it took too long.
#[server(endpoint = "finish_sign_in")]
pub async fn finish_sign_in(
    #[server(default)] door: String,
    #[server(default)] code: String,
    #[server(default)] recovery: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    use backend::principal::Principal;
    use domain::account::Door;

    use super::path;
    use crate::account::next::after_sign_in;
    use crate::review::link;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let caller = server::caller().await?;
    let backend = server::backend();
    let done = async {
        let pending = server::pending::token().ok_or(server::Error::SignedOut)?;
        let (from, old) = (&caller, caller.token.as_deref());
        let (principal, token) = backend
            .finish_sign_in(door, &pending, &code, from, old)
            .await?;
        server::set_session(&token);
        server::pending::set("");
        Ok(match principal {
            Principal::Staff(_) => link::staff_page(&next),
            Principal::Account(account) => {
                let belongs = backend.landing(account).await?;
                after_sign_in(belongs.landing, belongs.registration.as_deref(), &next)
            }
        })
    };
    match done.await {
        Ok(path) => {
            if server::wants_page() {
                server::redirect(&path);
            }
            Ok(path)
        }
        Err(server::Error::SignedOut) if server::wants_page() => {
            server::redirect(&path::sign_in(door, &next));
            Ok(String::new())
        }
        Err(error) => {
            let mut back = path::code(door, &next);
            if !recovery.is_empty() {
                back = link::with(&back, &["recovery=1"]);
            }
            server::reply(Err(error), server::to(""), server::Back::at_password(&back))
                .map(|()| String::new())
        }
    }
}

/// How far somebody is with their second factor; `None` when they are led to the door.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "second_factor", input = GetUrl)]
pub async fn second_factor(
    #[server(default)] door: String,
    #[server(default)] next: String,
) -> Result<Option<FactorView>, AppError> {
    use domain::account::Door;

    use super::path;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let caller = server::caller().await?;
    let page = match next.as_str() {
        "" => path::factor_page(door),
        next => next,
    };
    match server::pending::enrollee(door, &caller).await {
        Ok(enrollee) => Ok(Some(server::backend().second_factor(&enrollee).await?)),
        Err(server::Error::SignedOut) => {
            server::redirect(&path::sign_in(door, page));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes a new secret for somebody who gives password and, if there is a factor, a code again.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::TooMany`], [`AppError::SignedOut`].
#[server(endpoint = "begin_second_factor")]
pub async fn begin_second_factor(
    #[server(default)] door: String,
    #[server(default)] password: String,
    #[server(default)] code: String,
) -> Result<(), AppError> {
    use domain::account::Door;

    use super::path;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let caller = server::caller().await?;
    let done = async {
        let enrollee = server::pending::enrollee(door, &caller).await?;
        server::backend()
            .begin_factor(&enrollee, &password, &code, &caller)
            .await
    };
    let page = path::factor_page(door);
    server::reply(
        done.await,
        server::to(page),
        server::Back::at_factor(door, &server::Told::At.say(page, "begin")),
    )
}

/// Confirms a new secret with its first code.
///
/// # Errors
/// [`AppError::WrongCredentials`]; [`AppError::NotFound`] when the secret is too old;
/// [`AppError::SignedOut`].
#[server(endpoint = "confirm_second_factor")]
pub async fn confirm_second_factor(
    #[server(default)] door: String,
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use domain::account::Door;

    use super::path;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let caller = server::caller().await?;
    let done = async {
        let enrollee = server::pending::enrollee(door, &caller).await?;
        let old = caller.token.as_deref();
        let carried = server::backend()
            .confirm_factor(&enrollee, &code, old)
            .await?;
        if carried.token.is_some() {
            server::pending::set("");
        }
        server::carry(carried);
        Ok::<_, server::Error>(())
    };
    let page = path::factor(door, &next);
    server::reply(
        done.await,
        server::to(&page),
        server::Back::at_factor(door, &server::Told::At.say(&page, "confirm")),
    )
}

/// Makes new recovery codes for somebody who gives password and code.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::TooMany`], [`AppError::SignedOut`].
#[server(endpoint = "renew_recovery_codes")]
pub async fn renew_recovery_codes(
    #[server(default)] door: String,
    #[server(default)] password: String,
    #[server(default)] code: String,
) -> Result<(), AppError> {
    use domain::account::Door;

    use super::path;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let caller = server::caller().await?;
    let done = async {
        let enrollee = server::pending::enrollee(door, &caller).await?;
        server::backend()
            .renew_recovery_codes(&enrollee, &password, &code, &caller)
            .await
    };
    let page = path::factor_page(door);
    server::reply(
        done.await,
        server::to(page),
        server::Back::at_factor(door, &server::Told::At.say(page, "renew")),
    )
}

/// The recovery codes are kept, or a new secret is not wanted after all.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(endpoint = "settle_second_factor")]
pub async fn settle_second_factor(
    #[server(default)] door: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use domain::account::Door;

    use super::path;
    use crate::review::link;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let caller = server::caller().await?;
    let done = async {
        let enrollee = server::pending::enrollee(door, &caller).await?;
        server::backend().settle_factor(&enrollee).await
    };
    let page = match (next.as_str(), door) {
        ("", _) => path::factor_page(door).to_owned(),
        (next, Door::Staff) => link::staff_page(next),
        // Applicants set one up on a page of their own and stay there.
        (_, Door::Applicants) => path::factor_page(door).to_owned(),
    };
    server::reply(
        done.await,
        server::to(&page),
        server::Back::at_factor(door, path::factor_page(door)),
    )
}

/// Does without a second factor from now on.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::TooMany`], [`AppError::SignedOut`];
/// [`AppError::Forbidden`] for staff outside the demo.
#[server(endpoint = "end_second_factor")]
pub async fn end_second_factor(
    #[server(default)] door: String,
    #[server(default)] password: String,
    #[server(default)] code: String,
) -> Result<(), AppError> {
    use domain::account::Door;

    use super::path;
    use crate::server;
    let door = Door::parse(&door).ok_or(AppError::Malformed)?;
    let caller = server::caller().await?;
    let done = async {
        let enrollee = server::pending::enrollee(door, &caller).await?;
        server::backend()
            .end_factor(&enrollee, &password, &code, &caller)
            .await
    };
    let page = path::factor_page(door);
    let done_page = server::Told::Ended.on(page);
    server::reply(
        done.await,
        server::to(&done_page),
        server::Back::at_factor(door, &server::Told::At.say(page, "end")),
    )
}
