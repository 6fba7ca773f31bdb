//! A step of a draft in the browser: what is typed, which marks are shown, what is saved.
//!
//! The marks come from `domain`, the same code the server refuses with. Everything typed is
//! autosaved field by field, one request at a time and in order, and tried again while the
//! network is away.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use domain::application::view::{Choice, CodeView, DraftView, PictureView, Place};
use domain::form::{Control, Facts, Field, FieldError, RawAnswers, Scope};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api;
use crate::error::AppError;

/// What the page shows about saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was typed yet.
    Idle,
    /// On its way.
    Busy,
    /// All of it is stored.
    Saved,
    /// The network is away; it is tried again.
    Waiting,
    /// Something was refused for good, most often because the session has ended.
    Refused,
}

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
    /// What the page shows about saving.
    pub saving: RwSignal<Saving>,
    /// How often the application was sent.
    pub round: i32,
    queue: StoredValue<VecDeque<(&'static str, String)>>,
}

impl Form {
    /// Opens the form of a draft. `judge_all`: show every mark at once, as after a refused "next".
    #[must_use]
    pub fn open(draft: &DraftView, fields: &[&'static Field], judge_all: bool) -> Self {
        let judged = fields
            .iter()
            .filter(|_| judge_all)
            .map(|field| field.id.to_owned())
            .collect();
        Self {
            place: StoredValue::new(draft.place.clone()),
            answers: RwSignal::new(draft.answers.clone()),
            facts: RwSignal::new(draft.facts.clone()),
            judged: RwSignal::new(judged),
            choices: RwSignal::new(draft.choices.clone()),
            pictures: RwSignal::new(draft.pictures.clone()),
            sources: RwSignal::new(draft.sources.clone()),
            code: RwSignal::new(draft.code.clone()),
            saving: RwSignal::new(Saving::Idle),
            round: draft.round,
            queue: StoredValue::new(VecDeque::new()),
        }
    }

    /// Looks at the form through a rule's eyes.
    pub fn with_scope<T>(self, look: impl FnOnce(&Scope) -> T) -> T {
        self.answers
            .with(|answers| self.facts.with(|facts| look(&Scope { answers, facts })))
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
                    Err(reason) if is_judged || !is_empty => Mark::Invalid(reason),
                    Ok(_) if !is_empty || matches!(field.control, Control::EmailCode { .. }) => {
                        Mark::Valid
                    }
                    _ => Mark::Empty,
                }
            })
        })
    }

    /// A field's raw text.
    #[must_use]
    pub fn text(self, field: &'static str) -> Memo<String> {
        Memo::new(move |_| self.answers.with(|answers| answers.get(field).to_owned()))
    }

    /// Somebody left a field: its text is taken in, judged and autosaved.
    pub fn leave(self, field: &'static Field, text: String) {
        let is_new = self
            .answers
            .try_with_untracked(|answers| answers.get(field.id) != text);
        // A control can lose the focus because its page is gone.
        let Some(is_new) = is_new else { return };
        let is_code = matches!(field.control, Control::EmailCode { .. });
        // Whether a code is right only the server knows.
        if !text.is_empty() && !is_code {
            self.judge(field);
        }
        if !is_new {
            return;
        }
        self.answers
            .update(|answers| answers.set(field.id, text.clone()));
        self.sources.update(|sources| {
            if sources.get(field.id).is_some_and(|read| *read != text) {
                sources.remove(field.id);
            }
        });
        if is_code {
            spawn_local(self.enter_code(field, text));
        } else if !field.is_secret() {
            self.enqueue(field.id, text);
        }
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
        let is_wrong = saved.finding.is_some();
        let _ = self.facts.try_update(|facts| {
            facts.confirmed_emails.extend(saved.confirmed);
            match saved.finding {
                Some(reason) => {
                    facts.findings.insert(field.id.to_owned(), (text, reason));
                }
                None => {
                    facts.findings.remove(field.id);
                }
            }
        });
        if is_wrong {
            self.judge(field);
        }
    }

    /// From now on the mark of this field is shown even while it is empty.
    pub fn judge(self, field: &'static Field) {
        let _ = self.judged.try_update(|judged| {
            judged.insert(field.id.to_owned());
        });
    }

    /// A reader or the server filled a field in; nothing needs saving.
    pub fn fill(self, field: &str, text: &str) {
        self.answers.update(|answers| answers.set(field, text));
        self.sources.update(|sources| {
            sources.insert(field.to_owned(), text.to_owned());
        });
    }

    fn enqueue(self, field: &'static str, text: String) {
        let is_running = self.queue.with_value(|queue| !queue.is_empty());
        self.queue.update_value(|queue| {
            // Only the newest text of a field that still waits is worth sending.
            let first = usize::from(!queue.is_empty());
            if let Some(at) = queue
                .iter()
                .skip(first)
                .position(|(waiting, _)| *waiting == field)
            {
                queue.remove(at + first);
            }
            queue.push_back((field, text));
        });
        if !is_running {
            spawn_local(self.drain());
        }
    }

    /// Waits until everything typed is stored, or the network is away.
    pub async fn settle(self) {
        while self.queue.with_value(|queue| !queue.is_empty())
            && self.saving.get_untracked() != Saving::Waiting
        {
            crate::browser::sleep(Duration::from_millis(30)).await;
        }
    }

    async fn drain(self) {
        let mut pause = Duration::from_millis(500);
        let mut refused = false;
        while let Some((field, text)) = self
            .queue
            .try_with_value(|queue| queue.front().cloned())
            .flatten()
        {
            if self.saving.get_untracked() != Saving::Waiting {
                self.saving.set(Saving::Busy);
            }
            let place = self.place.get_value().value();
            match api::save_field(place, field.to_owned(), text.clone()).await {
                Ok(saved) => {
                    pause = Duration::from_millis(500);
                    self.queue.try_update_value(VecDeque::pop_front);
                    self.facts.update(|facts| match saved.finding {
                        Some(reason) => {
                            facts.findings.insert(field.to_owned(), (text, reason));
                        }
                        None => {
                            facts.findings.remove(field);
                        }
                    });
                }
                Err(AppError::Unavailable | AppError::Busy | AppError::TooMany { .. }) => {
                    self.saving.set(Saving::Waiting);
                    crate::browser::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(15));
                    continue;
                }
                Err(_) => {
                    // The page keeps what is typed, and the next "next" sends all of it.
                    refused = true;
                    self.queue.try_update_value(VecDeque::pop_front);
                }
            }
        }
        self.saving.try_set(match refused {
            true => Saving::Refused,
            false => Saving::Saved,
        });
    }
}

/// The form around a field component.
#[must_use]
pub fn form() -> Form {
    expect_context()
}
