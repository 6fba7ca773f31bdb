//! Carrying out a decision about several cases: the button, and what is said of it once the page has
//! been drawn anew.

use std::cell::Cell;

use crate::address::{NavigateOptions, use_navigate, use_query_map};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::api::bulk::{self as api, CarryOutBulk};
use super::link;
use crate::browser;
use crate::components::problem::Problem;
use crate::error::AppError;
use crate::language::language_signal;
use crate::live::Part;
use crate::tr;

/// The id of what is said first: where the keyboard goes when it is done.
pub const RESULT: &str = "bulk-result";

thread_local! {
    /// Why it failed, over the page that is drawn anew. Only browsers set it.
    static TROUBLE: ArcRwSignal<Option<AppError>> = ArcRwSignal::new(None);
    /// It is done, and the page that says so is on its way.
    static IS_DONE: Cell<bool> = const { Cell::new(false) };
}

fn trouble() -> ArcRwSignal<Option<AppError>> {
    TROUBLE.with(Clone::clone)
}

/// What became of it, at the top of the page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Became {}

impl Part for Became {
    const NAME: &'static str = "bulk-became";
    const BUNDLE: &'static str = "bulk_parts";

    fn draw(self) -> AnyView {
        let shown = RwSignal::new(None::<AppError>);
        Effect::new(move |_| shown.set(trouble().get()));
        Effect::new(|_| {
            let path = browser::path();
            // Another page has nothing to do with it.
            on_cleanup(move || {
                if browser::path() != path {
                    trouble().set(None);
                    IS_DONE.set(false);
                }
            });
            if IS_DONE.take() {
                browser::focus(RESULT);
            }
        });
        view! {
            {move || shown.get().map(|error| {
                view! { <Problem code=error.code() seconds=error.seconds() takes_focus=true/> }
            })}
        }
        .into_any()
    }
}

/// The button that does it, and the way back.
#[derive(Debug, Serialize, Deserialize)]
pub struct CarryOut {
    /// Number of the decision.
    pub id: String,
    /// It was begun before.
    pub is_confirmed: bool,
    /// Some of it waits for a second officer.
    pub is_proposed: bool,
    /// The page where it is changed.
    pub change: String,
}

impl Part for CarryOut {
    const NAME: &'static str = "bulk-carry-out";
    const BUNDLE: &'static str = "bulk_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        view! { <Confirm of=self/> }.into_any()
    }
}

#[component]
fn Confirm(of: CarryOut) -> impl IntoView {
    let CarryOut {
        id,
        is_confirmed,
        is_proposed,
        change,
    } = of;
    let language = language_signal();
    let query = use_query_map();
    let navigate = use_navigate();
    let is_busy = RwSignal::new(false);
    let number = id.clone();
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        trouble().set(None);
        let (id, navigate) = (number.clone(), navigate.clone());
        let page = link::bulk_plan(&id, &link::query(&query.with_untracked(link::filter)));
        spawn_local(async move {
            let done = api::carry_out_bulk(id).await;
            // Whoever left the page is led nowhere.
            if is_busy.is_disposed() {
                return;
            }
            match done {
                // What was written for it is sent.
                Ok(()) => {
                    browser::forget_texts_of("bulk.");
                    IS_DONE.set(true);
                }
                Err(error) => {
                    let is_away = error == AppError::SignedOut;
                    trouble().set(Some(error));
                    if is_away {
                        is_busy.set(false);
                        return;
                    }
                }
            }
            // Part of it may be done all the same.
            let options = NavigateOptions {
                replace: true,
                ..Default::default()
            };
            navigate(&page, options);
            is_busy.try_set(false);
        });
    };
    view! {
        <form class="bulk__confirm" method="post" action=CarryOutBulk::url() on:submit=confirm>
            <input type="hidden" name="id" value=id/>
            {(!is_confirmed && !is_proposed).then(|| view! { <p class="decision__hint">{tr!("staff.bulk.undone")}</p> })}
            <div class="bulk__buttons">
                <button class="button" type="submit" data-action="carry-out"
                    aria-disabled=move || is_busy.get().to_string()>
                    {move || match (is_busy.get(), is_confirmed) {
                        (true, _) => domain::t!(language.get(), "staff.bulk.busy"),
                        (false, true) => domain::t!(language.get(), "staff.bulk.resume"),
                        (false, false) => domain::t!(language.get(), "staff.bulk.confirm"),
                    }}
                </button>
                {(!is_confirmed).then(|| view! {
                    <a class="button button--quiet" href=change data-action="change-bulk">{tr!("staff.bulk.change")}</a>
                })}
            </div>
        </form>
    }
}
