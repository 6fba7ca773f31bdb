//! What a button under the form does.

use domain::application::view::StepOutcome;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{HtmlButtonElement, SubmitEvent};

use crate::account::next::prove_then;
use crate::error::AppError;
use crate::form::draft_form::DraftForm;
use crate::form::sender::FormTarget;
use crate::{browser, paths};

impl DraftForm {
    /// Somebody pressed a button.
    pub(super) fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.surface.peek(|surface| surface.is_busy) {
            return;
        }
        let action = event
            .submitter()
            .and_then(|button| button.dyn_into::<HtmlButtonElement>().ok())
            .map_or_else(|| "next".to_owned(), |button| button.value());
        if action == "next" && self.form.paper.peek(|paper| paper.waits) {
            return;
        }
        let turn = self.surface.change(|surface| {
            surface.problem = None;
            surface.turn += 1;
            surface.turn
        });
        let (turn, event) = (turn.unwrap_or_default(), event.clone());
        spawn_local(async move {
            if self.is_ready(&action, turn).await {
                self.save(&action, &event).await;
            }
        });
    }

    /// Whether nothing on the page holds back what the button asks for; what does is shown.
    async fn is_ready(self, action: &str, own: u32) -> bool {
        let Self { sender, form, .. } = self;
        // What is on its way is not missing. Whoever waits for it may press another button.
        let is_asked = |id: &str| sender.field(id).is_some();
        let is_newest = || self.surface.try_peek(|surface| surface.turn) == Some(own);
        if action == "next" && !form.uploads_arrive(is_asked, is_newest).await {
            return false;
        }
        self.is_busy(true);
        sender.collect();
        if action != "next" {
            return true;
        }
        let local_errors = || form.paper.peek(|paper| paper.local_errors());
        let mut wrong = local_errors();
        if !wrong.is_empty() {
            // It may stand in the draft already, written in another tab.
            sender.take_in_meanwhile().await;
            if sender.is_gone() {
                return false;
            }
            wrong = local_errors();
        }
        let is_held_back = if !wrong.is_empty() {
            sender.show(wrong);
            true
        } else {
            self.asks_again()
        };
        if is_held_back {
            self.is_busy(false);
        }
        !is_held_back
    }

    /// Whether something is named once more that is right and may be overlooked.
    fn asks_again(self) -> bool {
        let (same, mut doubts, was_asked) = self
            .form
            .paper
            .peek(|paper| (paper.same(), paper.doubts(), paper.was_asked));
        if !was_asked && !same.is_empty() {
            self.form.paper.change(|paper| paper.was_asked = true);
            self.surface.change(|surface| surface.same = same);
            return true;
        }
        let is_doubtful = self.surface.change(|surface| {
            surface.same.clear();
            let known = std::mem::replace(&mut surface.asked, doubts.clone());
            doubts.retain(|doubt| !known.contains(doubt));
            surface.doubts = doubts;
            !surface.doubts.is_empty()
        });
        is_doubtful.unwrap_or_default()
    }

    fn is_busy(self, is_busy: bool) {
        self.surface.change(|surface| surface.is_busy = is_busy);
    }

    fn fail(self, code: &str, seconds: u32) {
        let problem = Some((code.to_owned(), seconds));
        self.surface.change(|surface| surface.problem = problem);
    }

    /// Sends the page, and does what comes of it.
    async fn save(self, action: &str, event: &SubmitEvent) {
        let Self { sender, form, .. } = self;
        let saved = sender.save(action).await;
        if sender.is_gone() {
            return;
        }
        let go = |to: &str| self.address.go(to, Default::default());
        match saved {
            Ok(StepOutcome::Go { step }) => match (sender.target, self.ask) {
                (FormTarget::Step(_), _) => go(&paths::step(&form.place(), &step)),
                (FormTarget::Correction, Some(ask)) => ask.set(true),
                (FormTarget::Correction, None) => {}
            },
            Ok(StepOutcome::Stay { errors }) if action == "reset" && errors.is_empty() => {
                sender.show_emptied();
            }
            // What became wrong by a correction opens with the page.
            Ok(StepOutcome::Stay { errors })
                if errors.keys().any(|id| sender.field(id).is_none()) =>
            {
                browser::leave_for(&crate::told::Told::Check.on(&sender.page()));
            }
            Ok(StepOutcome::Stay { errors }) => sender.show(errors),
            Ok(StepOutcome::CodeSent { code }) => sender.code_sent(code),
            Ok(StepOutcome::Later { seconds, limit }) => {
                self.fail(limit.code(), seconds);
            }
            Err(error) => match (error, sender.target) {
                (AppError::Unproved, FormTarget::Step(step)) => {
                    let here = paths::step(&form.place(), step.id);
                    go(&prove_then(&here));
                }
                // The page asks them to sign in again, and says so once.
                (AppError::SignedOut, _) if self.ending.can_ask() => {
                    self.ending.send_later(event);
                    self.ending.was_refused(self.unsent).await;
                }
                (error, _) => self.fail(&error.code(), error.seconds()),
            },
        }
        self.is_busy(false);
    }
}
