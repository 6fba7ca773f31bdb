//! Server functions that keep the holiday table in order.

use domain::holiday::view::{HolidayPage, HolidayPlan};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::platform::api::Answers;

/// The table of a year; of this one when none is named.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`].
#[server(endpoint = "load_holidays", input = GetUrl)]
pub async fn load_holidays(
    #[server(default)] year: Option<i32>,
    #[server(default)] again: bool,
) -> Result<HolidayPage, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().holiday_page(&caller, year, again).await;
    server::platform::shown(page, paths::HOLIDAYS)
}

/// Keeps what was written down on the page of a year and leads to the page that shows what it would change.
///
/// # Errors
/// [`AppError::Answers`].
#[server(endpoint = "plan_holidays")]
pub async fn plan_holidays(
    #[server(default)] answers: Answers,
    #[server(default)] year: Option<i32>,
) -> Result<(), AppError> {
    use crate::review::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let answers = crate::server::platform::raw(answers);
    let result = server::backend().plan_holidays(&caller, &answers).await;
    // The lines that were kept are what the next page shows.
    if result.is_ok() {
        if server::wants_page() {
            server::redirect(paths::HOLIDAY_PLAN);
        }
        return Ok(());
    }
    let form = backend::holiday::FORM;
    let year = year.map(|year| format!("year={year}")).unwrap_or_default();
    let back = link::with(paths::HOLIDAYS, &[&year]);
    let done = |()| String::new();
    server::reply_and_keep(&caller, form, &answers, result, done, &back).await
}

/// What the lines that were kept would change.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`];
/// [`AppError::NotFound`] when there are none.
#[server(endpoint = "load_holiday_plan", input = GetUrl)]
pub async fn load_holiday_plan() -> Result<HolidayPlan, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let page = server::backend().holiday_plan(&caller).await;
    server::platform::shown(page, paths::HOLIDAY_PLAN)
}

/// Changes the table as it was shown.
///
/// # Errors
/// [`AppError::Stale`] when it is another by now; [`AppError::Malformed`].
#[server(endpoint = "put_holidays")]
pub async fn put_holidays(
    seen: String,
    text: String,
    #[server(default)] move_due: String,
) -> Result<(), AppError> {
    use crate::review::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend()
        .put_holidays(&caller, &seen, &text, move_due == "yes")
        .await;
    let year = text.get(..4).filter(|year| year.parse::<i32>().is_ok());
    let year = year.map(|year| format!("year={year}")).unwrap_or_default();
    let list = link::with(paths::HOLIDAYS, &[&year]);
    let done = result
        .as_ref()
        .map(|moved| server::platform::counted(&list, "days_put", moved))
        .unwrap_or_default();
    let result = result.map(|_| ()).map_err(AppError::from);
    server::reply(
        result,
        server::to(&done),
        server::Back::of_staff(paths::HOLIDAY_PLAN),
    )
}
