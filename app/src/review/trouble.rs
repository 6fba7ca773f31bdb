//! What went wrong on a case, and the way on. Nothing written goes away.

use crate::address::{ParamsMap, use_query_map};
use crate::told::Told;
use domain::review::notes::Notes;
use domain::text::Language;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::desk::{Desk, TROUBLE};
use crate::components::problem;
use crate::error::{AppError, say_code};
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen};
use crate::session::ending::{self, Ending};
use crate::tr;

/// What went wrong at the desk, or what a plain form was told in the URL. The first part of a case.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeskTrouble {
    /// The case.
    pub reference: String,
    /// What the reader wrote and the server kept.
    pub kept: Option<Notes>,
    /// Code of why there is no case.
    pub error: Option<String>,
}

impl Part for DeskTrouble {
    const NAME: &'static str = "trouble";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let desk = Desk::of(&self.reference);
        if let Some(kept) = self.kept {
            desk.put_back(kept);
        }
        attended(Said {
            desk,
            error: StoredValue::new(self.error),
            ending: ending::current(),
            language: language_signal(),
            query: use_query_map(),
        })
    }
}

struct Said {
    desk: Desk,
    error: StoredValue<Option<String>>,
    ending: Ending,
    language: RwSignal<Language>,
    query: Memo<ParamsMap>,
}

impl Attended for Said {
    fn write(&self, html: &mut Markup) {
        let error = self.error.get_value();
        let is_own = error.is_some();
        html.tags("<div class=trouble role=alert tabindex=-1")
            .maybe("id", (!is_own).then_some(TROUBLE))
            .tags(">");
        let code = error
            .or_else(|| self.desk.shown_trouble().map(|error| error.code()))
            .or_else(|| self.query.with(|query| Told::Error.read(query)));
        if let Some(code) = code {
            self.write_banner(html, &code, is_own);
        }
        html.tags("</div>");
    }

    fn attend(&self, place: &Element) {
        let (desk, ending) = (self.desk, self.ending);
        listen(place, &["click"], move |event| {
            if at(event, "[data-action=sign-in-here]").is_some() {
                problem::sign_in_here(ending, event);
            } else if at(event, "[data-action=reload]").is_some()
                && desk.trouble.with_untracked(Option::is_some)
            {
                event.prevent_default();
                event.stop_propagation();
                desk.reload();
            }
        });
    }
}

impl Said {
    fn write_banner(&self, html: &mut Markup, code: &str, is_own: bool) {
        let language = self.language.get();
        // Whether something went through that got no answer, nobody here knows.
        let name = match code {
            "unavailable" if !is_own => "unsure",
            code => code,
        };
        let text = domain::text::find(language, &format!("staff.trouble.{name}"))
            .map_or_else(|| say_code(language, code, 0), str::to_owned);
        html.tags("<div class=\"banner banner--bad\"")
            .attribute("data-problem", code)
            .tags("><p>")
            .text(&text)
            .tags("</p><p>");
        match code {
            "signed_out" => {
                html.tags("<a data-action=sign-in-here")
                    .attribute("href", &self.desk.sign_in_path())
                    .tags(">")
                    .text(domain::t!(language, "session_end.here"))
                    .tags("</a>");
            }
            "stale" | "claimed" | "assigned" | "lapsed" | "not_possible" | "proposed"
            | "unavailable" => {
                html.tags("<a class=\"button button--secondary\" data-action=reload")
                    .attribute("href", &self.desk.path())
                    .tags(">")
                    .text(domain::t!(language, "staff.trouble_way.reload"))
                    .tags("</a>");
            }
            _ => {}
        }
        html.tags("</p></div>");
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
