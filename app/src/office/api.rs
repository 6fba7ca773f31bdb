//! Server functions that keep offices in order.

use domain::office::view::{OfficePage, OfficeRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::platform::api::Answers;

/// All offices.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`].
#[server(endpoint = "load_offices", input = GetUrl)]
pub async fn load_offices() -> Result<Vec<OfficeRow>, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().office_list(&caller).await;
    server::platform::shown(page, paths::OFFICES)
}

/// An office, or the form for a new one.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`],
/// [`AppError::NotFound`].
#[server(endpoint = "load_office", input = GetUrl)]
pub async fn load_office(
    #[server(default)] id: String,
    #[server(default)] again: bool,
) -> Result<OfficePage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().office_page(&caller, &id, again).await;
    server::platform::shown(page, &paths::setting(paths::OFFICES, &id))
}

/// Adds an office (`id` empty) or changes one.
///
/// # Errors
/// [`AppError::Answers`], [`AppError::Stale`].
#[server(endpoint = "save_office")]
pub async fn save_office(
    #[server(default)] id: String,
    version: i32,
    #[server(default)] answers: Answers,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let answers = crate::server::platform::raw(answers);
    let result = server::backend()
        .save_office(&caller, &id, version, &answers)
        .await;
    let code = if id.is_empty() { "added" } else { "saved" };
    let done = |id: String| server::platform::done(&paths::setting(paths::OFFICES, &id), code);
    let (form, back) = (
        backend::office::form(&id),
        paths::setting(paths::OFFICES, &id),
    );
    server::reply_and_keep(&caller, &form, &answers, result, done, &back).await
}

/// Closes an office, with a successor or without.
///
/// # Errors
/// [`AppError::Answers`] for a successor that is not open; [`AppError::Stale`].
#[server(endpoint = "close_office")]
pub async fn close_office(
    id: String,
    version: i32,
    #[server(default)] successor: String,
) -> Result<(), AppError> {
    use crate::review::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let to = Some(successor.as_str()).filter(|to| !to.is_empty());
    let result = server::backend()
        .close_office(&caller, &id, version, to)
        .await;
    let page = paths::setting(paths::OFFICES, &id);
    let done = result
        .as_ref()
        .map(|moved| server::platform::counted(&page, "closed", moved))
        .unwrap_or_default();
    let result = result.map(|_| ()).map_err(AppError::from);
    server::reply(
        result,
        server::to(&done),
        server::Back::of_staff(&link::with(&page, &["ask=close_office"])),
    )
}

/// Opens a closed office again.
///
/// # Errors
/// [`AppError::Stale`].
#[server(endpoint = "reopen_office")]
pub async fn reopen_office(id: String, version: i32) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend().reopen_office(&caller, &id, version).await;
    let page = paths::setting(paths::OFFICES, &id);
    let done = server::platform::done(&page, "reopened");
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(&page),
    )
}

/// Moves what waits in an office to another.
///
/// # Errors
/// [`AppError::Answers`] for an office that is not open; [`AppError::Stale`].
#[server(endpoint = "move_cases")]
pub async fn move_cases(
    id: String,
    version: i32,
    #[server(default)] successor: String,
) -> Result<(), AppError> {
    use crate::review::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend()
        .move_cases(&caller, &id, version, &successor)
        .await;
    let page = paths::setting(paths::OFFICES, &id);
    let done = result
        .as_ref()
        .map(|moved| server::platform::counted(&page, "moved", moved))
        .unwrap_or_default();
    let result = result.map(|_| ()).map_err(AppError::from);
    server::reply(
        result,
        server::to(&done),
        server::Back::of_staff(&link::with(&page, &["ask=move_cases"])),
    )
}
