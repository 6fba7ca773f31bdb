//! The form of a page of a draft: fields, buttons, what is wrong, whether it is saved. Here is what it
//! knows and how it is written; `draft_form/hearing.rs` is what it does when somebody does something.

use domain::document::PictureError;
use domain::form::Field;
use domain::map::{Map, Set};
use domain::text::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use crate::address::{PageAddress, use_address};
use crate::application::api;
use crate::components::{clear_page, problem};
use crate::form::Form;
use crate::form::error_summary;
use crate::form::field;
use crate::form::field::code::Mailing;
use crate::form::field::upload;
use crate::form::look_again;
use crate::form::look_again::Doubt;
use crate::form::paper::Paper;
use crate::form::plain::failed_before;
use crate::form::sender::{FormTarget, Sender};
use crate::form::unsent::Unsent;
use crate::form::{more_to_choose, save_note, still_the_same};
use crate::language::language_signal;
use crate::live::Shared;
use crate::live::markup::Markup;
use crate::session::ending::{self, Ending};

mod going_on;
mod hearing;

/// The form.
#[derive(Clone, Copy)]
pub struct DraftForm {
    /// What is typed.
    pub form: Form,
    sender: Sender,
    /// What else is shown.
    pub surface: Shared<Surface>,
    has_previous: bool,
    /// The code that is mailed, where the page asks for one.
    mailing: Option<Mailing>,
    /// Opens the notice, where a form is followed by it.
    ask: Option<RwSignal<bool>>,
    language: RwSignal<Language>,
    address: PageAddress,
    ending: Ending,
    unsent: Unsent,
}

/// What a form shows besides what stands on it, or is sent with where no script sends it.
pub struct Surface {
    /// Which application, as the page was drawn.
    place: String,
    /// What it was drawn from.
    drawn: String,
    /// Of pictures a plain form sent, why they were not taken.
    refused: Map<&'static str, PictureError>,
    /// Why the page could not be saved, and for how many seconds.
    problem: Option<(String, u32)>,
    /// What was sent back, and was about to be sent as it was.
    same: Vec<&'static Field>,
    /// What somebody was asked to look at again.
    doubts: Vec<Doubt>,
    /// What they have seen already.
    asked: Vec<Doubt>,
    is_busy: bool,
    /// Which press of a button is the newest.
    turn: u32,
    /// Passwords that can be read.
    pub revealed: Set<&'static str>,
    /// The slot a file is held over.
    pub over: Option<&'static str>,
    /// A code is asked for.
    pub is_mailing: bool,
    /// Why none is mailed.
    pub not_mailed: Option<String>,
}

impl DraftForm {
    /// Opens the form. `ask` opens the notice that follows it.
    #[must_use]
    pub fn open(
        form: Form,
        target: FormTarget,
        has_previous: bool,
        ask: Option<RwSignal<bool>>,
    ) -> Self {
        let fields = form.paper.peek(|paper| paper.fields.clone());
        for field in fields.iter().filter(|field| field.is_upload()) {
            upload::open(form, field);
        }
        let surface = form.paper.peek(|paper| Surface {
            place: paper.place.value(),
            drawn: form.drawn(),
            refused: paper.refused_pictures(),
            problem: failed_before(),
            same: Vec::new(),
            doubts: Vec::new(),
            // What stood on the page from the beginning has been read.
            asked: paper.doubts(),
            is_busy: false,
            turn: 0,
            revealed: Set::new(),
            over: None,
            is_mailing: false,
            not_mailed: None,
        });
        let surface = Shared::new(surface);
        let sender = Sender { form, target };
        Self {
            form,
            sender,
            surface,
            has_previous,
            mailing: Mailing::of(sender, surface, &fields),
            ask,
            language: language_signal(),
            address: use_address(),
            ending: ending::current(),
            unsent: Unsent::current(),
        }
    }

    /// Writes it.
    pub fn write(self, html: &mut Markup) {
        self.surface.track();
        self.form.paper.see(|paper| {
            self.surface
                .peek(|surface| self.write_from(html, paper, surface));
        });
    }

