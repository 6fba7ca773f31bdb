//! Server functions that keep staff in order.

use domain::member::view::{MemberPage, MemberRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::platform::api::Answers;

/// All members of staff.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`].
#[server(endpoint = "load_members", input = GetUrl)]
pub async fn load_members() -> Result<Vec<MemberRow>, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().members(&caller).await;
    server::platform::shown(page, paths::MEMBERS)
}

/// A member, or the form for a new one. A first password that was just made is in it this once.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`],
/// [`AppError::NotFound`].
#[server(endpoint = "load_member", input = GetUrl)]
pub async fn load_member(
    #[server(default)] name: String,
    #[server(default)] again: bool,
) -> Result<MemberPage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let mut page = server::backend().member_page(&caller, &name, again).await;
    if let Ok(page) = &mut page {
        page.password = server::handover::taken(paths::MEMBERS, &name);
    }
    server::platform::shown(page, &paths::setting(paths::MEMBERS, &name))
}

/// Makes a member of staff and leads to the page that shows the first password. A fetch is
/// answered with it.
///
/// # Errors
/// [`AppError::Answers`].
#[server(endpoint = "add_member")]
pub async fn add_member(#[server(default)] answers: Answers) -> Result<String, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let answers = crate::server::platform::raw(answers);
    let result = server::backend().add_member(&caller, &answers).await;
    let told = match &result {
        Ok((_, password)) if !server::wants_page() => password.clone(),
        _ => String::new(),
    };
    let (form, back) = (
        backend::member::form(""),
        paths::setting(paths::MEMBERS, ""),
    );
    let done = |(name, password): (String, String)| {
        server::handover::give(paths::MEMBERS, &name, &password);
        server::platform::done(&paths::setting(paths::MEMBERS, &name), "added")
    };
    server::reply_and_keep(&caller, &form, &answers, result, done, &back).await?;
    Ok(told)
}

/// Gives a member another role or office.
///
/// # Errors
/// [`AppError::Answers`], [`AppError::Stale`], [`AppError::LastAdministrator`].
#[server(endpoint = "change_member")]
pub async fn change_member(
    name: String,
    version: i32,
    #[server(default)] answers: Answers,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let answers = crate::server::platform::raw(answers);
    let result = server::backend()
        .change_member(&caller, &name, version, &answers)
        .await;
    let page = paths::setting(paths::MEMBERS, &name);
    let done = |()| server::platform::done(&page, "saved");
    let form = backend::member::form(&name);
    server::reply_and_keep(&caller, &form, &answers, result, done, &page).await
}

/// Lets a member go, or with `back` in again.
///
/// # Errors
/// [`AppError::Stale`], [`AppError::LastAdministrator`].
#[server(endpoint = "dismiss_member")]
pub async fn dismiss_member(
    name: String,
    version: i32,
    #[server(default)] back: bool,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let backend = server::backend();
    let (result, code) = match back {
        true => (
            backend.reinstate_member(&caller, &name, version).await,
            "reinstated",
        ),
        false => (
            backend.dismiss_member(&caller, &name, version).await,
            "dismissed",
        ),
    };
    let page = paths::setting(paths::MEMBERS, &name);
    let done = server::platform::done(&page, code);
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(&page),
    )
}

/// Takes the second factor of a member away, who lost it.
///
/// # Errors
/// [`AppError::Forbidden`] for the own one; [`AppError::NotFound`], also without a factor.
#[server(endpoint = "reset_member_factor")]
pub async fn reset_member_factor(name: String) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend().reset_second_factor(&caller, &name).await;
    let page = paths::setting(paths::MEMBERS, &name);
    let done = server::platform::done(&page, "factor_reset");
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(&page),
    )
}

/// Gives a member another first password and leads to the page that shows it. A fetch is answered
/// with it.
///
/// # Errors
/// [`AppError::Stale`], [`AppError::NotFound`].
#[server(endpoint = "renew_member_password")]
pub async fn renew_member_password(name: String, version: i32) -> Result<String, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend()
        .renew_password(&caller, &name, version)
        .await
        .map_err(AppError::from);
    if !server::wants_page() {
        return result;
    }
    let page = paths::setting(paths::MEMBERS, &name);
    if let Ok(password) = &result {
        server::handover::give(paths::MEMBERS, &name, password);
    }
    let done = server::platform::done(&page, "renewed");
    server::reply(
        result.map(|_| ()),
        server::to(&done),
        server::Back::of_staff(&page),
    )?;
    Ok(String::new())
}
