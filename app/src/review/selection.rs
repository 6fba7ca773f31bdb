//! Choosing several cases of the queue, to decide them together. Boxes and a plain form; what
//! scripts add is counting them, and ticking all without loading the page again.

use std::collections::BTreeMap;

use domain::review::view::QueueFilter;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::link;
use crate::browser;
use crate::language::language_signal;
use crate::{paths, tr};

/// The part of a query that asks for all boxes ticked.
const ALL: &str = "select";
/// What is said when nothing is chosen.
const NOTHING: &str = "selection-nothing";

/// The boxes of a page.
#[derive(Clone, Copy)]
pub struct Selection {
    /// All are ticked when the page is made.
    all: bool,
}

impl Selection {
    /// Whether all boxes are ticked when the page is made.
    #[must_use]
    pub const fn is_all(self) -> bool {
        self.all
    }
}

/// The box of each case.
const BOXES: &str = "input[data-select]";

fn ticked() -> Vec<String> {
    let ticked = browser::inputs("input[data-select]:checked");
    ticked.into_iter().map(|tick| tick.value()).collect()
}

/// The form around the table, with what can be done with the chosen cases.
#[component]
pub fn SelectionForm(
    filter: QueueFilter,
    /// How many boxes there are.
    offered: usize,
    children: ChildrenFn,
) -> impl IntoView {
    let language = language_signal();
    let navigate = use_navigate();
    let all = use_query_map().with_untracked(|query| query.get(ALL).is_some());
    let count = RwSignal::new(if all { offered } else { 0 });
    let is_asked = RwSignal::new(false);
    provide_context(Selection { all });
    let recount = move || {
        count.set(ticked().len());
        is_asked.set(false);
    };
    // What was ticked before the page came alive.
    Effect::new(move || count.set(ticked().len()));
    let query = link::query(&filter);
    let select_all = link::with(paths::QUEUE, &[&query, &format!("{ALL}=all")]);
    let parts = link::parts(&filter)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = ticked();
        if chosen.is_empty() {
            is_asked.set(true);
            return;
        }
        navigate(&link::bulk(&chosen, &query), Default::default());
    };
    let is_full = move || count.get() == offered;
    let toggle = move |event: MouseEvent| {
        event.prevent_default();
        // The router listens further up.
        event.stop_propagation();
        let tick = !is_full();
        for each in browser::inputs(BOXES) {
            each.set_checked(tick);
        }
        recount();
    };
    view! {
        <form class="selection" method="get" action=paths::BULK on:submit=submit on:change=move |_| recount()>
            {parts}
            <div class="selection__bar">
                <a class="button button--quiet" href=select_all data-action="select-all" on:click=toggle>
                    {move || match is_full() {
                        true => domain::t!(language.get(), "staff.select.none"),
                        false => domain::t!(language.get(), "staff.select.all"),
                    }}
                </a>
                <p class="selection__count" role="status" data-selected=move || count.get()>
                    {move || match count.get() {
                        0 => String::new(),
                        n => domain::t!(language.get(), "staff.select.count", n = &n.to_string()),
                    }}
                </p>
                <button class="button button--secondary" type="submit" data-action="bulk" aria-describedby=NOTHING>
                    {tr!("staff.select.go")}
                </button>
                <p class="selection__nothing" id=NOTHING role="alert">
                    {move || is_asked.get().then(|| view! {
                        <span class="field__error">{tr!("staff.select.nothing")}</span>
                    })}
                </p>
            </div>
            {children()}
        </form>
    }
}

/// The box of a case.
#[component]
pub fn SelectBox(reference: String, is_ticked: bool) -> impl IntoView {
    let language = language_signal();
    let name = reference.clone();
    let label = move || domain::t!(language.get(), "staff.select.one", reference = &name);
    view! {
        <label class="selection__box">
            <input type="checkbox" name="case" value=reference checked=is_ticked autocomplete="off" data-select=""/>
            <span class="visually-hidden">{label}</span>
        </label>
    }
}

/// What a plain form asks for: the cases of the query, in the order they stand there.
#[must_use]
pub fn chosen(query: &leptos_router::params::ParamsMap) -> Vec<String> {
    let mut known = BTreeMap::new();
    let all = query.get_all("case").unwrap_or_default();
    all.into_iter()
        .filter(|reference| known.insert(reference.clone(), ()).is_none())
        .collect()
}
