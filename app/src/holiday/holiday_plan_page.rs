//! What would happen to the holiday table and to the days cases are due, before it does.

use crate::told::Told;
use std::sync::Arc;

use crate::address::use_query_map;
use domain::holiday::days::WrongLine;
use domain::holiday::view::{DueMove, HolidayPlan, PlannedLine};
use domain::platform::sheet::Sheet;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::error::AppError;
use crate::holiday::holidays_page::days_of;
use crate::language::{day, language_signal, said};
use crate::live::live;
use crate::platform::field::AreaField;
use crate::platform::frame::{Frame, Said};
use crate::platform::kept::Kept;
use crate::suspend::suspend;
use crate::{paths, tr};

/// How many changes of due days are listed.
const LISTED: usize = 12;

/// `/staff/settings/holidays/preview`
#[component]
pub fn HolidayPlanPage() -> impl IntoView {
    let plan = Resource::new(|| (), |()| api::load_holiday_plan());
    let query = use_query_map();
    let is_stale = move || query.with(|query| Told::Error.read(query).as_deref() == Some("stale"));
    view! {
        <PageTitle text=tr!("platform.holidays.preview_title")/>
        <Frame>
            <p><a class="settings__back" href=paths::HOLIDAYS>{tr!("platform.back")}</a></p>
            <h1 class="page__title">{tr!("platform.holidays.preview_title")}</h1>
            <p class="page__intro">{tr!("platform.holidays.preview_intro")}</p>
            {move || match is_stale() {
                true => view! {
                    <div class="banner banner--warn" role="alert" data-problem="stale">
                        <p>{tr!("platform.holidays.stale")}</p>
                    </div>
                }.into_any(),
                false => view! { <Said/> }.into_any(),
            }}
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match plan.await {
                        Ok(plan) if plan.wrong.is_empty() => view! { <Plan plan/> }.into_any(),
                        Ok(plan) => view! { <Wrong plan/> }.into_any(),
                        Err(AppError::NotFound) => view! {
                            <p class="empty">{tr!("platform.holidays.nothing_planned")}</p>
                        }.into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
            // The server keeps what was written.
            {live(Kept { puts_back: false })}
        </Frame>
    }
}

/// Lines that are not understood, to be mended.
#[component]
fn Wrong(plan: HolidayPlan) -> impl IntoView {
    let language = language_signal();
    let lines = plan
        .wrong
        .into_iter()
        .map(|WrongLine { line, problem }| {
            let sentence = move || {
                let name = format!("platform.holidays.wrong.{}", problem.id());
                let why = domain::text::say(language.get(), &name);
                let n = line.to_string();
                domain::t!(
                    language.get(),
                    "platform.holidays.wrong_line",
                    n = &n,
                    why = &why
                )
            };
            view! { <li>{sentence}</li> }
        })
        .collect_view();
    let mut sheet = Sheet::default();
    sheet.stored.set("holiday_lines", plan.text);
    view! {
        <div class="error-summary" role="alert" data-problem="lines">
            <h2 class="error-summary__title">{tr!("platform.holidays.wrong_title")}</h2>
            <ul>{lines}</ul>
        </div>
        <form class="card form" method="post" action=api::PlanHolidays::url()>
            <AreaField sheet=Arc::new(sheet) id="holiday_lines" rows=10/>
            <div class="actions">
                <button class="button" type="submit" data-action="plan-lines">{tr!("platform.holidays.preview_go")}</button>
            </div>
        </form>
    }
}

#[component]
fn Plan(plan: HolidayPlan) -> impl IntoView {
    let (changes, cases) = (plan.changes(), plan.cases());
    let HolidayPlan {
        text,
        lines,
        seen,
        moves,
        ..
    } = plan;
    let rows = lines
        .into_iter()
        .map(|line| view! { <Line line/> })
        .collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">{tr!("platform.holidays.preview_title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{tr!("platform.holidays.days")}</th>
                    <th scope="col">{tr!("platform.holidays.meaning")}</th>
                    <th scope="col">{tr!("platform.holidays.changes")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {match changes {
            0 => view! { <p class="banner" data-no-change="">{tr!("platform.holidays.no_change")}</p> }.into_any(),
            _ => view! {
                <form class="card form" method="post" action=api::PutHolidays::url() data-form="put-holidays">
                    <input type="hidden" name="seen" value=seen/>
                    <input type="hidden" name="text" value=text/>
                    <Due moves cases/>
                    <div class="actions">
                        <button class="button" type="submit" data-action="put">{tr!("platform.holidays.confirm")}</button>
                        <a class="button button--secondary" href=paths::HOLIDAYS>{tr!("platform.cancel")}</a>
                    </div>
                </form>
            }.into_any(),
        }}
    }
}

#[component]
fn Line(line: PlannedLine) -> impl IntoView {
    let language = language_signal();
    let PlannedLine {
        span,
        changes,
        replaces,
    } = line;
    let meaning = span.meaning.id();
    let replaced = (replaces > 0).then(|| {
        let n = replaces.to_string();
        view! { <span class="rows__note">{tr!("platform.holidays.replaces", n = n)}</span> }
    });
    view! {
        <tr class="rows__row" data-days=span.line()>
            <td class="rows__lead" data-label=tr!("platform.holidays.days")>
                <span>{move || days_of(language.get(), &span)}</span>
            </td>
            <td data-label=tr!("platform.holidays.meaning")>{said(format!("platform.holidays.{meaning}"))}</td>
            <td data-label=tr!("platform.holidays.changes")><span>{changes} " " {replaced}</span></td>
        </tr>
    }
}

/// What becomes of the days cases are due.
#[component]
fn Due(moves: Vec<DueMove>, cases: i64) -> impl IntoView {
    let language = language_signal();
    let n = cases.to_string();
    let has_more = moves.len() > LISTED;
    let is_empty = moves.is_empty();
    let lines = moves
        .into_iter()
        .take(LISTED)
        .map(|due| {
            let line = move || {
                let language = language.get();
                let from = day(language, &due.from.to_string());
                let to = day(language, &due.to.to_string());
                let n = due.cases.to_string();
                domain::t!(
                    language,
                    "platform.holidays.due_line",
                    from = &from,
                    to = &to,
                    n = &n
                )
            };
            view! { <li>{line}</li> }
        })
        .collect_view();
    view! {
        <h2 class="settings__part">{tr!("platform.holidays.due_title")}</h2>
        {match is_empty {
            true => view! { <p>{tr!("platform.holidays.due_none")}</p> }.into_any(),
            false => view! {
                <div data-due-moves=cases>
                    <p>{tr!("platform.holidays.due_some", n = n)}</p>
                    <ul class="settings__due">
                        {lines}
                        {has_more.then(|| view! { <li>{tr!("platform.holidays.due_more")}</li> })}
                    </ul>
                    <label class="check">
                        <input type="checkbox" id="move_due" name="move_due" value="yes" checked
                            aria-describedby="move_due-hint"/>
                        <span>{tr!("platform.holidays.due_move")}</span>
                    </label>
                    <p class="field__hint settings__due-hint" id="move_due-hint">{tr!("platform.holidays.due_hint")}</p>
                </div>
            }.into_any(),
        }}
    }
}
