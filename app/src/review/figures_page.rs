//! What supervisors look at: how much came in and was decided, what waits and for how long.

use crate::address::use_query_map;
use domain::review::figures::{Age, Day, Figures, SPANS};
use leptos::prelude::*;

use super::api;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::{day, language_signal};
use crate::suspend::suspend;
use crate::{paths, tr};

/// One figure of a day.
type Figure = fn(&Day) -> u32;

/// The span when none is asked for.
const USUAL: u32 = 30;

/// `/staff/figures`
#[component]
pub fn FiguresPage() -> impl IntoView {
    let query = use_query_map();
    let span = Memo::new(move |_| {
        query
            .with(|query| query.get("days"))
            .and_then(|days| days.parse().ok())
            .filter(|days| SPANS.contains(days))
            .unwrap_or(USUAL)
    });
    let figures = Resource::new(move || span.get(), api::load_figures);
    view! {
        <PageTitle text=tr!("staff.figures.title")/>
        <section class="page page--wide figures">
            <h1 class="page__title">{tr!("staff.figures.title")}</h1>
            <nav class="figures__spans" aria-label=tr!("staff.figures.span")>
                {SPANS.map(|days| {
                    let n = days.to_string();
                    let is_shown = move || (span.get() == days).then_some("page");
                    view! {
                        <a class="queue__count" href=format!("{}?days={days}", paths::FIGURES) aria-current=is_shown>
                            {tr!("staff.figures.days", n = n)}
                        </a>
                    }
                })}
            </nav>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match figures.await {
                        Ok(figures) => view! { <Shown figures days=span.get_untracked()/> }.into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Shown(figures: Figures, days: u32) -> impl IntoView {
    let language = language_signal();
    let rate = figures.first_time_right_rate();
    let number = |name, number: u32| view! { <Number name text=number.to_string()/> };
    let in_span = [
        number("received", figures.sum(|day| day.received)),
        number("decided", figures.sum(|day| day.decided)),
        number("returned", figures.sum(|day| day.returned)),
    ];
    let is_late = figures.overdue > 0;
    let (right, approved) = (figures.first_time_right, figures.approved);
    let of_approved = move || {
        let (right, approved) = (right.to_string(), approved.to_string());
        domain::t!(
            language.get(),
            "staff.figures.of_approved",
            right = &right,
            n = &approved
        )
    };
    let of: [(&str, Figure); 3] = [
        ("received", |day| day.received),
        ("decided", |day| day.decided),
        ("returned", |day| day.returned),
    ];
    // One scale for all three, so that they can be compared.
    let highest = of
        .iter()
        .flat_map(|(_, figure)| figures.days.iter().map(figure))
        .max()
        .unwrap_or(0);
    let charts = of.map(|(name, figure)| {
        let bars: Vec<(chrono::NaiveDate, u32)> = figures
            .days
            .iter()
            .map(|day| (day.day, figure(day)))
            .collect();
        view! { <Chart name bars highest/> }
    });
    let rows = figures
        .days
        .iter()
        .rev()
        .map(|shown| {
            let date = shown.day.to_string();
            view! {
                <tr>
                    <th scope="row">{move || day(language.get(), &date)}</th>
                    <td>{shown.received}</td>
                    <td>{shown.decided}</td>
                    <td>{shown.returned}</td>
                </tr>
            }
        })
        .collect_view();
    let text = move || match rate {
        Some(rate) => format!("{rate}%"),
        None => "–".to_owned(),
    };
    view! {
        <h2 class="figures__when">{tr!("staff.figures.in_span", n = days.to_string())}</h2>
        <dl class="figures__numbers">
            {in_span}
            <Number name="first_time_right" text=text() note=Signal::derive(of_approved)/>
        </dl>
        <h2 class="figures__when">{tr!("staff.figures.now")}</h2>
        <dl class="figures__numbers">
            <Number name="waiting" text=figures.waiting().to_string()/>
            <Number name="overdue" text=figures.overdue.to_string() is_bad=is_late/>
        </dl>
        <div class="figures__charts">{charts}</div>
        <Ages ages=figures.ages.clone()/>
        <details class="card">
            <summary>{tr!("staff.figures.table")}</summary>
            <table class="figures__table">
                <thead>
                    <tr>
                        <th scope="col">{tr!("staff.figures.day")}</th>
                        <th scope="col">{tr!("staff.figures.received")}</th>
                        <th scope="col">{tr!("staff.figures.decided")}</th>
                        <th scope="col">{tr!("staff.figures.returned")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
        <div class="actions">
            <a class="button button--secondary" href=format!("{}?days={days}", paths::FIGURES_CSV)
                rel="external" download="" data-action="csv">
                {tr!("staff.figures.csv")}
            </a>
            <a class="button button--secondary" href=format!("{}?days={days}&table=totals", paths::FIGURES_CSV)
                rel="external" download="" data-action="csv-totals">
                {tr!("staff.figures.csv_totals")}
            </a>
        </div>
    }
}

#[component]
fn Number(
    name: &'static str,
    text: String,
    /// It should not be.
    #[prop(optional)]
    is_bad: bool,
    /// What it is made of.
    #[prop(optional)]
    note: Option<Signal<String>>,
) -> impl IntoView {
    view! {
        <div class="figures__number" class:figures__number--bad=is_bad data-figure=name>
            <dt>{crate::language::said(format!("staff.figures.{name}"))}</dt>
            <dd>
                {text}
                {note.map(|note| view! { <small class="figures__note">{note}</small> })}
            </dd>
        </div>
    }
}

/// Bars of days; the table says the same to those who do not see them.
#[component]
fn Chart(name: &'static str, bars: Vec<(chrono::NaiveDate, u32)>, highest: u32) -> impl IntoView {
    let language = language_signal();
    let count = bars.len().max(1);
    let ends = bars.first().zip(bars.last()).map(|(first, last)| {
        let (first, last) = (first.0.to_string(), last.0.to_string());
        view! {
            <p class="chart__ends" aria-hidden="true">
                <span>{move || day(language.get(), &first)}</span>
                <span>{move || day(language.get(), &last)}</span>
            </p>
        }
    });
    let bars = bars
        .into_iter()
        .enumerate()
        .map(|(at, (date, number))| {
            let height = f64::from(number) * 100.0 / f64::from(highest.max(1));
            let width = 100.0 / count as f64;
            let date = date.to_string();
            view! {
                <rect
                    class="chart__bar"
                    x=format!("{:.2}", at as f64 * width + width * 0.1)
                    y=format!("{:.2}", 100.0 - height)
                    width=format!("{:.2}", width * 0.8)
                    height=format!("{height:.2}")
                >
                    <title>{move || format!("{}: {number}", day(language.get(), &date))}</title>
                </rect>
            }
        })
        .collect_view();
    view! {
        <figure class="card chart">
            <figcaption class="chart__name">
                {crate::language::said(format!("staff.figures.{name}"))}
                <span class="chart__highest" aria-hidden="true">{tr!("staff.figures.scale", n = highest.to_string())}</span>
            </figcaption>
            <svg class="chart__bars" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                {bars}
            </svg>
            {ends}
        </figure>
    }
}

/// What waits, by age.
#[component]
fn Ages(ages: Vec<Age>) -> impl IntoView {
    let most = ages.iter().map(|age| age.cases).max().unwrap_or(0).max(1);
    let rows = ages
        .into_iter()
        .map(|age| {
            let Age {
                from,
                before,
                cases,
            } = age;
            let language = language_signal();
            let (from, last) = (from.to_string(), before.map(|before| (before - 1).to_string()));
            let label = move || match &last {
                Some(last) => {
                    domain::t!(language.get(), "staff.figures.age", from = &from, to = last)
                }
                None => domain::t!(language.get(), "staff.figures.age_open", from = &from),
            };
            let width = format!("{:.1}", f64::from(cases) * 100.0 / f64::from(most));
            view! {
                <div class="ages__row">
                    <dt>{label}</dt>
                    <dd>
                        <svg class="ages__bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                            <rect class="chart__bar" x="0" y="0" width=width height="10"></rect>
                        </svg>
                        <span class="ages__cases">{cases}</span>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="ages-title">
            <h2 id="ages-title">{tr!("staff.figures.ages")}</h2>
            <dl class="ages">{rows}</dl>
        </section>
    }
}
