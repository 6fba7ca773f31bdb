//! A step of a draft in the browser: what is typed, which marks are shown, what is saved.
//!
//! The marks come from `domain`, the same code the server refuses with. Everything typed is
//! autosaved field by field.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{PASSWORD, USER_NAME};
use domain::application::kind::{ApplicationKind, Kind};
use domain::application::view::{Choice, CodeView, DraftView, PictureView, Place, is_as_sent};
use domain::form::asked::Page;
use domain::form::{Control, Facts, Field, FieldError, RawAnswers, Scope, StepErrors};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api;
use super::plain::Judged;
use super::unsent::Unsent;
use super::uploads::Uploads;
use crate::account::api::judge_password;

mod meanwhile;
mod pictures;

/// How a field is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing to say yet.
    Empty,
    /// Passes.
    Valid,
    /// Does not pass.
    Invalid(FieldError),
}

impl Mark {
    /// The value of `data-state`.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Valid => "valid",
            Self::Invalid(_) => "invalid",
        }
    }
}

/// The open form.
#[derive(Clone, Copy)]
pub struct Form {
    /// Which application.
    pub place: StoredValue<Place>,
    /// What is typed, over all steps; passwords stay here and are never autosaved.
    pub answers: RwSignal<RawAnswers>,
    /// What the rules may know besides.
    pub facts: RwSignal<Facts>,
    /// What the choices of this page decide about the rest of it.
    pub page: StoredValue<Page>,
    /// Scripts run: until then the style sheet shows what is asked.
    pub is_alive: RwSignal<bool>,
    /// Lists that came with the answers above them, and are to be chosen from now.
    pub more: StoredValue<Vec<&'static Field>>,
    /// The password the server found nothing wrong with.
    passed: RwSignal<String>,
    /// Fields whose mark is shown even while they are empty.
    pub judged: RwSignal<BTreeSet<String>>,
    /// Lists for select fields.
    pub choices: RwSignal<BTreeMap<String, Vec<Choice>>>,
    /// Stored pictures.
    pub pictures: RwSignal<BTreeMap<String, PictureView>>,
    /// Answers read from a picture.
    pub sources: RwSignal<BTreeMap<String, String>>,
    /// The code last mailed.
    pub code: RwSignal<Option<CodeView>>,
    /// The data of its kind.
    kind: &'static Kind,
    /// How often the application was sent.
    pub round: i32,
    /// Somebody tried to send it while something that was sent back is as it was.
    pub was_asked: RwSignal<bool>,
    /// What was sent last in the items to correct.
    sent: StoredValue<BTreeMap<String, String>>,
    /// What is on its way to the server.
    unsent: Unsent,
    /// Pictures that are.
    pub uploads: Uploads,
    /// Somebody wants to go on, and a picture is on its way.
    pub waits: RwSignal<bool>,
}

