//! Server functions that keep industries in order.

use domain::industry::view::{IndustryPage, IndustryRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::platform::api::Answers;

/// All industries in their order.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`].
#[server(endpoint = "load_industries", input = GetUrl)]
pub async fn load_industries() -> Result<Vec<IndustryRow>, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().industry_list(&caller).await;
    server::platform::shown(page, paths::INDUSTRIES)
}

/// An industry, or the form for a new one.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`],
/// [`AppError::NotFound`].
#[server(endpoint = "load_industry", input = GetUrl)]
pub async fn load_industry(
    #[server(default)] id: String,
    #[server(default)] again: bool,
) -> Result<IndustryPage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().industry_page(&caller, &id, again).await;
    server::platform::shown(page, &paths::setting(paths::INDUSTRIES, &id))
}

/// Adds an industry (`id` empty) or renames one.
///
/// # Errors
/// [`AppError::Answers`], [`AppError::Stale`].
#[server(endpoint = "save_industry")]
pub async fn save_industry(
    #[server(default)] id: String,
    version: i32,
    #[server(default)] answers: Answers,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let answers = crate::server::platform::raw(answers);
    let result = server::backend()
        .save_industry(&caller, &id, version, &answers)
        .await;
    let code = if id.is_empty() { "added" } else { "saved" };
    let done = |()| server::platform::done(paths::INDUSTRIES, code);
    let (form, back) = (
        backend::industry::form(&id),
        paths::setting(paths::INDUSTRIES, &id),
    );
    server::reply_and_keep(&caller, &form, &answers, result, done, &back).await
}

/// Moves an industry by one: `way` is `up` or `down`, `position` where it was on the page.
///
/// # Errors
/// [`AppError::Stale`], [`AppError::NotFound`].
#[server(endpoint = "move_industry")]
pub async fn move_industry(id: String, position: i32, way: String) -> Result<(), AppError> {
    use backend::industry::Direction;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let way = match way.as_str() {
        "up" => Direction::Up,
        _ => Direction::Down,
    };
    let result = server::backend()
        .move_industry(&caller, &id, position, way)
        .await;
    // The line that was moved stays in view.
    let row = format!("#industry-{}", paths::encode(&id));
    let done = format!(
        "{}{row}",
        server::platform::done(paths::INDUSTRIES, "order")
    );
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(paths::INDUSTRIES),
    )
}

/// Stops offering an industry, or with `back` offers it again.
///
/// # Errors
/// [`AppError::Stale`], [`AppError::NotFound`].
#[server(endpoint = "retire_industry")]
pub async fn retire_industry(
    id: String,
    version: i32,
    #[server(default)] back: bool,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend()
        .retire_industry(&caller, &id, version, !back)
        .await;
    let code = if back { "offered" } else { "retired" };
    let done = server::platform::done(paths::INDUSTRIES, code);
    let page = paths::setting(paths::INDUSTRIES, &id);
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(&page),
    )
}
