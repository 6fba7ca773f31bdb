//! The form of a draft: what is typed, which marks are shown, what is saved and sent, and how its fields
//! are written. Components and pages stand above it; it knows none of them.
//!
//! The marks come from `domain`, the same code the server refuses with. Everything typed is
//! autosaved field by field.

use domain::account::{PASSWORD, USER_NAME};
use domain::application::kind::ApplicationKind;
use domain::application::view::{CodeView, DraftView, Target};
use domain::form::{Control, Field, Scope, StepErrors};
use domain::map::Map;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::account::api::judge_password;
use crate::application::api;
use crate::form::paper::Paper;
use crate::form::plain::Judged;
use crate::form::unsent::Unsent;
use crate::form::uploads::Uploads;
use crate::live::{Shared, follow, when_mounted};

pub mod draft_form;
pub mod error_summary;
pub mod field;
pub mod known;
pub mod look_again;
mod meanwhile;
pub mod more_to_choose;
pub mod paper;
mod pictures;
pub mod plain;
pub mod save_note;
pub mod saving;
pub mod sender;
pub mod still_the_same;
pub mod unsent;
pub mod uploads;

/// The open form.
#[derive(Clone, Copy)]
pub struct Form {
    /// What stands on it.
    pub paper: Shared<Paper>,
    /// What is on its way to the server.
    unsent: Unsent,
    /// Pictures that are.
    pub uploads: Uploads,
}

impl Form {
    /// Opens the form of a draft, with the marks of a refused "next" where it says so.
    #[must_use]
    pub fn open(draft: DraftView, fields: Vec<&'static Field>, judged: &Judged) -> Self {
        let unsent = Unsent::current();
        unsent.draw(&draft.place, &draft.answers);
        let form = Self {
            paper: Shared::new(Paper::of(draft, fields, judged)),
            unsent,
            uploads: Uploads::current(),
        };
        form.listen();
        form
    }

    /// Which application.
    #[must_use]
    pub fn place(self) -> Target {
        self.paper.peek(|paper| paper.place.clone())
    }