impl Form {
    /// Opens the form of a draft, with the marks of a refused "next" where it says so.
    #[must_use]
    pub fn open(draft: &DraftView, fields: &[&'static Field], judged: &Judged) -> Self {
        let Judged { is_checked, more } = judged;
        let is_new = |field: &Field| more.iter().any(|id| id == field.id);
        let more = fields
            .iter()
            .copied()
            .filter(|field| is_new(field))
            .collect();
        let judged = fields
            .iter()
            .filter(|field| *is_checked && !is_new(field))
            .map(|field| field.id.to_owned())
            .collect();
        let form = Self {
            place: StoredValue::new(draft.place.clone()),
            answers: RwSignal::new(draft.answers.clone()),
            facts: RwSignal::new(draft.facts.clone()),
            page: StoredValue::new(Page::of(fields, &draft.scope())),
            is_alive: RwSignal::new(false),
            more: StoredValue::new(more),
            passed: RwSignal::new(String::new()),
            judged: RwSignal::new(judged),
            choices: RwSignal::new(draft.choices.clone()),
            pictures: RwSignal::new(draft.pictures.clone()),
            sources: RwSignal::new(draft.sources.clone()),
            code: RwSignal::new(draft.code.clone()),
            kind: draft.spec(),
            round: draft.round,
            was_asked: RwSignal::new(false),
            sent: StoredValue::new(draft.sent.clone()),
            unsent: Unsent::current(),
            uploads: Uploads::current(),
            waits: RwSignal::new(false),
        };
        form.unsent.draw(&draft.place, &draft.answers);
        form.listen();
        form
    }

    /// Looks at the form through a rule's eyes.
    pub fn with_scope<T>(self, look: impl FnOnce(&Scope) -> T) -> T {
        self.answers
            .with(|answers| self.facts.with(|facts| look(&Scope { answers, facts })))
    }

    fn with_scope_untracked<T>(self, look: impl FnOnce(&Scope) -> T) -> T {
        untrack(|| self.with_scope(look))
    }

    /// Whether a field is asked, as the answers stand.
    #[must_use]
    pub fn applies(self, field: &'static Field) -> Memo<bool> {
        Memo::new(move |_| self.with_scope(|scope| (field.applies)(scope)))
    }

    /// The mark of a field.
    #[must_use]
    pub fn mark(self, field: &'static Field) -> Memo<Mark> {
        Memo::new(move |_| {
            let is_judged = self.judged.with(|judged| judged.contains(field.id));
            self.with_scope(|scope| {
                let is_empty = match field.control {
                    Control::Upload => !scope.facts.pictures.contains(field.id),
                    Control::EmailCode { .. } => field.check(scope).is_err(),
                    _ => field.entered(scope).is_empty(),
                };
                match field.check(scope) {
                    Err(reason) if is_judged || !is_empty || reason.other().is_some() => {
                        Mark::Invalid(reason)
                    }
                    // What was sent back and is as it was, or may be a slip, deserves no tick.
                    Ok(_) if self.is_as_sent(field, scope) || field.warning(scope).is_some() => {
                        Mark::Empty
                    }
                    // How easy one is to guess only the server knows in full.
                    Ok(_)
                        if matches!(field.control, Control::Password)
                            && self
                                .passed
                                .with(|passed| passed.as_str() != field.entered(scope)) =>
                    {
                        Mark::Empty
                    }
                    Ok(_) if !is_empty || matches!(field.control, Control::EmailCode { .. }) => {
                        Mark::Valid
                    }
                    _ => Mark::Empty,
                }
            })
        })
    }

    /// Whether a field that was sent back holds what was sent in it.
    #[must_use]
    pub fn is_same(self, field: &'static Field) -> Memo<bool> {
        Memo::new(move |_| self.with_scope(|scope| self.is_as_sent(field, scope)))
    }

    /// Whether a field holds what was sent in it, when it was sent back.
    #[must_use]
    pub fn is_as_sent(self, field: &Field, scope: &Scope) -> bool {
        let picture = self
            .pictures
            .with(|pictures| pictures.get(field.id).map(|picture| picture.id.to_string()));
        self.sent
            .with_value(|sent| is_as_sent(sent, field, scope, picture.as_deref()))
    }

    /// A field's raw text.
    #[must_use]
    pub fn text(self, field: &'static str) -> Memo<String> {
        Memo::new(move |_| self.answers.with(|answers| answers.get(field).to_owned()))
    }

    /// Somebody left a field: its text is taken in, judged and autosaved.
    pub fn leave(self, field: &'static Field, text: String) {
        // Whether a code is right only the server knows.
        if !text.is_empty() && !matches!(field.control, Control::EmailCode { .. }) {
            self.judge(field);
        }
        self.take_in(field, text.clone(), Unsent::send);
        if matches!(field.control, Control::Password)
            && self.passed.try_with_untracked(|passed| *passed != text) == Some(true)
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
            && let Some(place) = self.place.try_get_value()
        {
            self.unsent.note(&place, field, text);
        }
    }

    fn take_in(
        self,
        field: &'static Field,
        text: String,
        save: fn(Unsent, &Place, &'static Field, &str),
    ) {
        let is_new = self
            .answers
            .try_with_untracked(|answers| answers.get(field.id) != text);
        // A control can lose the focus because its page is gone.
        let Some(is_new) = is_new else { return };
        if is_new {
            self.answers
                .update(|answers| answers.set(field.id, text.clone()));
            self.sources.update(|sources| {
                if sources.get(field.id).is_some_and(|read| *read != text) {
                    sources.remove(field.id);
                }
            });
            // What was changed in two places stays so, whatever is typed, until somebody chooses.
            self.facts.update(|facts| {
                if let Some((seen, reason)) = facts.findings.get_mut(field.id)
                    && reason.other().is_some()
                {
                    seen.clone_from(&text);
                }
            });
        }
        if !field.is_secret() {
            // Also when it is as it was: what was typed in between may be on its way.
            save(self.unsent, &self.place.get_value(), field, &text);
        } else if is_new && matches!(field.control, Control::EmailCode { .. }) {
            spawn_local(self.enter_code(field, text));
        }
    }

    /// Somebody chose between the two texts of a field that was changed in two places.
    pub fn choose(self, field: &'static Field, takes_other: bool) {
        let here = self.with_scope(|scope| scope.get(field.id).to_owned());
        let other = self
            .with_scope(|scope| field.check(scope).err())
            .and_then(|reason| reason.other().map(str::to_owned));
        let Some(other) = other else { return };
        let (text, other) = match takes_other {
            true => (other, here),
            false => (here, other),
        };
        self.facts.update(|facts| {
            facts.findings.remove(field.id);
        });
        self.answers
            .update(|answers| answers.set(field.id, text.clone()));
        self.unsent
            .choose(&self.place.get_value(), field, &text, &other);
    }

    /// What the page was drawn from, as its form says it.
    #[must_use]
    pub fn drawn(self, fields: &[&'static Field]) -> String {
        self.unsent.drawn(&self.place.get_value(), fields)
    }

    /// The page was stored as it stands, but for what `errors` say of it. Also of one that was left.
    pub fn stored_all(
        self,
        place: &Place,
        texts: &BTreeMap<String, String>,
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
        let Some(place) = self.place.try_with_value(|place| place.value()) else {
            return;
        };
        // Without an answer nothing is lost: "next" sends the code too.
        let Ok(saved) = api::enter_code(place, field.id.to_owned(), text.clone()).await else {
            return;
        };
        let _ = self.facts.try_update(|facts| {
            facts.confirmed_emails.extend(saved.confirmed);
            match saved.finding {
                Some(reason) => {
                    let seen = (text.clone(), reason);
                    facts.findings.insert(field.id.to_owned(), seen);
                }
                None => {
                    facts.findings.remove(field.id);
                }
            }
        });
        if !text.is_empty() {
            self.judge(field);
        }
    }

    /// Asks how easy a new password is to guess, once it passes all that can be told here.
    async fn judge_password(self, field: &'static Field, text: String) {
        // The field may have been left because its page was.
        if self.place.is_disposed() {
            return;
        }
        let passes = self.with_scope_untracked(|scope| field.check(scope).is_ok());
        if field.id != PASSWORD || text.is_empty() || !passes {
            return;
        }
        let user_name = self
            .answers
            .with_untracked(|answers| answers.get(USER_NAME).to_owned());
        // Without an answer there is no mark: "next" asks again.
        let Ok(reason) = judge_password(text.clone(), user_name).await else {
            return;
        };
        match reason {
            None => {
                let _ = self.passed.try_set(text);
            }
            Some(reason) => {
                let _ = self.facts.try_update(|facts| {
                    facts.findings.insert(field.id.to_owned(), (text, reason));
                });
            }
        }
    }

    /// A code is on its way to be entered in this field.
    pub fn code_sent(self, field: &str, code: CodeView) {
        self.facts.update(|facts| {
            facts.code_sent_to = Some(code.address.clone());
            facts.findings.remove(field);
        });
        self.judged.update(|judged| {
            judged.remove(field);
        });
        self.code.set(Some(code));
    }

    /// From now on the mark of this field is shown even while it is empty.
    pub fn judge(self, field: &'static Field) {
        let _ = self.judged.try_update(|judged| {
            judged.insert(field.id.to_owned());
        });
    }

    /// Waits until everything typed is stored, or cannot be for now.
    pub async fn settle(self) {
        self.unsent.settle().await;
    }

    /// What was saved made a registration, or began one anew, because the browser had lost its
    /// session and there is no account to sign in with: all that stands on the page goes there.
    fn belongs_to(self, reference: String) {
        let (lost, place) = (self.place.get_value(), Place::EntranceOf(reference));
        self.place.set_value(place.clone());
        if lost == Place::Entrance || lost == place {
            return;
        }
        self.unsent.begin_anew(&lost, &place);
        let answers = self.answers.get_untracked();
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
        Effect::new(move |_| self.is_alive.set(true));
        Effect::new(move |_| {
            let Some((typed, saved)) = self.unsent.stored.get() else {
                return;
            };
            if !typed.is_of(&self.place.get_value()) {
                return;
            }
            let here = self
                .answers
                .with_untracked(|answers| answers.get(&typed.field).to_owned());
            self.facts.update(|facts| match saved.finding {
                Some(reason) => {
                    let before = facts.findings.get(&typed.field);
                    let is_shown =
                        reason.other().is_some() && before.is_some_and(|(seen, _)| *seen == here);
                    let text = if is_shown { here } else { typed.text };
                    facts.findings.insert(typed.field.clone(), (text, reason));
                }
                None => {
                    facts.findings.remove(&typed.field);
                }
            });
            if let Some(reference) = saved.reference {
                self.belongs_to(reference);
            }
        });
        Effect::new(move |before: Option<()>| {
            let changed = self.uploads.changed.get();
            // What happened before the page was asked for is in its draft.
            let changed = match before {
                Some(()) => changed.into_iter().collect(),
                None => self.uploads.since_asked(),
            };
            let place = self.place.get_value();
            for changed in changed.iter().filter(|changed| changed.is_of(&place)) {
                self.take_over(changed);
            }
        });
        Effect::new(move |_| {
            let unsent = self.unsent.resume(&self.place.get_value());
            if unsent.is_empty() {
                return;
            }
            // After the controls have said what they held when the page came alive.
            request_animation_frame(move || {
                let _ = self.answers.try_update(|answers| {
                    for typed in &unsent {
                        answers.set(&typed.field, typed.text.clone());
                    }
                });
            });
        });
    }
}

/// The form around a field component.
#[must_use]
pub fn form() -> Form {
    expect_context()
}
