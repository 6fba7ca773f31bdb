//! What a button under the form does.

use domain::application::view::StepOutcome;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{HtmlButtonElement, SubmitEvent};

use super::DraftForm;
use crate::account::next::prove_then;
use crate::application::sender::Target;
use crate::error::AppError;
use crate::{browser, paths};

impl DraftForm {
    /// Somebody pressed a button.
    pub(super) fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.is_busy.get_untracked() {
            return;
        }
        let action = event
            .submitter()
            .and_then(|button| button.dyn_into::<HtmlButtonElement>().ok())
            .map_or_else(|| "next".to_owned(), |button| button.value());
        if action == "next" && self.form.waits.get_untracked() {
            return;
        }
        self.turn.update_value(|turn| *turn += 1);
        self.problem.set(None);
        let event = event.clone();
        spawn_local(async move {
            let turn = self.turn.get_value();
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
        let is_newest = || self.turn.try_get_value() == Some(own);
        if action == "next" && !form.uploads_arrive(is_asked, is_newest).await {
            return false;
        }
        self.is_busy.set(true);
        sender.collect();
        if action != "next" {
            return true;
        }
        let mut wrong = sender.local_errors();
        if !wrong.is_empty() {
            // It may stand in the draft already, written in another tab.
            sender.take_in_meanwhile().await;
            if sender.is_gone() {
                return false;
            }
            wrong = sender.local_errors();
        }
        let is_held_back = if !wrong.is_empty() {
            sender.show(wrong);
            true
        } else if !form.was_asked.get_untracked() && !sender.same().is_empty() {
            // It may be right as it is, but most often somebody overlooked it: asked once.
            form.was_asked.set(true);
            self.same.set(sender.same());
            true
        } else {
            self.same.set(Vec::new());
            let known = self.asked.get_value();
            let mut doubts = sender.doubts();
            self.asked.set_value(doubts.clone());
            doubts.retain(|doubt| !known.contains(doubt));
            let is_doubtful = !doubts.is_empty();
            self.doubts.set(doubts);
            is_doubtful
        };
        if is_held_back {
            self.is_busy.set(false);
        }
        !is_held_back
    }

    /// Sends the page, and does what comes of it.
    async fn save(self, action: &str, event: &SubmitEvent) {
        let Self { sender, form, .. } = self;
        let saved = sender.save(action).await;
        if sender.is_gone() {
            return;
        }
        let go = |to: &str| self.address.get_value().go(to, Default::default());
        match saved {
            Ok(StepOutcome::Go { step }) => match (sender.target, self.ask) {
                (Target::Step(_), _) => go(&paths::step(&form.place.get_value(), &step)),
                (Target::Correction(_), Some(ask)) => ask.set(true),
                (Target::Correction(_), None) => {}
            },
            Ok(StepOutcome::Stay { errors }) if action == "reset" && errors.is_empty() => {
                sender.show_emptied();
            }
            // What became wrong by a correction opens with the page.
            Ok(StepOutcome::Stay { errors })
                if errors.keys().any(|id| sender.field(id).is_none()) =>
            {
                browser::leave_for(&format!("{}?check=1", sender.page()));
            }
            Ok(StepOutcome::Stay { errors }) => sender.show(errors),
            Ok(StepOutcome::CodeSent { code }) => sender.code_sent(code),
            Ok(StepOutcome::Later { seconds, limit }) => {
                self.problem.set(Some((limit.code().to_owned(), seconds)));
            }
            Err(error) => match (error, sender.target) {
                (AppError::Unproved, Target::Step(step)) => {
                    let here = paths::step(&form.place.get_value(), step.id);
                    go(&prove_then(&here));
                }
                // The page asks them to sign in again, and says so once.
                (AppError::SignedOut, _) if self.ending.can_ask() => {
                    self.ending.send_later(event);
                    self.ending.was_refused(self.unsent).await;
                }
                (error, _) => self.problem.set(Some((error.code(), error.seconds()))),
            },
        }
        self.is_busy.set(false);
    }
}