    /// The page was left: there is nobody to show an answer to, and nothing of it may be read.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.paper.is_gone()
    }

    /// Looks at the form through a rule's eyes.
    pub fn with_scope<T>(self, look: impl FnOnce(&Scope) -> T) -> T {
        self.paper.peek(|paper| look(&paper.scope()))
    }

    /// Somebody left a field: its text is taken in, judged and autosaved.
    pub fn leave(self, field: &'static Field, text: String) {
        // Whether a code is right only the server knows.
        if !text.is_empty() && !matches!(field.control, Control::EmailCode { .. }) {
            self.judge(field);
        }
        self.take_in(field, text.clone(), Unsent::send);
        if matches!(field.control, Control::Password)
            && self.paper.try_peek(|paper| paper.passed != text) == Some(true)
        {
            spawn_local(self.judge_password(field, text));
        }
    }

    /// Somebody mends a text that is marked as wrong: it is taken in and judged with every key, and
    /// autosaved when they pause.
    pub fn mend(self, field: &'static Field, text: String) {
        self.take_in(field, text, Unsent::note);
    }

    /// Somebody types: nothing is judged before they leave the field, and what stands in it is
    /// autosaved when they pause.
    pub fn type_in(self, field: &'static Field, text: &str) {
        if field.is_kept()
            && let Some(place) = self.paper.try_peek(|paper| paper.place.clone())
        {
            self.unsent.note(&place, field, text);
        }
    }

    fn take_in(
        self,
        field: &'static Field,
        text: String,
        save: fn(Unsent, &Target, &'static Field, &str),
    ) {
        // A control can lose the focus because its page is gone.
        let is_new = self.paper.try_peek(|paper| paper.text(field.id) != text);
        let Some(is_new) = is_new else { return };
        if is_new {
            self.paper.change(|paper| {
                paper.answers.set(field.id, text.as_str());
                if paper
                    .sources
                    .get(field.id)
                    .is_some_and(|read| *read != text)
                {
                    paper.sources.remove(field.id);
                }
                // What was changed in two places stays so, whatever is typed, until somebody chooses.
                if let Some((seen, reason)) = paper.facts.findings.get_mut(field.id)
                    && reason.other().is_some()
                {
                    seen.clone_from(&text);
                }
            });
        }
        if !field.is_secret() {
            // Also when it is as it was: what was typed in between may be on its way.
            save(self.unsent, &self.place(), field, &text);
        } else if is_new && matches!(field.control, Control::EmailCode { .. }) {
            spawn_local(self.enter_code(field, text));
        }
    }

    /// Somebody chose between the two texts of a field that was changed in two places.
    pub fn choose(self, field: &'static Field, takes_other: bool) {
        let (here, reason) = self.with_scope(|scope| {
            let here = scope.get(field.id).to_owned();
            (here, field.check(scope).err())
        });
        let other = reason.and_then(|reason| reason.other().map(str::to_owned));
        let Some(other) = other else { return };
        let (text, other) = match takes_other {
            true => (other, here),
            false => (here, other),
        };
        self.paper.change(|paper| {
            paper.facts.findings.remove(field.id);
            paper.answers.set(field.id, text.as_str());
        });
        self.unsent.choose(&self.place(), field, &text, &other);
    }

    /// What the page was drawn from, as its form says it.
    #[must_use]
    pub fn drawn(self) -> String {
        self.paper
            .peek(|paper| self.unsent.drawn(&paper.place, &paper.fields))
    }

    /// The page was stored as it stands, but for what `errors` say of it. Also of one that was left.
    pub fn stored_all(
        self,
        place: &Target,
        texts: &Map<String, String>,
        fields: &[&'static Field],
        errors: &StepErrors,
    ) {
        let texts = fields
            .iter()
            .filter_map(|field| Some((*field, texts.get(field.id)?.as_str())));
        self.unsent.stored_all(place, texts, errors);
    }

    async fn enter_code(self, field: &'static Field, text: String) {
        // The address it confirms may be on its way still.
        self.settle().await;
        let Some(place) = self.paper.try_peek(|paper| paper.place.value()) else {
            return;
        };
        // Without an answer nothing is lost: "next" sends the code too.
        let Ok(saved) = api::enter_code(place, field.id.to_owned(), text.clone()).await else {
            return;
        };
        let is_empty = text.is_empty();
        self.paper.change(|paper| {
            paper.facts.confirmed_emails.extend(saved.confirmed);
            paper.find(field.id, text, saved.finding);
        });
        if !is_empty {
            self.judge(field);
        }
    }

    /// Asks how easy a new password is to guess, once it passes all that can be told here.
    async fn judge_password(self, field: &'static Field, text: String) {
        // The field may have been left because its page was.
        let asked = self.paper.try_peek(|paper| {
            let passes = field.check(&paper.scope()).is_ok();
            passes.then(|| paper.text(USER_NAME).to_owned())
        });
        let Some(user_name) = asked.flatten() else {
            return;
        };
        if field.id != PASSWORD || text.is_empty() {
            return;
        }
        // Without an answer there is no mark: "next" asks again.
        let Ok(reason) = judge_password(text.clone(), user_name).await else {
            return;
        };
        self.paper.change(|paper| match reason {
            None => paper.passed = text,
            Some(_) => paper.find(field.id, text, reason),
        });
    }

    /// A code is on its way to be entered in this field.
    pub fn code_sent(self, field: &str, code: CodeView) {
        self.paper.change(|paper| {
            paper.facts.code_sent_to = Some(code.address.clone());
            paper.facts.findings.remove(field);
            paper.judged.remove(field);
            paper.code = Some(code);
        });
    }

    /// From now on the mark of this field is shown even while it is empty.
    pub fn judge(self, field: &'static Field) {
        let is_judged = self.paper.try_peek(|paper| paper.judged.contains(field.id));
        if is_judged == Some(false) {
            self.paper.change(|paper| paper.judged.insert(field.id));
        }
    }

    /// Waits until everything typed is stored, or cannot be for now.
    pub async fn settle(self) {
        self.unsent.settle().await;
    }

    /// What was saved made a registration, or began one anew, because the browser had lost its
    /// session and there is no account to sign in with: all that stands on the page goes there.
    fn belongs_to(self, reference: String) {
        let (lost, place) = (self.place(), Target::NewcomerOf(reference));
        self.paper.change(|paper| paper.place.clone_from(&place));
        if lost == Target::Newcomer || lost == place {
            return;
        }
        self.unsent.begin_anew(&lost, &place);
        let answers = self.paper.peek(|paper| paper.answers.clone());
        let kept = |(id, text): (&str, &str)| {
            let field = ApplicationKind::of_newcomers().spec().field(id)?;
            field.is_kept().then(|| (field, text.to_owned()))
        };
        for (field, text) in answers.iter().filter_map(kept) {
            self.unsent.send(&place, field, &text);
        }
    }

    /// Hears what became of what was typed, and puts back what a page that is gone had not sent.
    fn listen(self) {
        when_mounted(move || {
            self.paper.change(|paper| paper.is_hydrated = true);
        });
        Effect::new(move |_| {
            let Some((typed, saved)) = self.unsent.stored.get() else {
                return;
            };
            if !typed.is_of(&self.place()) {
                return;
            }
            self.paper.change(|paper| {
                let here = paper.text(&typed.field).to_owned();
                let is_shown = saved.finding.as_ref().is_some_and(|reason| {
                    let before = paper.facts.findings.get(&typed.field);
                    reason.other().is_some() && before.is_some_and(|(seen, _)| *seen == here)
                });
                let text = if is_shown { here } else { typed.text };
                paper.find(&typed.field, text, saved.finding);
            });
            if let Some(reference) = saved.reference {
                self.belongs_to(reference);
            }
        });
        let uploads = self.uploads;
        follow(
            move || uploads.changes().to_string(),
            move |before, _| {
                // What happened before the page was asked for is in its draft.
                let changed = match before {
                    Some(_) => uploads.last_changed().into_iter().collect(),
                    None => uploads.since_asked(),
                };
                let place = self.place();
                for changed in changed.iter().filter(|changed| changed.is_of(&place)) {
                    self.take_over(changed);
                }
            },
        );
        when_mounted(move || {
            let unsent = self.unsent.resume(&self.place());
            if unsent.is_empty() {
                return;
            }
            // After the controls have said what they held when the page was hydrated.
            request_animation_frame(move || {
                self.paper.change(|paper| {
                    for typed in unsent {
                        paper.answers.set(typed.field, typed.text);
                    }
                });
            });
        });
    }
}
