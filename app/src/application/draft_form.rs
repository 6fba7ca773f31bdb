//! The form of a page of a draft: fields, buttons, what is wrong, whether it is saved. Here is what it
//! knows and how it is written; `draft_form/hearing.rs` is what it does when somebody does something.

use std::collections::{BTreeMap, BTreeSet};

use domain::document::PictureError;
use domain::form::Field;
use domain::text::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::field::code::Mailing;
use super::field::{self, upload};
use super::form::Form;
use super::look_again::{self, Doubt};
use super::plain::failed_before;
use super::sender::{Sender, Target};
use super::unsent::Unsent;
use super::{api, more_to_choose, save_note, still_the_same};
use crate::address::{Address, use_address};
use crate::components::markup::Markup;
use crate::components::{clear_page, error_summary, problem};
use crate::language::language_signal;
use crate::session::ending::{self, Ending};

mod going_on;
mod hearing;

/// The form.
#[derive(Clone, Copy)]
pub struct DraftForm {
    /// What is typed.
    pub form: Form,
    sender: Sender,
    has_previous: bool,
    /// What it was drawn from, and what it is sent with where no script sends it.
    plain: StoredValue<Plain>,
    /// Of pictures a plain form sent, why they were not taken.
    refused: StoredValue<BTreeMap<&'static str, PictureError>>,
    /// Why the page could not be saved, and for how many seconds.
    problem: RwSignal<Option<(String, u32)>>,
    /// What was sent back, and was about to be sent as it was.
    same: RwSignal<Vec<&'static Field>>,
    /// What somebody was asked to look at again.
    doubts: RwSignal<Vec<Doubt>>,
    /// What they have seen already.
    asked: StoredValue<Vec<Doubt>>,
    is_busy: RwSignal<bool>,
    /// Which press of a button is the newest.
    turn: StoredValue<u32>,
    /// Passwords that can be read.
    pub revealed: RwSignal<BTreeSet<&'static str>>,
    /// The slot a file is held over.
    pub over: RwSignal<Option<&'static str>>,
    /// The code that is mailed, where the page asks for one.
    pub mailing: Option<Mailing>,
    /// Opens the notice, where a form is followed by it.
    ask: Option<RwSignal<bool>>,
    language: RwSignal<Language>,
    address: StoredValue<Address>,
    ending: Ending,
    unsent: Unsent,
}

/// What stands in a form and is never shown.
struct Plain {
    place: String,
    reference: String,
    drawn: String,
}

impl DraftForm {
    /// Opens the form of these fields. `ask` opens the notice that follows it.
    #[must_use]
    pub fn open(
        form: Form,
        fields: Vec<&'static Field>,
        target: Target,
        has_previous: bool,
        ask: Option<RwSignal<bool>>,
    ) -> Self {
        for field in fields.iter().filter(|field| field.is_upload()) {
            upload::open(form, field);
        }
        let plain = Plain {
            place: form.place.with_value(|place| place.value()),
            reference: match target {
                Target::Step(_) => String::new(),
                Target::Correction(reference) => reference.get_value(),
            },
            drawn: form.drawn(&fields),
        };
        let mailing = Mailing::of(form, &fields);
        let sender = untrack(|| Sender::new(form, target, fields));
        Self {
            form,
            sender,
            has_previous,
            plain: StoredValue::new(plain),
            refused: StoredValue::new(sender.refused_pictures()),
            problem: RwSignal::new(failed_before()),
            same: RwSignal::new(Vec::new()),
            doubts: RwSignal::new(Vec::new()),
            // What stood on the page from the beginning has been read.
            asked: StoredValue::new(untrack(|| sender.doubts())),
            is_busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            revealed: RwSignal::new(BTreeSet::new()),
            over: RwSignal::new(None),
            mailing,
            ask,
            language: language_signal(),
            address: StoredValue::new(use_address()),
            ending: ending::current(),
            unsent: Unsent::current(),
        }
    }

