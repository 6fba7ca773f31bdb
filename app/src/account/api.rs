//! Server functions of signing in and out and of the account.

use domain::account::{LegacyView, Opening, RecoveryView, SignedInBrowser};
use domain::form::FieldError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Checks user name and password. Answers the page their owner belongs on; a plain form is led
/// there, or back to the form with the reason.
///
/// # Errors
/// [`AppError::WrongCredentials`], also for an unknown name; [`AppError::TooMany`] during a pause;
/// [`AppError::Busy`].
#[server(endpoint = "sign_in")]
pub async fn sign_in(
    #[server(default)] user_name: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    use super::next::{after_sign_in, sign_in_then};
    use crate::server;
    let caller = server::caller().await?;
    let entered = async {
        let signed_in = server::backend()
            .sign_in(&user_name, &password, &caller)
            .await?;
        let done = after_sign_in(signed_in.landing, signed_in.registration.as_deref(), &next);
        server::pending::let_in(&caller, signed_in.account.into(), done, &next).await
    };
    match entered.await {
        Ok(path) => {
            if server::wants_page() {
                server::redirect(&path);
            }
            Ok(path)
        }
        Err(error) if server::wants_page() => {
            let error = AppError::from(error);
            let form = sign_in_then(&next);
            let mark = if form.contains('?') { '&' } else { '?' };
            server::redirect(&format!("{form}{mark}error={}", error.in_query()));
            Ok(String::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with a new password, by the same rule as when it is set. Nothing is kept.
///
/// # Errors
/// Never by itself.
#[server(endpoint = "judge_password")]
pub async fn judge_password(
    #[server(default)] password: String,
    #[server(default)] user_name: String,
) -> Result<Option<FieldError>, AppError> {
    Ok(backend::account::password::judge(&password, &user_name))
}

/// Ends the session of whoever is signed in, and leads home. The draft of a visitor, which hangs
/// on their session, is not touched.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    use backend::session::Owner;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = match caller.session.map(|session| session.owner) {
        Some(Owner::Applicant { .. } | Owner::PasswordDue { .. }) => paths::HOME,
        Some(Owner::Staff { .. }) => paths::STAFF_SIGN_IN,
        Some(Owner::Visitor) | None => {
            server::redirect(paths::HOME);
            return Ok(());
        }
    };
    if let Some(token) = &caller.token {
        server::backend().end_session(token).await?;
    }
    server::set_session("");
    server::redirect(page);
    Ok(())
}

/// Leads to sign-in, and from there back to `next`.
///
/// # Errors
/// Never by itself.
#[server(endpoint = "ask_to_sign_in", input = GetUrl)]
pub async fn ask_to_sign_in(next: String) -> Result<(), AppError> {
    crate::server::redirect(&super::next::sign_in_then(&next));
    Ok(())
}

/// What a page loaded; when nobody is signed in, the browser is led to sign-in and back.
///
/// # Errors
/// What loading said.
pub async fn or_sign_in<T>(loaded: Result<T, AppError>, next: String) -> Result<T, AppError> {
    if matches!(loaded, Err(AppError::SignedOut)) {
        ask_to_sign_in(next).await?;
    }
    loaded
}

/// Where whoever is signed in belongs; `None` when nobody is.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "landing", input = GetUrl)]
pub async fn landing(#[server(default)] next: String) -> Result<Option<String>, AppError> {
    use super::next::after_sign_in;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let account = match caller.account() {
        Ok(account) => account,
        Err(server::Error::PasswordDue) => return Ok(Some(paths::PASSWORD.to_owned())),
        Err(_) => return Ok(None),
    };
    let signed_in = server::backend().landing(account).await?;
    let reference = signed_in.registration.as_deref();
    Ok(Some(after_sign_in(signed_in.landing, reference, &next)))
}

/// Leads whoever is signed in already away from the sign-in page.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "leave_sign_in", input = GetUrl)]
pub async fn leave_sign_in(#[server(default)] next: String) -> Result<(), AppError> {
    if let Some(path) = landing(next).await? {
        crate::server::redirect(&path);
    }
    Ok(())
}

/// Lets only the owner of an open account through: anybody else is led to where they belong, and
/// the answer is `false`.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "needs_account", input = GetUrl)]
pub async fn needs_account(next: String) -> Result<bool, AppError> {
    use super::next::sign_in_then;
    use crate::server;
    let path = match landing(next.clone()).await? {
        Some(path) if path == next => return Ok(true),
        Some(path) => path,
        None => sign_in_then(&next),
    };
    server::redirect(&path);
    Ok(false)
}

/// Leads whoever is signed out to sign-in, and from there back to `next`. The answer is whether
/// the password of whoever is signed in was handed out, and must be changed before anything else.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "needs_sign_in", input = GetUrl)]
pub async fn needs_sign_in(next: String) -> Result<bool, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    if caller.account_before_all().is_err() {
        server::redirect(&super::next::sign_in_then(&next));
    }
    Ok(matches!(caller.account(), Err(server::Error::PasswordDue)))
}

/// The account, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// What they sign in with.
    pub user_name: String,
    /// Name of the person or organisation.
    pub name: String,
    /// Whether it is open, or what it waits for.
    pub opening: Opening,
    /// The answers the account was opened or last changed with, readable: field → text; none
    /// before.
    pub answers: Vec<(String, String)>,
    /// Where they are signed in.
    pub sessions: Vec<SignedInBrowser>,
}

