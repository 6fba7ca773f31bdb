//! Server functions of the overview and of the platform's own settings.

use domain::platform::view::{Overview, PlatformPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::platform::api::Answers;

/// What there is in each section.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`].
#[server(endpoint = "load_overview", input = GetUrl)]
pub async fn load_overview() -> Result<Overview, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().overview(&caller).await;
    server::platform::shown(page, paths::SETTINGS)
}

/// The platform's settings and where each starts.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`].
#[server(endpoint = "load_platform", input = GetUrl)]
pub async fn load_platform(#[server(default)] again: bool) -> Result<PlatformPage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().platform_page(&caller, again).await;
    server::platform::shown(page, paths::PLATFORM)
}

/// Sets what differs from the start values; with `reset` all go back to them.
///
/// # Errors
/// [`AppError::Answers`], [`AppError::Stale`].
#[server(endpoint = "set_platform")]
pub async fn set_platform(
    version: i32,
    #[server(default)] answers: Answers,
    #[server(default)] reset: bool,
) -> Result<(), AppError> {
    use domain::form::RawAnswers;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let answers = match reset {
        true => RawAnswers::default(),
        false => crate::server::platform::raw(answers),
    };
    let result = server::backend()
        .set_platform(&caller, version, &answers)
        .await;
    let (form, page) = (backend::platform::PLATFORM, paths::PLATFORM);
    let done = |()| server::platform::done(page, "saved");
    server::reply_and_keep(&caller, form, &answers, result, done, page).await
}
