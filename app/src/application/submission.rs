//! The sending of what was checked: the button that opens the notice, the notice, the promise.

use crate::told::Told;
use domain::application::view::{DraftView, Target, TermsView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event, HtmlFormElement};

use super::api;
use super::sent::Sent;
use crate::account::next::prove_then;
use crate::address::{PageAddress, use_address, use_query_map};
use crate::components::notice_dialog::NoticeDialog;
use crate::components::problem;
use crate::error::AppError;
use crate::form::plain::failed_before;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::session::ending::{self, Ending};
use crate::{browser, live, paths};

/// What is sent, and how far it is.
#[derive(Clone, Copy)]
pub struct Submission {
    what: StoredValue<What>,
    /// Whether the notice is open.
    open: RwSignal<bool>,
    /// Whether the page was asked for with the notice open already.
    in_page: bool,
    problem: RwSignal<Option<(String, u32)>>,
    is_busy: RwSignal<bool>,
    notice: NoticeDialog,
    address: StoredValue<PageAddress>,
    language: RwSignal<domain::text::Language>,
    ending: Ending,
}

/// An application as far as the page must know it that sends it. The rules of its fields are not
/// among that: they would be most of what a phone loads for the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct What {
    place: Target,
    /// Where each field is asked: the step, and the fields in it.
    steps: Vec<(String, Vec<String>)>,
    round: i32,
    version: i32,
    sha256: String,
    drawn: String,
    /// The notice, where there is something to read.
    terms: Option<TermsView>,
}

impl What {
    /// That of a draft.
    #[must_use]
    pub fn of(draft: &DraftView) -> Self {
        let (version, sha256) = draft.terms.as_ref().map_or((0, String::new()), |terms| {
            (terms.version, terms.sha256.clone())
        });
        let steps = draft.spec().steps.iter().map(|step| {
            let fields = step.fields().map(|field| field.id.to_owned());
            (step.id.to_owned(), fields.collect())
        });
        Self {
            place: draft.place.clone(),
            steps: steps.collect(),
            round: draft.round,
            version,
            sha256,
            // The page of a correction is where answers change.
            drawn: match draft.round > 0 {
                true => String::new(),
                false => draft.drawn().value(),
            },
            terms: draft
                .terms
                .clone()
                .filter(|terms| !terms.text.trim().is_empty()),
        }
    }

    fn step_of(&self, field: &str) -> Option<&str> {
        let asks = |(_, fields): &&(String, Vec<String>)| fields.iter().any(|one| one == field);
        let (step, _) = self.steps.iter().find(asks)?;
        Some(step)
    }
}

impl Submission {
    /// The sending of it. `open` opens the notice.
    #[must_use]
    pub fn of(what: What, open: RwSignal<bool>) -> Self {
        let is_busy = RwSignal::new(false);
        let query = use_query_map();
        let in_page = query.with_untracked(|query| Told::Notice.is_in(query));
        Self {
            what: StoredValue::new(what),
            open,
            in_page,
            problem: RwSignal::new(failed_before()),
            is_busy,
            notice: NoticeDialog::new(open, is_busy, in_page),
            address: StoredValue::new(use_address()),
            language: language_signal(),
            ending: ending::current(),
        }
    }

