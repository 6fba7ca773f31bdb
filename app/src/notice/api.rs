//! Server functions that keep notices in order.

use domain::notice::view::{NoticeDraftPage, NoticePage, NoticeRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::platform::api::Answers;

/// The notices and their versions.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`].
#[server(endpoint = "load_notices", input = GetUrl)]
pub async fn load_notices() -> Result<Vec<NoticeRow>, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().notices(&caller).await;
    server::platform::shown(page, paths::NOTICES)
}

/// A published version.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`],
/// [`AppError::NotFound`].
#[server(endpoint = "load_notice", input = GetUrl)]
pub async fn load_notice(id: String, version: i32) -> Result<NoticePage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend()
        .notice_version(&caller, &id, version)
        .await;
    server::platform::shown(page, &paths::notice_version(&id, version))
}

/// The form of a draft.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`],
/// [`AppError::NotFound`].
#[server(endpoint = "load_notice_draft", input = GetUrl)]
pub async fn load_notice_draft(
    id: String,
    #[server(default)] again: bool,
) -> Result<NoticeDraftPage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().notice_draft(&caller, &id, again).await;
    server::platform::shown(page, &paths::notice_draft(&id))
}

/// A draft as applicants would read it.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`],
/// [`AppError::NotFound`].
#[server(endpoint = "load_notice_preview", input = GetUrl)]
pub async fn load_notice_preview(id: String) -> Result<NoticePage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().notice_preview(&caller, &id).await;
    server::platform::shown(page, &paths::notice_preview(&id))
}

/// Begins a draft, or goes on with one.
///
/// # Errors
/// [`AppError::NotFound`] for a notice nobody asks for.
#[server(endpoint = "begin_notice")]
pub async fn begin_notice(id: String) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend().begin_notice(&caller, &id).await;
    let done = paths::notice_draft(&id);
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(paths::NOTICES),
    )
}

/// Saves a draft; with `preview` it is shown as applicants would read it.
///
/// # Errors
/// [`AppError::Answers`], [`AppError::Stale`].
#[server(endpoint = "save_notice")]
pub async fn save_notice(
    id: String,
    version: i32,
    #[server(default)] answers: Answers,
    #[server(default)] preview: bool,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let answers = crate::server::platform::raw(answers);
    let result = server::backend()
        .save_notice(&caller, &id, version, &answers)
        .await;
    let page = paths::notice_draft(&id);
    let done = |()| match preview {
        true => paths::notice_preview(&id),
        false => server::platform::done(&page, "draft_saved"),
    };
    let form = backend::notice::form(&id);
    server::reply_and_keep(&caller, &form, &answers, result, done, &page).await
}

/// Throws a draft away.
///
/// # Errors
/// [`AppError::Stale`].
#[server(endpoint = "discard_notice")]
pub async fn discard_notice(id: String, version: i32) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend()
        .discard_notice(&caller, &id, version)
        .await;
    let done = server::platform::done(paths::NOTICES, "draft_discarded");
    let back = paths::notice_draft(&id);
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(&back),
    )
}

/// Publishes a draft.
///
/// # Errors
/// [`AppError::Answers`], [`AppError::Stale`].
#[server(endpoint = "publish_notice")]
pub async fn publish_notice(id: String, version: i32) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend()
        .publish_notice(&caller, &id, version)
        .await;
    let done = result
        .as_ref()
        .map(|version| server::platform::counted(paths::NOTICES, "published", version))
        .unwrap_or_default();
    let result = result.map(|_| ()).map_err(AppError::from);
    server::reply(
        result,
        server::to(&done),
        server::Back::of_staff(&paths::notice_preview(&id)),
    )
}
