//! What the form does when somebody does something, and when something changes.

use domain::form::{Control, Field};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, SubmitEvent};

use super::DraftForm;
use crate::application::field::{self, select, upload};
use crate::application::saving::Saving;
use crate::application::sender::forget_when_connected;
use crate::application::uploads::{Slot, Trouble};
use crate::components::{clear_page, problem};
use crate::error::AppError;
use crate::{browser, live};

/// What happens to controls.
const OF_CONTROLS: [&str; 4] = ["input", "compositionend", "change", "blur"];
/// What happens to slots besides.
const OF_SLOTS: [&str; 3] = ["dragover", "dragleave", "drop"];

impl DraftForm {
    /// Listens to its place, and follows what changes.
    pub fn attend(self, place: &Element) {
        for field in self.fields() {
            field::keep_in_step(self.form, field);
            match field.control {
                Control::Select { source, parent } => {
                    select::follow(self.form, field, source, parent);
                }
                Control::Upload => upload::attend(self.form, field),
                _ => {}
            }
        }
        if let Some(mailing) = self.mailing {
            mailing.attend(self.form);
        }
        self.sender.begin_at_top();
        forget_when_connected(self.problem);
        self.follow();
        let kinds = [&["submit", "click"], &OF_CONTROLS[..], &OF_SLOTS[..]].concat();
        live::listen(place, &kinds, move |event| self.hear(event));
    }

    /// It was written anew.
    pub fn renewed(self) {
        for field in self.fields() {
            if matches!(field.control, Control::Select { .. }) {
                select::show_chosen(self.form, field);
            }
        }
    }

    fn follow(self) {
        // What was refused is sent again when somebody is back.
        let ending = self.ending;
        Effect::new(move |before: Option<u32>| {
            let back = ending.back.get();
            if before.is_some_and(|before| before != back) {
                self.problem.set(None);
            }
            back
        });
        Effect::new(move |_| {
            if self.doubts.with(|doubts| !doubts.is_empty()) {
                browser::take_reader_to("[data-problem=look-again]");
            }
        });
        // Once all of it is mended, nothing is asked.
        let is_sure = Memo::new(move |_| self.open_doubts().is_empty());
        Effect::new(move |_| {
            if is_sure.get() && self.doubts.with_untracked(|doubts| !doubts.is_empty()) {
                self.doubts.set(Vec::new());
            }
        });
        let has_same = Memo::new(move |_| !self.still_the_same().is_empty());
        Effect::new(move |_| {
            if has_same.get() {
                browser::take_reader_to("[data-problem=same]");
            }
        });
        Effect::new(move |_| {
            if self.problem.with(Option::is_some) {
                browser::take_reader_to(".banner--bad[data-problem]");
            }
        });
        let is_signed_out = Memo::new(move |_| self.is_signed_out());
        Effect::new(move |_| {
            if is_signed_out.get() {
                problem::look_whether_ended(ending, self.unsent);
            }
        });
    }

    /// Whether the way back in is shown.
    fn is_signed_out(self) -> bool {
        let signed_out = Slot::Failed(Trouble::App(AppError::SignedOut));
        self.problem
            .with(|problem| matches!(problem, Some((code, _)) if code == "signed_out"))
            || self.unsent.saving.get() == Saving::Refused && !self.ending.has_ended.get()
            || self
                .fields()
                .iter()
                .any(|field| field.is_upload() && self.form.slot(field.id) == signed_out)
    }

    fn hear(self, event: &Event) {
        let kind = event.type_();
        let field = || {
            let place = live::at(event, "[data-field]")?;
            self.sender.field(&place.get_attribute("data-field")?)
        };
        match kind.as_str() {
            "submit" => {
                if let Some(event) = event.dyn_ref::<SubmitEvent>() {
                    self.submit(event);
                }
            }
            "click" => self.click(event, field()),
            kind if OF_SLOTS.contains(&kind) => {
                if let Some(field) = field().filter(|field| field.is_upload())
                    && live::at(event, ".upload").is_some()
                {
                    upload::dragged(self, field, event);
                }
            }
            kind => {
                let control = live::at(event, "input, textarea, select");
                if let (Some(field), Some(control)) = (field(), control) {
                    match field.is_upload() {
                        true if kind == "change" => upload::chosen(self.form, field, &control),
                        true => {}
                        false => field::take_in(self.form, field, event),
                    }
                }
            }
        }
    }

    fn click(self, event: &Event, field: Option<&'static Field>) {
        let Some(button) = live::at(event, "button, [data-action=sign-in-here]") else {
            return;
        };
        let action = button.get_attribute("data-action").unwrap_or_default();
        match (action.as_str(), field) {
            ("sign-in-here", _) => problem::sign_in_here(self.ending, event),
            ("keep", _) => clear_page::close(event),
            ("send-code", _) => {
                event.prevent_default();
                if let Some(mailing) = self.mailing {
                    mailing.send(self.sender);
                }
            }
            ("keep-here" | "take-other", Some(field)) => {
                event.prevent_default();
                self.form.choose(field, action == "take-other");
                browser::focus(field.id);
            }
            ("remove" | "cancel" | "retry", Some(field)) => {
                event.prevent_default();
                upload::pressed(self.form, field, &action);
            }
            ("", Some(field)) => {
                if let Some(meant) = button.get_attribute("data-suggestion") {
                    // The button goes with the doubt.
                    self.form.leave(field, meant);
                    browser::focus(field.id);
                } else if button.class_name() == "field__reveal" {
                    self.revealed.update(|revealed| {
                        if !revealed.remove(field.id) {
                            revealed.insert(field.id);
                        }
                    });
                }
            }
            _ => {}
        }
    }
}
