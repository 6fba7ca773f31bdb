//! What the form does when somebody does something, and when something changes.

use domain::form::{Control, Field};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, SubmitEvent};

use crate::browser::trouble::SlotTrouble;
use crate::components::{clear_page, problem};
use crate::error::AppError;
use crate::form::draft_form::DraftForm;
use crate::form::field;
use crate::form::field::{select, upload};
use crate::form::saving::Saving;
use crate::form::uploads::Slot;
use crate::live::follow;
use crate::{browser, live};

/// What happens to controls.
const OF_CONTROLS: [&str; 4] = ["input", "compositionend", "change", "blur"];
/// What happens to slots besides.
const OF_SLOTS: [&str; 3] = ["dragover", "dragleave", "drop"];

impl DraftForm {
    fn fields(self) -> Vec<&'static Field> {
        self.form.paper.peek(|paper| paper.fields.clone())
    }

    /// Listens to its place, and follows what changes.
    pub fn attend(self, place: &Element) {
        for field in self.fields() {
            field::keep_in_step(self.form, field);
            match field.control {
                Control::Select { source, parent } => {
                    select::attend(self.form, field, source, parent);
                }
                Control::Upload => upload::attend(self.form, field),
                _ => {}
            }
        }
        if let Some(mailing) = self.mailing {
            mailing.attend();
        }
        self.sender.begin_at_top();
        self.follow_session();
        self.follow_banners();
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

    fn forget_problem(self) {
        self.surface.change(|surface| surface.problem = None);
    }

    fn follow_session(self) {
        let ending = self.ending;
        // What was refused is sent again when somebody is back.
        follow(
            move || ending.back.get().to_string(),
            move |before, _| {
                if before.is_some() {
                    self.forget_problem();
                }
            },
        );
        // A message that the service could not be reached, or had enough, goes when something was saved.
        let saving = self.unsent.saving;
        follow(
            move || (saving.get() == Saving::Saved).to_string(),
            move |_, is_saved| {
                let is_over = |code: &str| {
                    matches!(code, "unavailable" | "busy") || code.starts_with("spent")
                };
                let is_over = self.surface.peek(|surface| {
                    let problem = surface.problem.as_ref();
                    problem.is_some_and(|(code, _)| is_over(code))
                });
                if is_saved == "true" && is_over {
                    self.forget_problem();
                }
            },
        );
        follow(
            move || self.is_signed_out().to_string(),
            move |_, is_signed_out| {
                if is_signed_out == "true" {
                    problem::look_whether_ended(ending, self.unsent);
                }
            },
        );
    }

    /// Whether the way back in is shown.
    fn is_signed_out(self) -> bool {
        let signed_out = Slot::Failed(SlotTrouble::App(AppError::SignedOut));
        self.surface.see(|surface| {
            let problem = surface.problem.as_ref();
            problem.is_some_and(|(code, _)| code == "signed_out")
        }) || self.unsent.saving.get() == Saving::Refused && !self.ending.has_ended.get()
            || self
                .fields()
                .iter()
                .any(|field| field.is_upload() && self.form.slot(field.id) == signed_out)
    }

    /// Whoever did what a banner answers is led to it.
    fn follow_banners(self) {
        follow(
            move || {
                self.surface.see(|surface| match &surface.problem {
                    Some((code, _)) => code.clone(),
                    None => String::new(),
                })
            },
            |_, code| {
                if !code.is_empty() {
                    browser::take_reader_to(".banner--bad[data-problem]");
                }
            },
        );
        follow(
            move || {
                self.surface.track();
                let form = self.form.paper;
                let is_same = |surface: &crate::form::draft_form::Surface| {
                    form.see(|paper| !surface.still_the_same(paper).is_empty())
                };
                self.surface.peek(is_same).to_string()
            },
            |_, is_same| {
                if is_same == "true" {
                    browser::take_reader_to("[data-problem=same]");
                }
            },
        );
        follow(
            move || {
                let doubts = |surface: &crate::form::draft_form::Surface| {
                    let ids = surface
                        .doubts
                        .iter()
                        .map(|(id, text, _)| format!("{id} {text}"));
                    ids.collect::<Vec<_>>().join(" ")
                };
                self.surface.see(doubts)
            },
            |_, doubts| {
                if !doubts.is_empty() {
                    browser::take_reader_to("[data-problem=look-again]");
                }
            },
        );
        // Once all of it is mended, nothing is asked.
        follow(
            move || {
                self.surface.track();
                let paper = self.form.paper;
                let is_sure = |surface: &crate::form::draft_form::Surface| {
                    paper.see(|paper| paper.open_doubts(&surface.doubts).is_empty())
                };
                self.surface.peek(is_sure).to_string()
            },
            move |_, is_sure| {
                if is_sure == "true" && !self.surface.peek(|surface| surface.doubts.is_empty()) {
                    self.surface.change(|surface| surface.doubts.clear());
                }
            },
        );
    }

    fn hear(self, event: &Event) {
        let kind = event.type_();
        let field = || {
            let place = live::at(event, "[data-field]")?;
            self.sender.field(&place.get_attribute("data-field")?)
        };
        match kind.as_str() {
            "submit" => {
                // Beside it there may be another one.
                if let Some(event) = event.dyn_ref::<SubmitEvent>()
                    && live::at(event, "form.step").is_some()
                {
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
                    mailing.send();
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
                    self.surface.change(|surface| {
                        if !surface.revealed.remove(field.id) {
                            surface.revealed.insert(field.id);
                        }
                    });
                }
            }
            _ => {}
        }
    }
}
