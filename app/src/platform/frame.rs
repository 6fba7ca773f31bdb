//! What stands around every page of the settings: the sections, what was just done, and what went
//! wrong.

use crate::address::{use_address, use_query_map};
use crate::told::Told;
use domain::text::find;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::problem::{FailedPage, Problem};
use crate::error::AppError;
use crate::language::{language_signal, said};
use crate::live::live;
use crate::platform::kept::Kept;
use crate::suspend::suspend;
use crate::{paths, tr};

/// The sections, in the order of the navigation: name and page. Their texts are at
/// `platform.section.<name>`.
pub const SECTIONS: [(&str, &str); 7] = [
    ("staff", paths::MEMBERS),
    ("offices", paths::OFFICES),
    ("holidays", paths::HOLIDAYS),
    ("terms", paths::NOTICES),
    ("industries", paths::INDUSTRIES),
    ("reasons", paths::REASONS),
    ("platform", paths::PLATFORM),
];

/// The sections beside the page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let path = use_address().path;
    let links = SECTIONS
        .map(|(name, page)| {
            let is_here = move || {
                path.with(|path| {
                    path.strip_prefix(page)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
                .then_some("page")
            };
            view! {
                <li>
                    <a class="settings__link" href=page aria-current=is_here>
                        {said(format!("platform.section.{name}"))}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="settings">
            <nav class="settings__nav" aria-label=tr!("platform.nav")>
                <ul class="settings__links">{links}</ul>
            </nav>
            <section class="settings__page page">
                {children()}
            </section>
        </div>
    }
}

/// What was just done, or why it was not. Mistakes in a form are told by the form.
#[component]
pub fn Said() -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let done = move || {
        query.with(|query| {
            let n = Told::Count.read(query).and_then(|n| n.parse::<u64>().ok());
            Told::Done.read(query).map(|code| (code, n.unwrap_or(0)))
        })
    };
    let wrong = move || {
        query.with(|query| Told::Error.read(query)).filter(|code| {
            // Said at its place, with what the two sides say.
            let by_form = query.with(|query| Told::Again.is_in(query));
            !(by_form && ["answers", "stale"].contains(&code.as_str()))
        })
    };
    view! {
        <div class="settings__said" role="status">
            {move || done().and_then(|(code, n)| {
                let text = find(language.get(), &format!("platform.done.{code}"))?;
                let n = n.to_string();
                Some(view! {
                    <div class="banner banner--good" data-done=code>
                        <p>{domain::text::fill(text, &[("n", &n)])}</p>
                    </div>
                })
            })}
        </div>
        {move || wrong().map(|code| view! { <Problem code takes_focus=true/> })}
    }
}

/// Whether the page was led back to because something typed was refused.
#[must_use]
pub fn is_again() -> Memo<bool> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| Told::Again.is_in(query)))
}

/// Whether it was refused because a colleague was faster.
#[must_use]
pub fn is_stale() -> Memo<bool> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| Told::Error.read(query).as_deref() == Some("stale")))
}

/// A part of the page's address; empty for the page that adds something.
#[must_use]
pub fn parameter(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| {
        let text = params.with(|params| params.get(name)).unwrap_or_default();
        match text == domain::platform::entry::NEW {
            true => String::new(),
            false => text,
        }
    })
}

/// A page once it is loaded, or why it cannot be shown.
#[component]
pub fn Loaded<T, F>(page: Resource<Result<T, AppError>>, shown: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| ()>
            {move || {
                let shown = shown.clone();
                suspend(async move {
                    match page.await {
                        Ok(page) => view! { {shown(page)} {live(Kept { puts_back: true })} }.into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}
