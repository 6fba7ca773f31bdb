//! The notice that must be read to its end before an application is sent, and the promise.

use domain::application::view::TermsView;
use domain::text::Language;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlDialogElement};

use crate::live;
use crate::live::markup::Markup;

/// The dialog. Without JavaScript it stands open in the page.
#[derive(Clone, Copy)]
pub struct NoticeDialog {
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Something is being sent: the button waits.
    busy: RwSignal<bool>,
    /// Whether the page was asked for with the notice open already.
    in_page: bool,
    is_hydrated: RwSignal<bool>,
    is_read: RwSignal<bool>,
}

impl NoticeDialog {
    /// One that follows these signals.
    #[must_use]
    pub fn new(open: RwSignal<bool>, busy: RwSignal<bool>, in_page: bool) -> Self {
        Self {
            open,
            busy,
            in_page,
            is_hydrated: RwSignal::new(false),
            is_read: RwSignal::new(false),
        }
    }

    /// Writes it.
    pub fn write(self, html: &mut Markup, language: Language, terms: &TermsView) {
        let is_hydrated = self.is_hydrated.get();
        let is_read = self.is_read.get();
        html.tags("<dialog class=\"notice-dialog\" id=\"notice\" aria-labelledby=\"notice-title\"")
            .flag("open", self.in_page)
            .tags("><h2 class=\"notice-dialog__title\" id=\"notice-title\">")
            .text(domain::t!(language, "notice.title"))
            .tags("</h2><div class=\"notice-dialog__text\" tabindex=\"0\">");
        for paragraph in terms.text.split("\n\n") {
            html.tags("<p>").text(paragraph.trim()).tags("</p>");
        }
        html.tags("</div><p class=\"notice-dialog__hint\" role=\"status\">")
            .text(match is_read || !is_hydrated {
                true => domain::t!(language, "notice.at_end"),
                false => domain::t!(language, "notice.read_on"),
            })
            .tags("</p><div class=\"notice-dialog__actions actions\">")
            .tags("<button type=\"submit\" form=\"submission\" class=\"button\" data-action=\"promise\"")
            .flag("disabled", is_hydrated && (!is_read || self.busy.get()))
            .tags(">")
            .text(domain::t!(language, "action.promise"))
            .tags("</button><button type=\"button\" class=\"button button--secondary\">")
            .text(domain::t!(language, "action.cancel"))
            .tags("</button></div></dialog>");
    }

    /// Opens and closes it.
    pub fn attend(self, place: &Element) {
        let found = place.query_selector("#notice").ok().flatten();
        let Some(dialog) = found.and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) else {
            return;
        };
        let hear = move |event: &Event| match event.type_().as_str() {
            "close" => self.open.set(false),
            "scroll" => self.judge(event.target().and_then(|text| text.dyn_into().ok())),
            _ => {
                if live::at(event, "button[type=button]").is_some() {
                    self.open.set(false);
                }
            }
        };
        live::listen(&dialog, &["close", "scroll", "click"], hear);
        let is_open = move || self.open.get().to_string();
        live::follow(is_open, move |_, is_open| {
            self.is_hydrated.set(true);
            dialog.close();
            if is_open == "true" {
                let _ = dialog.show_modal();
                self.judge(dialog.query_selector(".notice-dialog__text").ok().flatten());
            }
        });
    }

    /// Whether somebody has come to the end of the text.
    fn judge(self, text: Option<Element>) {
        let is_at_end = text.is_some_and(|text| {
            text.scroll_height() - text.scroll_top() - text.client_height() < 24
        });
        if is_at_end && !self.is_read.get_untracked() {
            self.is_read.set(true);
        }
    }
}