    fn write_from(self, html: &mut Markup, paper: &Paper, surface: &Surface) {
        let language = self.language.get();
        let refused = surface.refused.clone();
        error_summary::write(
            html,
            language,
            paper.fields.iter().map(|field| field.id),
            &paper.open_errors(),
            &self.sender.open_pictures(paper.is_hydrated, refused),
        );
        more_to_choose::write(html, language, paper);
        if let Some((code, seconds)) = &surface.problem {
            problem::write(html, language, code, *seconds);
        }
        let same = surface.still_the_same(paper);
        if !same.is_empty() {
            still_the_same::write(html, language, &same);
        }
        let doubts = paper.open_doubts(&surface.doubts);
        if !doubts.is_empty() {
            look_again::write(html, language, &doubts);
        }
        self.write_begin(html, paper, surface);
        let seen = field::FieldsPage {
            paper,
            surface,
            uploads: self.form.uploads,
            mailing: self.mailing,
            language,
        };
        field::group::write(html, seen, &paper.fields);
        self.write_end(html, paper.waits, surface.is_busy, language);
    }

    fn write_begin(self, html: &mut Markup, paper: &Paper, surface: &Surface) {
        let has_uploads = paper.fields.iter().any(|field| field.is_upload());
        let (action, encoding) = match (has_uploads, self.sender.target) {
            (true, _) => ("/api/uploads", "multipart/form-data"),
            (false, FormTarget::Step(_)) => {
                (api::SaveStep::url(), "application/x-www-form-urlencoded")
            }
            (false, FormTarget::Correction) => (
                api::SaveCorrection::url(),
                "application/x-www-form-urlencoded",
            ),
        };
        let step = match self.sender.target {
            FormTarget::Step(step) => step.id,
            FormTarget::Correction => "correction",
        };
        html.tags("<form class=\"step\" method=\"post\" novalidate")
            .attribute("data-step", step)
            .attribute("action", action)
            .attribute("enctype", encoding)
            .tags(">");
        let reference = match self.sender.target {
            FormTarget::Step(_) => "",
            FormTarget::Correction => &paper.reference,
        };
        for (name, value) in [
            ("place", surface.place.as_str()),
            ("application", &surface.place),
            ("step", step),
            ("reference", reference),
            ("drawn", &surface.drawn),
        ] {
            html.tags("<input type=\"hidden\"")
                .attribute("name", name)
                .attribute("value", value)
                .tags(">");
        }
        // Enter in a field means "next", so it is the first button of the form.
        html.tags("<button class=\"visually-hidden\" type=\"submit\" name=\"action\" value=\"next\" tabindex=\"-1\"")
            .tags(" aria-hidden=\"true\"></button>");
    }

    fn write_end(self, html: &mut Markup, waits: bool, is_busy: bool, language: Language) {
        let next = match self.sender.target {
            FormTarget::Step(_) => domain::t!(language, "action.next"),
            FormTarget::Correction => domain::t!(language, "action.submit"),
        };
        html.tags("<div class=\"actions\"><button class=\"button\" type=\"submit\" name=\"action\" value=\"next\"")
            .tags(" data-action=\"next\"")
            .truth("aria-disabled", is_busy || waits)
            .tags(">")
            .text(next)
            .tags("</button>");
        if self.has_previous {
            html.tags("<button class=\"button button--secondary\" type=\"submit\" name=\"action\"")
                .tags(" value=\"previous\" data-action=\"previous\" formnovalidate>")
                .text(domain::t!(language, "action.previous"))
                .tags("</button>");
        }
        // Shows what depends on an answer; with scripts that happens by itself.
        let mut refresh = |before, after| {
            html.tags(before)
                .tags("<button class=\"button button--quiet\" type=\"submit\" name=\"action\"")
                .tags(" value=\"refresh\" data-action=\"refresh\" formnovalidate>")
                .text(domain::t!(language, "action.refresh"))
                .tags("</button>")
                .tags(after);
        };
        if crate::is_plain() {
            refresh("", "");
        }
        refresh("<noscript>", "</noscript>");
        html.tags("</div><p class=\"actions__waiting\" role=\"status\"")
            .truth("data-waiting", waits)
            .tags(">");
        if waits {
            html.text(domain::t!(language, "upload.waiting"));
        }
        html.tags("</p>");
        // What was sent once is corrected, not emptied.
        if let FormTarget::Step(step) = self.sender.target {
            clear_page::write(html, language, step);
        }
        save_note::write(html, language);
        html.tags("</form>");
    }
}

impl Surface {
    /// What was asked about and is as it was sent.
    fn still_the_same(&self, paper: &Paper) -> Vec<&'static Field> {
        let same = self.same.iter().copied();
        same.filter(|field| paper.is_as_sent(field)).collect()
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
