//! What went wrong on a case, and the way on. Nothing written goes away.

use crate::address::use_query_map;
use domain::review::notes::Notes;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, TROUBLE};
use crate::error::{AppError, say_code};
use crate::language::language_signal;
use crate::live::Part;
use crate::session::ending;
use crate::tr;

/// What went wrong at the desk, or what a plain form was told in the URL. The first part of a case.
#[derive(Debug, Serialize, Deserialize)]
pub struct Trouble {
    /// The case.
    pub reference: String,
    /// What the reader wrote and the server kept.
    pub kept: Option<Notes>,
    /// Why there is no case.
    pub error: Option<AppError>,
}

impl Part for Trouble {
    const NAME: &'static str = "trouble";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let desk = Desk::of(&self.reference);
        if let Some(kept) = self.kept {
            desk.put_back(kept);
        }
        view! { <Said desk error=self.error/> }.into_any()
    }
}

#[component]
fn Said(desk: Desk, error: Option<AppError>) -> impl IntoView {
    let ending = ending::current();
    let language = language_signal();
    let query = use_query_map();
    let is_own = error.is_some();
    let code = Memo::new(move |_| match &error {
        Some(error) => Some(error.code()),
        None => match desk.shown_trouble() {
            Some(error) => Some(error.code()),
            None => query.with(|query| query.get("error")),
        },
    });
    let sentence = move |code: &str| {
        let language = language.get();
        // Whether something went through that got no answer, nobody here knows.
        let name = match code {
            "unavailable" if !is_own => "unsure",
            code => code,
        };
        domain::text::find(language, &format!("staff.trouble.{name}"))
            .map_or_else(|| say_code(language, code, 0), str::to_owned)
    };
    view! {
        <div class="trouble" id=(!is_own).then_some(TROUBLE) role="alert" tabindex="-1">
            {move || code.get().map(|code| {
                let way_on = match code.as_str() {
                    "signed_out" => view! {
                        <a href=desk.sign_in_path() data-action="sign-in-here" on:click=move |event| {
                            if ending.can_ask() {
                                event.prevent_default();
                                event.stop_propagation();
                                ending.ask();
                            }
                        }>
                            {tr!("session_end.here")}
                        </a>
                    }
                    .into_any(),
                    "stale" | "claimed" | "assigned" | "lapsed" | "not_possible" | "proposed" | "unavailable" => view! {
                        <a
                            class="button button--secondary"
                            href=desk.path()
                            data-action="reload"
                            on:click=move |event| {
                                if desk.trouble.with_untracked(Option::is_some) {
                                    event.prevent_default();
                                    event.stop_propagation();
                                    desk.reload();
                                }
                            }
                        >
                            {tr!("staff.trouble_way.reload")}
                        </a>
                    }
                    .into_any(),
                    _ => ().into_any(),
                };
                let text = sentence(&code);
                view! {
                    <div class="banner banner--bad" data-problem=code>
                        <p>{text}</p>
                        <p>{way_on}</p>
                    </div>
                }
            })}
        </div>
    }
}

/// Why there is no queue to see, and another try.
#[component]
pub fn QueueTrouble(error: AppError) -> impl IntoView {
    crate::set_page_status(&error);
    let language = language_signal();
    let code = error.code();
    let mark = code.clone();
    view! {
        <div class="banner banner--bad" role="alert" data-problem=mark>
            <p>{move || say_code(language.get(), &code, 0)}</p>
            <p><a href=crate::paths::QUEUE rel="external">{tr!("staff.queue.again")}</a></p>
        </div>
    }
}