    /// Writes it, with the way to the page before.
    pub fn write(self, html: &mut Markup, previous: Option<&str>) {
        let language = self.language.get();
        let what = self.what.get_value();
        let is_correction = what.round > 0;
        if let Some((code, seconds)) = self.problem.get() {
            problem::write(html, language, &code, seconds);
        }
        html.tags("<form id=\"submission\" method=\"post\"")
            .attribute("action", api::Submit::url())
            .attribute(
                "data-step",
                if is_correction { "promise" } else { "confirm" },
            )
            .tags(">");
        for (name, value) in [
            ("place", what.place.value()),
            ("round", what.round.to_string()),
            ("terms_version", what.version.to_string()),
            ("terms_sha256", what.sha256),
            ("drawn", what.drawn),
        ] {
            html.tags("<input type=\"hidden\"")
                .attribute("name", name)
                .attribute("value", &value)
                .tags(">");
        }
        html.tags("</form><form id=\"ask-notice\" method=\"get\" action=\"#notice\">")
            .tags(
                "<input type=\"hidden\" name=\"notice\" value=\"1\"></form><div class=\"actions\">",
            );
        match (what.terms.is_some(), is_correction) {
            (true, false) => {
                html.tags("<button class=\"button\" type=\"submit\" form=\"ask-notice\" data-action=\"submit\">")
                    .text(domain::t!(language, "action.submit"))
                    .tags("</button>");
            }
            (false, false) => self.write_send_at_once(html),
            // Without scripts a correction that passes is sent from here.
            (false, true) if self.in_page => {
                html.tags("<p>")
                    .text(domain::t!(language, "confirm.send.text"))
                    .tags("</p>");
                self.write_send_at_once(html);
            }
            _ => {}
        }
        if let Some(previous) = previous {
            html.tags("<a class=\"button button--secondary\" data-action=\"previous\"")
                .attribute("href", previous)
                .tags(">")
                .text(domain::t!(language, "action.previous"))
                .tags("</a>");
        }
        html.tags("</div>");
        if let Some(terms) = &what.terms {
            self.notice.write(html, language, terms);
        }
    }

    /// Sends, where there is no notice to read first.
    fn write_send_at_once(self, html: &mut Markup) {
        html.tags(
            "<button class=\"button\" type=\"submit\" form=\"submission\" data-action=\"submit\"",
        )
        .truth("aria-disabled", self.is_busy.get())
        .tags(">")
        .text(domain::t!(self.language.get(), "action.submit"))
        .tags("</button>");
    }

    /// Listens to its place.
    pub fn attend(self, place: &Element) {
        let hear = move |event: &Event| {
            if event.type_() == "submit" {
                if live::at(event, "#submission").is_some() {
                    event.prevent_default();
                    self.send();
                }
            } else if live::at(event, "[form=ask-notice]").is_some() {
                event.prevent_default();
                self.open.set(true);
            } else if live::at(event, "[data-action=sign-in-here]").is_some() {
                problem::sign_in_here(self.ending, event);
            }
        };
        live::listen(place, &["submit", "click"], hear);
        self.notice.attend(place);
        let problem = move || self.problem.get().map_or(String::new(), |(code, _)| code);
        live::follow(problem, |_, code| {
            if !code.is_empty() {
                browser::take_reader_to(".banner--bad[data-problem]");
            }
        });
        let has_notice = self.what.with_value(|what| what.terms.is_some());
        let is_open = move || self.open.get().to_string();
        live::follow(is_open, move |_, is_open| {
            if is_open == "false" {
                return;
            }
            // What was wrong before has been mended.
            self.problem.set(None);
            // Where there is nothing to read there is nothing to promise.
            let form = browser::document()
                .and_then(|document| document.get_element_by_id("submission"))
                .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
            if let (false, Some(form)) = (has_notice, form) {
                let _ = form.request_submit();
            }
        });
    }

    fn send(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.problem.set(None);
        let what = self.what.get_value();
        let address = self.address.get_value();
        let page = address.path.get_untracked();
        spawn_local(async move {
            let round = what.round;
            let sent = api::submit(
                what.place.value(),
                round,
                what.version,
                what.sha256.clone(),
                what.drawn.clone(),
            )
            .await;
            // Whoever left the page is led nowhere. One that was drawn anew meanwhile, in another
            // language, is the same page.
            if address.path.try_get_untracked().as_ref() != Some(&page) {
                return;
            }
            self.is_busy.try_set(false);
            self.open.try_set(false);
            let go = |to: &str| address.go(to, Default::default());
            match sent {
                Ok(Sent::Done { reference }) => go(&match round {
                    0 => paths::done(&what.place),
                    _ => Told::Resubmitted.on(&paths::application(&reference)),
                }),
                Ok(Sent::Refused { errors }) => {
                    let step = errors.keys().find_map(|field| what.step_of(field));
                    if let (Some(step), 0) = (step, round) {
                        go(&Told::Check.on(&paths::step(&what.place, step)));
                    } else {
                        self.problem.try_set(Some((AppError::Answers.code(), 0)));
                    }
                }
                Err(AppError::Unproved) => go(&prove_then(&page)),
                Err(error) => {
                    self.problem.try_set(Some((error.code(), error.seconds())));
                }
            }
        });
    }
}
