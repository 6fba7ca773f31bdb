//! What administrators keep in order, section by section.

use domain::platform::view::Overview;
use leptos::prelude::*;

use super::own_api as api;
use crate::components::page_title::PageTitle;
use crate::language::{language_signal, said};
use crate::platform::frame::{Frame, Loaded, SECTIONS};
use crate::tr;

/// `/staff/settings`
#[component]
pub fn OverviewPage() -> impl IntoView {
    let overview = Resource::new(|| (), |()| api::load_overview());
    view! {
        <PageTitle text=tr!("platform.title")/>
        <Frame>
            <h1 class="page__title">{tr!("platform.title")}</h1>
            <p class="page__intro">{tr!("platform.intro")}</p>
            <Loaded page=overview shown=|overview| view! { <Sections overview/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Sections(overview: Overview) -> impl IntoView {
    let counts = [
        Some(overview.staff),
        Some(overview.offices),
        Some(overview.holidays),
        Some(overview.notices),
        Some(overview.industries),
        None,
        Some(overview.settings),
    ];
    let tiles = SECTIONS
        .into_iter()
        .zip(counts)
        .map(|((name, page), count)| view! { <Section name page count/> })
        .collect_view();
    view! { <ul class="tiles settings__tiles">{tiles}</ul> }
}

#[component]
fn Section(name: &'static str, page: &'static str, count: Option<i64>) -> impl IntoView {
    let language = language_signal();
    let counted = count.map(|count| {
        let line = move || {
            let (language, key) = (language.get(), format!("platform.count.{name}"));
            let none = match count {
                0 => domain::text::find(language, &format!("{key}_none")).map(str::to_owned),
                _ => None,
            };
            let sentence = none.unwrap_or_else(|| domain::text::say(language, &key));
            domain::text::fill(&sentence, &[("n", &count.to_string())])
        };
        view! { <p class="settings__count">{line}</p> }
    });
    view! {
        <li class="card tile settings__tile" data-section=name>
            <h2 class="tile__title">
                <a class="settings__tile-link" href=page>{said(format!("platform.section.{name}"))}</a>
            </h2>
            <p class="tile__text">{said(format!("platform.section_text.{name}"))}</p>
            {counted}
        </li>
    }
}
