//! Choosing several cases of the queue, to decide them together. Boxes and a plain form; what
//! scripts add is counting them, and ticking all without loading the page again.

use std::collections::BTreeMap;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::browser;
use crate::language::language_signal;
use crate::live::Part;
use crate::tr;

/// The part of a query that asks for all boxes ticked.
pub const ALL: &str = "select";
/// What is said when nothing is chosen.
const NOTHING: &str = "selection-nothing";

/// The box of each case.
const BOXES: &str = "input[data-select]";

fn ticked() -> usize {
    browser::inputs("input[data-select]:checked").len()
}

/// What can be done with the chosen cases; it stands in the form of the boxes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Selection {
    /// How many boxes there are.
    pub offered: usize,
    /// All were ticked when the page was made.
    pub all: bool,
    /// The page with all of them ticked.
    pub select_all: String,
}

impl Part for Selection {
    const NAME: &'static str = "selection";
    const BUNDLE: &'static str = "queue_parts";

    fn draw(self) -> AnyView {
        view! { <Bar selection=self/> }.into_any()
    }
}

#[component]
fn Bar(selection: Selection) -> impl IntoView {
    let Selection {
        offered,
        all,
        select_all,
    } = selection;
    let language = language_signal();
    let count = RwSignal::new(if all { offered } else { 0 });
    let is_asked = RwSignal::new(false);
    let recount = move || {
        count.set(ticked());
        is_asked.set(false);
    };
    // What was ticked before the page was hydrated.
    Effect::new(move || {
        count.set(ticked());
        let changed = window_event_listener(leptos::ev::change, move |_| recount());
        on_cleanup(move || changed.remove());
    });
    let go = move |event: MouseEvent| {
        if ticked() == 0 {
            event.prevent_default();
            is_asked.set(true);
        }
    };
    let is_full = move || count.get() == offered;
    let toggle = move |event: MouseEvent| {
        event.prevent_default();
        let tick = count.get_untracked() != offered;
        for each in browser::inputs(BOXES) {
            each.set_checked(tick);
        }
        recount();
    };
    view! {
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
            <button class="button button--secondary" type="submit" data-action="bulk" aria-describedby=NOTHING on:click=go>
                {tr!("staff.select.go")}
            </button>
            <p class="selection__nothing" id=NOTHING role="alert">
                {move || is_asked.get().then(|| view! {
                    <span class="field__error">{tr!("staff.select.nothing")}</span>
                })}
            </p>
        </div>
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