    fn fields(self) -> Vec<&'static Field> {
        self.sender.fields.get_value()
    }

    /// What was asked about and is as it was sent.
    fn still_the_same(self) -> Vec<&'static Field> {
        let same = self.same.get().into_iter();
        same.filter(|field| self.form.is_same(field)).collect()
    }

    fn open_doubts(self) -> Vec<Doubt> {
        self.doubts.with(|asked| self.sender.open_doubts(asked))
    }

    /// Writes it.
    pub fn write(self, html: &mut Markup) {
        let language = self.language.get();
        let fields = self.fields();
        let pictures = self
            .refused
            .with_value(|refused| self.sender.open_pictures(refused));
        error_summary::write(
            html,
            language,
            fields.iter().map(|field| field.id),
            &self.sender.open_errors(),
            &pictures,
        );
        more_to_choose::write(html, language, self.form);
        if let Some((code, seconds)) = self.problem.get() {
            problem::write(html, language, &code, seconds);
        }
        let same = self.still_the_same();
        if !same.is_empty() {
            still_the_same::write(html, language, same.into_iter());
        }
        let doubts = self.open_doubts();
        if !doubts.is_empty() {
            look_again::write(html, language, &doubts);
        }
        self.write_begin(html, &fields);
        for field in fields {
            field::write(html, self, field, language);
        }
        self.write_end(html, language);
    }

    fn write_begin(self, html: &mut Markup, fields: &[&'static Field]) {
        let has_uploads = fields.iter().any(|field| field.is_upload());
        let (action, encoding) = match (has_uploads, self.sender.target) {
            (true, _) => ("/api/uploads", "multipart/form-data"),
            (false, Target::Step(_)) => (api::SaveStep::url(), "application/x-www-form-urlencoded"),
            (false, Target::Correction(_)) => (
                api::SaveCorrection::url(),
                "application/x-www-form-urlencoded",
            ),
        };
        let step = match self.sender.target {
            Target::Step(step) => step.id,
            Target::Correction(_) => "correction",
        };
        html.tags("<form class=step method=post novalidate")
            .attribute("data-step", step)
            .attribute("action", action)
            .attribute("enctype", encoding)
            .tags(">");
        self.plain.with_value(|plain| {
            for (name, value) in [
                ("place", plain.place.as_str()),
                ("application", plain.place.as_str()),
                ("step", step),
                ("reference", plain.reference.as_str()),
                ("drawn", plain.drawn.as_str()),
            ] {
                html.tags("<input type=hidden")
                    .attribute("name", name)
                    .attribute("value", value)
                    .tags(">");
            }
        });
        // Enter in a field means "next", so it is the first button of the form.
        html.tags("<button class=visually-hidden type=submit name=action value=next tabindex=-1")
            .tags(" aria-hidden=true></button>");
    }

    fn write_end(self, html: &mut Markup, language: Language) {
        let waits = self.form.waits.get();
        let next = match self.sender.target {
            Target::Step(_) => domain::t!(language, "action.next"),
            Target::Correction(_) => domain::t!(language, "action.submit"),
        };
        html.tags("<div class=actions><button class=button type=submit name=action value=next")
            .tags(" data-action=next")
            .truth("aria-disabled", self.is_busy.get() || waits)
            .tags(">")
            .text(next)
            .tags("</button>");
        if self.has_previous {
            html.tags("<button class=\"button button--secondary\" type=submit name=action")
                .tags(" value=previous data-action=previous formnovalidate>")
                .text(domain::t!(language, "action.previous"))
                .tags("</button>");
        }
        // Shows what depends on an answer; with scripts that happens by itself.
        let mut refresh = |before, after| {
            html.tags(before)
                .tags("<button class=\"button button--quiet\" type=submit name=action")
                .tags(" value=refresh data-action=refresh formnovalidate>")
                .text(domain::t!(language, "action.refresh"))
                .tags("</button>")
                .tags(after);
        };
        if crate::is_plain() {
            refresh("", "");
        }
        refresh("<noscript>", "</noscript>");
        html.tags("</div><p class=actions__waiting role=status")
            .truth("data-waiting", waits)
            .tags(">");
        if waits {
            html.text(domain::t!(language, "upload.waiting"));
        }
        html.tags("</p>");
        // What was sent once is corrected, not emptied.
        if let Target::Step(step) = self.sender.target {
            clear_page::write(html, language, step);
        }
        save_note::write(html, language);
        html.tags("</form>");
    }
}

/// Writes a line of a list that leads to a field.
pub fn write_link(html: &mut Markup, field: &str, text: &str) {
    html.tags("<li><a")
        .attribute("href", &format!("#{field}"))
        .tags(">")
        .text(text)
        .tags("</a></li>");
}
