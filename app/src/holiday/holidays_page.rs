//! The holiday table, year by year, and what is written down to change it.

use std::sync::Arc;

use crate::address::use_query_map;
use domain::holiday::days::{Meaning, Span};
use domain::holiday::view::HolidayPage;
use domain::text::{Language, days};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::language::{language_signal, said};
use crate::platform::field::{AreaField, Called, Filled, LineField, ListField, SheetProblems};
use crate::platform::frame::{Frame, Loaded, Said, is_again};
use crate::{paths, tr};

/// The fields, in the order of the page.
const ORDER: [&str; 4] = [
    "holiday_from",
    "holiday_to",
    "holiday_meaning",
    "holiday_lines",
];

/// `/staff/settings/holidays`, with the year as `year`.
#[component]
pub fn HolidaysPage() -> impl IntoView {
    let query = use_query_map();
    let year = Memo::new(move |_| {
        let year = query.with(|query| query.get("year"));
        year.and_then(|year| year.parse::<i32>().ok())
    });
    let again = is_again();
    let page = Resource::new(
        move || (year.get(), again.get()),
        |(year, again)| api::load_holidays(year, again),
    );
    view! {
        <PageTitle text=tr!("platform.section.holidays")/>
        <Frame>
            <h1 class="page__title">{tr!("platform.section.holidays")}</h1>
            <p class="page__intro">{tr!("platform.holidays.intro")}</p>
            <Said/>
            <Loaded page shown=|page| view! { <Holidays page/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Holidays(page: HolidayPage) -> impl IntoView {
    let HolidayPage {
        year,
        years,
        spans,
        sheet,
    } = page;
    let years = years
        .into_iter()
        .map(|other| {
            let is_shown = (other == year).then_some("page");
            view! {
                <a class="queue__count" href=format!("{}?year={other}", paths::HOLIDAYS) aria-current=is_shown>{other}</a>
            }
        })
        .collect_view();
    view! {
        <nav class="figures__spans" aria-label=tr!("platform.holidays.years")>{years}</nav>
        <Table year spans/>
        <Entry sheet=Arc::new(sheet) year/>
    }
}

#[component]
fn Table(year: i32, spans: Vec<Span>) -> impl IntoView {
    let year = year.to_string();
    if spans.is_empty() {
        return view! { <p class="empty">{tr!("platform.holidays.empty", year = year)}</p> }
            .into_any();
    }
    let rows = spans
        .into_iter()
        .map(|span| view! { <Row span/> })
        .collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">{tr!("platform.holidays.caption", year = year)}</caption>
            <thead>
                <tr>
                    <th scope="col">{tr!("platform.holidays.days")}</th>
                    <th scope="col">{tr!("platform.holidays.count")}</th>
                    <th scope="col">{tr!("platform.holidays.meaning")}</th>
                    <th scope="col"><span class="visually-hidden">{tr!("platform.holidays.take_out")}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Days as they are written in a language.
#[must_use]
pub(super) fn days_of(language: Language, span: &Span) -> String {
    days(language, &span.first.to_string(), &span.last.to_string())
}

#[component]
fn Row(span: Span) -> impl IntoView {
    let language = language_signal();
    let removal = Span {
        meaning: Meaning::Usual,
        ..span
    };
    let meaning = span.meaning.id();
    let named = move || {
        let days = days_of(language.get(), &span);
        domain::t!(
            language.get(),
            "platform.holidays.take_out_span",
            days = &days
        )
    };
    view! {
        <tr class="rows__row" data-days=span.line()>
            <td class="rows__lead" data-label=tr!("platform.holidays.days")>
                <span>{move || days_of(language.get(), &span)}</span>
            </td>
            <td data-label=tr!("platform.holidays.count")>{span.days().count()}</td>
            <td data-label=tr!("platform.holidays.meaning")>
                <span class="badge" class:badge--warn=span.meaning == Meaning::Working>
                    {said(format!("platform.holidays.{meaning}"))}
                </span>
            </td>
            <td class="rows__action">
                <form method="post" action=api::PlanHolidays::url()>
                    <input type="hidden" name="answers[holiday_lines]" value=removal.line()/>
                    <button class="button button--quiet" type="submit" data-action="remove" aria-label=named>
                        {tr!("platform.holidays.take_out")}
                    </button>
                </form>
            </td>
        </tr>
    }
}

/// One span, or many lines at once.
#[component]
fn Entry(sheet: Filled, year: i32) -> impl IntoView {
    let lines = sheet.clone();
    let has_lines = !sheet.text("holiday_lines").is_empty();
    let meanings = [Meaning::Off, Meaning::Working].map(|meaning| {
        let id = meaning.id();
        (
            id.to_owned(),
            Called::said(format!("platform.holidays.{id}")),
        )
    });
    let language = language_signal();
    let off = Signal::derive(move || domain::t!(language.get(), "platform.choose").to_owned());
    view! {
        <SheetProblems sheet=sheet.clone() order=&ORDER/>
        <form class="card form" method="post" action=api::PlanHolidays::url() data-form="holiday">
            <h2 class="settings__part">{tr!("platform.holidays.add_title")}</h2>
            <input type="hidden" name="year" value=year/>
            <div class="settings__pair">
                <LineField sheet=sheet.clone() id="holiday_from" kind="date"/>
                <LineField sheet=sheet.clone() id="holiday_to" kind="date" is_optional=true/>
            </div>
            <ListField sheet id="holiday_meaning" options=vec![(String::new(), meanings.to_vec())] nothing=off/>
            <div class="actions">
                <button class="button" type="submit" data-action="plan">{tr!("platform.holidays.preview_go")}</button>
            </div>
        </form>
        <details class="ask" open=has_lines data-ask="lines">
            <summary class="ask__open">{tr!("platform.holidays.lines_title")}</summary>
            <form class="card form" method="post" action=api::PlanHolidays::url() data-form="holiday-lines">
                <input type="hidden" name="year" value=year/>
                <AreaField sheet=lines id="holiday_lines" rows=8/>
                <div class="actions">
                    <button class="button" type="submit" data-action="plan-lines">{tr!("platform.holidays.preview_go")}</button>
                </div>
            </form>
        </details>
    }
}