/// The account of whoever is signed in, open or not; `None` when they are led elsewhere because
/// nobody is signed in or their password was handed out.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "account", input = GetUrl)]
pub async fn load_account(language: String) -> Result<Option<AccountView>, AppError> {
    use domain::text::Language;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let account = match caller.account() {
        Ok(account) => account,
        Err(server::Error::PasswordDue) => {
            server::redirect(paths::PASSWORD);
            return Ok(None);
        }
        Err(_) => {
            server::redirect(&super::next::sign_in_then(paths::ACCOUNT));
            return Ok(None);
        }
    };
    let backend = server::backend();
    let language = Language::parse(&language).unwrap_or(caller.language);
    let profile = backend.profile(account).await?;
    let answers = backend.profile_as_read(&profile, language).await?;
    Ok(Some(AccountView {
        opening: backend.opening(&caller).await?,
        sessions: backend.sessions(&caller).await?,
        user_name: profile.user_name,
        name: profile.name,
        answers,
    }))
}

/// Signs the account out in one browser, or everywhere but here.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(endpoint = "end_other_sessions")]
pub async fn end_other_sessions(
    /// One of [`AccountView::sessions`]; empty for all others.
    #[server(default)]
    session: String,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = match caller.account() {
        Ok(_) => server::end_sessions(&caller, &session).await,
        Err(error) => Err(error),
    };
    let done = crate::account::next::ended(paths::ACCOUNT, &session);
    server::reply(
        result,
        |()| done.clone(),
        server::Back::bare(paths::ACCOUNT),
    )
}

/// Asks for a link to recover an account. The answer is the same whoever has the address.
///
/// # Errors
/// [`AppError::Answers`] for what is no address; [`AppError::TooMany`].
#[server(endpoint = "ask_for_recovery")]
pub async fn ask_for_recovery(#[server(default)] email: String) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let asked = server::backend()
        .ask_for_recovery(&email, caller.language, &caller)
        .await;
    let done = server::Told::Asked.on(paths::RECOVER);
    server::reply(asked, |()| done, server::Back::bare(paths::RECOVER))
}

/// What whoever comes from an older platform needs to know.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "legacy", input = GetUrl)]
pub async fn load_legacy(#[server(default)] language: String) -> Result<LegacyView, AppError> {
    use domain::account::ServiceDesk;

    use crate::server;
    let caller = server::staff::caller_in(&language).await?;
    let backend = server::backend();
    let offices = backend.offices(caller.language).await?;
    Ok(LegacyView {
        has_accounts: backend.has_imported_accounts().await?,
        desks: offices
            .into_iter()
            .map(|office| ServiceDesk {
                name: office.name,
                address: office.postal_address,
                telephone: office.telephone,
            })
            .collect(),
    })
}

/// Whom a link is for; `None` when it does not work (any more).
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "recovery", input = GetUrl)]
pub async fn recovery(token: String) -> Result<Option<RecoveryView>, AppError> {
    use crate::server;
    match server::backend().recovery(&token).await {
        Ok(view) => Ok(Some(view)),
        Err(server::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Uses a link: sets a new password, or with the action `unlock` only lifts the pause. Leads to
/// sign-in, or back with the reason.
///
/// # Errors
/// [`AppError::NotFound`] for a link that does not work; [`AppError::Answers`].
#[server(endpoint = "recover")]
pub async fn recover(
    token: String,
    #[server(default)] password: String,
    #[server(default)] password_again: String,
    #[server(default)] action: String,
) -> Result<(), AppError> {
    use leptos_router::location::Url;

    use crate::{paths, server};
    let new = match action.as_str() {
        "unlock" => Ok(None),
        _ => domain::account::new_password(&password, &password_again).map(Some),
    };
    let caller = server::caller().await?;
    let result = match &new {
        Ok(new) => {
            let backend = server::backend();
            backend.recover(&token, new.as_ref(), &caller).await
        }
        Err(reason) => Err(server::refused_password(reason.clone())),
    };
    let back = format!("{}?token={}", paths::RECOVER, Url::escape(&token));
    server::reply(
        result,
        server::to(&server::Told::Recovered.on(paths::SIGN_IN)),
        server::Back::at_password(&back),
    )
}

/// Changes the password of whoever is signed in, and ends their other sessions.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::TooMany`], [`AppError::Answers`].
#[server(endpoint = "change_password")]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] password: String,
    #[server(default)] password_again: String,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = match domain::account::new_password(&password, &password_again) {
        Ok(new) => match caller.account_before_all() {
            Ok(account) => {
                let (from, token) = (&caller, caller.token.as_deref());
                server::backend()
                    .change_password(account, &current_password, &new, from, token)
                    .await
            }
            Err(error) => Err(error),
        },
        Err(reason) => Err(server::refused_password(reason)),
    };
    let done = server::Told::Password.say(paths::ACCOUNT, "changed");
    server::reply(
        result,
        server::to(&done),
        server::Back::at_password(paths::PASSWORD),
    )
}
