//! Internal notes on a case. What is written and not sent stays in this tab over a reload.

use crate::address::{ParamsMap, use_query_map};
use domain::review::remark::{Remarks as Known, kept};
use domain::text::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event};

use super::case_api::{self, Remark as RemarkForm};
use super::desk::Desk;
use crate::browser;
use crate::components::timeline::write_moment;
use crate::error::AppError;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen};
use crate::written::{Written, WrittenForm};

/// The id of the box.
pub const TEXT: &str = "remark-text";
const MISSING: &str = "remark-missing";
/// The id of the heading: where the keyboard goes when a note is sent.
const TITLE: &str = "remarks-title";

/// The notes, and the box for another one.
#[derive(Debug, Serialize, Deserialize)]
pub struct RemarksPart {
    /// The case.
    pub reference: String,
    /// The notes there are.
    pub known: Known,
    /// What the reader wrote and the server kept.
    pub kept: String,
}

impl Part for RemarksPart {
    const NAME: &'static str = "remarks";
    const BUNDLE: &'static str = "desk_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        attended(Notes {
            desk: Desk::of(&self.reference),
            reference: StoredValue::new(self.reference),
            known: RwSignal::new(self.known),
            kept: StoredValue::new(self.kept),
            lack: RwSignal::new(None),
            is_kept: RwSignal::new(false),
            written: Written::current(),
            language: language_signal(),
            query: use_query_map(),
        })
    }
}

#[derive(Clone, Copy)]
struct Notes {
    desk: Desk,
    reference: StoredValue<String>,
    known: RwSignal<Known>,
    /// What the server kept.
    kept: StoredValue<String>,
    /// What a note lacks that was sent.
    lack: RwSignal<Option<&'static str>>,
    is_kept: RwSignal<bool>,
    written: Written,
    language: RwSignal<Language>,
    query: Memo<ParamsMap>,
}

impl Attended for Notes {
    fn write(&self, html: &mut Markup) {
        let language = self.language.get();
        html.tags("<section class=\"card remarks\" id=remarks")
            .attribute("aria-labelledby", TITLE)
            .tags("><h2 class=remarks__title tabindex=-1")
            .attribute("id", TITLE)
            .tags(">")
            .text(domain::t!(language, "desk.remark.title"))
            .tags("</h2><p class=remarks__lead>")
            .text(domain::t!(language, "desk.remark.lead"))
            .tags("</p>");
        self.known.with(|known| {
            if known.kept.is_empty() {
                html.tags("<p class=remarks__none>")
                    .text(domain::t!(language, "desk.remark.none"))
                    .tags("</p>");
            }
            html.tags("<ol class=remarks__list>");
            for remark in &known.kept {
                html.tags("<li class=remarks__item data-remark><p class=remarks__by><bdi>")
                    .text(&remark.by)
                    .tags("</bdi> ");
                write_moment(html, language, "", &remark.at);
                html.tags("</p><p class=remarks__text>")
                    .text(&remark.text)
                    .tags("</p></li>");
            }
            html.tags("</ol>");
        });
        self.write_form(html, language);
        html.tags("</section>");
    }

    fn attend(&self, place: &Element) {
        let notes = *self;
        let shown = browser::control_text(TEXT).unwrap_or_default();
        let is_as_it_came = shown.is_empty() || notes.kept.with_value(|kept| *kept == shown);
        if is_as_it_came && let Some(text) = browser::remembered(&notes.memory()) {
            browser::set_control_text(TEXT, &text);
        }
        listen(place, &["input", "submit"], move |event| notes.hear(event));
    }
}

impl Notes {
    /// Under which name the tab remembers what is written.
    fn memory(self) -> String {
        self.reference
            .with_value(|reference| format!("docket.remark.{reference}"))
    }

    fn remember(self, text: &str) {
        browser::remember(&self.memory(), (!text.is_empty()).then_some(text));
        self.reference.with_value(|reference| {
            self.written.note_text(WrittenForm::Remark, reference, text);
        });
    }

    fn said(self, language: Language) -> Option<&'static str> {
        let code = match self.lack.get() {
            Some(code) => code.to_owned(),
            None => self.query.with(|query| query.get("remark"))?,
        };
        domain::text::find(language, &format!("desk.remark.{code}"))
    }

    fn write_form(self, html: &mut Markup, language: Language) {
        let said = self.said(language);
        html.tags("<form class=remarks__form method=post novalidate data-form=remark")
            .attribute("action", RemarkForm::url())
            .tags("><input type=hidden name=reference")
            .attribute("value", &self.reference.get_value())
            .tags("><input type=hidden name=key")
            .attribute("value", &self.known.with(|known| known.key.clone()))
            .tags("><label class=remarks__label")
            .attribute("for", TEXT)
            .tags(">")
            .text(domain::t!(language, "desk.remark.label"))
            .tags("</label><textarea name=text rows=3 required autocomplete=off")
            .attribute("id", TEXT)
            .attribute("aria-describedby", MISSING)
            .truth("aria-invalid", said.is_some())
            .tags(">");
        self.kept.with_value(|kept| {
            html.lines(kept);
        });
        html.tags("</textarea><p class=field__error role=alert")
            .attribute("id", MISSING)
            .tags(">")
            .text(said.unwrap_or_default())
            .tags("</p><div class=remarks__end>")
            .tags("<button class=\"button button--secondary\" type=submit data-action=remark")
            .truth("aria-disabled", self.desk.is_shown_busy())
            .tags(">")
            .text(domain::t!(language, "desk.remark.add"))
            .tags("</button><p class=remarks__kept role=status>");
        if self.is_kept.get() {
            html.text(domain::t!(language, "desk.remark.kept"));
        }
        html.tags("</p></div></form>");
    }

    fn hear(self, event: &Event) {
        if event.type_() == "submit" {
            event.prevent_default();
            self.send();
        } else if at(event, "textarea").is_some() {
            self.remember(&browser::control_text(TEXT).unwrap_or_default());
            self.lack.set(None);
            self.is_kept.set(false);
        }
    }

    fn send(self) {
        let text = browser::control_text(TEXT).unwrap_or_default();
        self.is_kept.set(false);
        if let Err(error) = kept(&text) {
            self.lack.set(Some(error.code()));
            browser::focus(TEXT);
            return;
        }
        self.lack.set(None);
        let (reference, memory) = (self.reference.get_value(), self.memory());
        let key = self.known.with_untracked(|known| known.key.clone());
        let desk = self.desk;
        desk.act(async move {
            match case_api::remark(reference.clone(), key, text.clone()).await {
                // The page was left, or shown anew: what is kept does not wait for it.
                Ok(_) if self.known.is_disposed() => {
                    if browser::remembered(&memory).as_ref() == Some(&text) {
                        browser::remember(&memory, None);
                        self.written.note_text(WrittenForm::Remark, &reference, "");
                    }
                }
                Ok(now) => {
                    if let Some(now) = now {
                        self.known.set(now);
                    }
                    // What was typed while it was on its way stays.
                    if browser::control_text(TEXT).as_ref() == Some(&text) {
                        browser::set_control_text(TEXT, "");
                        self.remember("");
                    }
                    self.is_kept.set(true);
                    // Out of the box: there the next key would be a letter of another note.
                    browser::focus(TITLE);
                }
                Err(AppError::Answers) => self.lack.set(Some("too_long")),
                Err(error) => desk.say(Some(error)),
            }
        });
    }
}
