//! Typed and not stored yet: sent one field at a time and in order, and again while the network
//! is away. It belongs to the app, not to a page, and the tab remembers it over a reload. Also the
//! field somebody is typing in is here: it is sent when they pause, or leave the page.

use std::collections::VecDeque;
use std::time::Duration;

use domain::application::view::{FieldSaved, Target};
use domain::form::drawn::mark;
use domain::form::{Field, FieldError, RawAnswers};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;

use crate::application::api;
use crate::browser;
use crate::error::AppError;
use crate::form::known;
use crate::form::known::{KnownTexts, TypedField, is_one_place};
use crate::form::saving::Saving;
use crate::form::uploads::Uploads;
use crate::session::ending::{self, Ending};
use crate::written::Written;

/// All of it.
#[derive(Clone, Copy)]
pub struct Unsent {
    queue: StoredValue<VecDeque<TypedField>>,
    /// What somebody is typing now, since when, and when the last key was pressed.
    typing: StoredValue<Option<(TypedField, f64, f64)>>,
    /// Somebody waits for a pause in the typing.
    is_watching: StoredValue<bool>,
    /// Somebody sends already: two would overtake each other.
    is_sending: StoredValue<bool>,
    /// What the fields of the page are known to hold on the server.
    known: StoredValue<KnownTexts>,
    /// Whose session it is sent in.
    ending: Ending,
    /// What is written besides.
    written: Written,
    /// Pictures go a way of their own, and end with it.
    uploads: Uploads,
    /// What the page shows about it.
    pub saving: RwSignal<Saving>,
    /// What the server said last, and about what.
    pub stored: RwSignal<Option<(TypedField, FieldSaved)>>,
}

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// Milliseconds without a key after which a text is sent.
const REST: f64 = 600.0;
/// Milliseconds after which it is sent though somebody types on.
const LONGEST_TYPING: f64 = 3_000.0;

/// Makes it known to all pages.
pub fn provide() {
    let unsent = Unsent {
        queue: StoredValue::new(VecDeque::new()),
        typing: StoredValue::new(None),
        is_watching: StoredValue::new(false),
        is_sending: StoredValue::new(false),
        known: StoredValue::new(KnownTexts::default()),
        ending: ending::current(),
        written: Written::current(),
        uploads: Uploads::current(),
        saving: RwSignal::new(Saving::Idle),
        stored: RwSignal::new(None),
    };
    provide_context(unsent);
    // The page goes: what is not sent yet goes with it, whatever comes of the page.
    browser::hear_window("pagehide", move |_| unsent.send_off());
    // A phone may end a page that nobody looks at without another word.
    browser::hear_window("visibilitychange", move |_| unsent.flush());
    browser::hear_window("pageshow", move |_| unsent.flush());
}

/// Where the tab remembers it.
const KEY: &str = "docket.unsent";

impl Unsent {
    /// What the app holds.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// A page is drawn from these answers.
    pub fn draw(self, place: &Target, answers: &RawAnswers) {
        self.known
            .update_value(|known| known.draw(&place.value(), answers));
    }

    /// The server put this text into a field, and the page shows it.
    pub fn know(self, place: &Target, field: &str, text: &str) {
        self.known
            .update_value(|known| known.store(&place.value(), field, text));
    }

    /// Whether the server is known to hold just this text in a field: nobody has typed another one.
    #[must_use]
    pub fn is_stored(self, place: &Target, field: &str, text: &str) -> bool {
        self.known
            .with_value(|known| known.is_stored(&place.value(), field, text))
    }

    /// What a page with these fields was drawn from, as it says it.
    #[must_use]
    pub fn drawn(self, place: &Target, fields: &[&'static Field]) -> String {
        let place = place.value();
        self.known
            .with_value(|known| known.drawn(&place, fields.iter().map(|field| field.id)))
    }

    /// Takes up what a page that is gone could not send any more; what of it belongs to this
    /// place.
    pub fn resume(self, place: &Target) -> Vec<TypedField> {
        let remembered = browser::remembered(KEY)
            .and_then(|json| crate::json::read::<Vec<TypedField>>(&json))
            .unwrap_or_default();
        if self.is_empty() && !remembered.is_empty() {
            self.queue.update_value(|queue| queue.extend(remembered));
            self.start();
        } else if self.is_empty() {
            self.saving.set(Saving::Idle);
        }
        self.waiting()
            .into_iter()
            .filter(|typed| typed.is_of(place))
            .collect()
    }

    /// Somebody types: the text is remembered at once, and sent when they pause.
    pub fn note(self, place: &Target, field: &'static Field, text: &str) {
        let Some(typed) = self.typed(place, field, text) else {
            return;
        };
        let now = browser::milliseconds();
        let (last, since) = match self.typing.get_value() {
            Some((last, since, _)) if last.is_in_field_of(&typed) => (None, since),
            Some((last, ..)) => (Some(last), now),
            None => (None, now),
        };
        self.typing.set_value(Some((typed, since, now)));
        if let Some(last) = last {
            self.push(last);
        }
        self.remember();
        if self.saving.get_untracked() == Saving::Saved {
            self.saving.set(Saving::Idle);
        }
        if !self.is_watching.get_value() {
            self.is_watching.set_value(true);
            spawn_local(self.watch());
        }
    }

    /// Sends a text, after everything typed before it.
    pub fn send(self, place: &Target, field: &'static Field, text: &str) {
        let typed = self.typed(place, field, text);
        self.send_typed(place, field, typed);
    }

    /// Sends what was chosen of two texts: whoever chose has seen the other one.
    pub fn choose(self, place: &Target, field: &'static Field, text: &str, other: &str) {
        self.known
            .update_value(|known| known.see(&place.value(), field.id, mark(other)));
        let mut typed = self.typed(place, field, text);
        if let Some(typed) = &mut typed {
            let other = known::value(field.id, mark(other));
            typed.drawn = known::joined(&typed.drawn, &other);
        }
        self.send_typed(place, field, typed);
    }

    fn send_typed(self, place: &Target, field: &'static Field, typed: Option<TypedField>) {
        self.typing.update_value(|typing| {
            if typing.as_ref().is_some_and(|(typing, ..)| {
                typing.field == field.id && is_one_place(&typing.place, &place.value())
            }) {
                *typing = None;
            }
        });
        if let Some(typed) = typed {
            self.saving_is(Saving::Busy);
            self.push(typed);
        }
    }

    /// A whole page was stored, but for what `errors` say of it.
    pub fn stored_all<'a>(
        self,
        place: &Target,
        texts: impl Iterator<Item = (&'static Field, &'a str)>,
        errors: &domain::form::StepErrors,
    ) {
        let is_disputed =
            |field: &Field| errors.get(field.id).and_then(FieldError::other).is_some();
        self.known.update_value(|known| {
            for (field, text) in texts.filter(|(field, _)| field.is_kept()) {
                match is_disputed(field) {
                    true => known.see(&place.value(), field.id, mark(&field.kept(text))),
                    false => known.store(&place.value(), field.id, &field.kept(text)),
                }
            }
        });
    }

    /// What waits for a registration whose session was lost goes to the one begun in its stead.
    pub fn begin_anew(self, lost: &Target, place: &Target) {
        let (lost, new) = (lost.value(), place.value());
        let moved = |typed: &mut TypedField| {
            if typed.place == lost {
                typed.place.clone_from(&new);
                typed.drawn = known::nothing();
            }
        };
        self.queue
            .update_value(|queue| queue.iter_mut().for_each(moved));
        self.typing.update_value(|typing| {
            if let Some((typed, ..)) = typing {
                moved(typed);
            }
        });
        self.known
            .update_value(|known| known.draw(&new, &RawAnswers::default()));
        self.remember();
    }

    /// A text to be sent; `None` when it is what is stored already.
    fn typed(self, place: &Target, field: &'static Field, text: &str) -> Option<TypedField> {
        let mut typed = TypedField {
            place: place.value(),
            field: field.id.to_owned(),
            text: field.kept(text),
            drawn: String::new(),
        };
        let front = self.queue.with_value(|queue| queue.front().cloned());
        let before = self
            .waiting()
            .into_iter()
            .rfind(|before| before.is_in_field_of(&typed));
        typed.drawn = match before {
            // Whoever types on has seen no more than when it was begun, and what was sent since.
            Some(before) if front.as_ref() == Some(&before) => {
                let own = known::value(field.id, mark(&before.text));
                known::joined(&before.drawn, &own)
            }
            Some(before) => before.drawn,
            None => {
                let (is_stored, drawn) = self.known.with_value(|known| {
                    let is_stored = known.is_stored(&typed.place, field.id, &typed.text);
                    let drawn = known.drawn(&typed.place, std::iter::once(field.id));
                    (is_stored, drawn)
                });
                if is_stored {
                    return None;
                }
                drawn
            }
        };
        Some(typed)
    }

    fn push(self, typed: TypedField) {
        self.queue.update_value(|queue| {
            // Only the newest text of a field that still waits is worth sending.
            let first = usize::from(!queue.is_empty());
            let same = queue
                .iter()
                .skip(first)
                .position(|waiting| waiting.is_in_field_of(&typed));
            if let Some(at) = same {
                queue.remove(at + first);
            }
            queue.push_back(typed);
        });
        self.remember();
        self.start();
    }

    fn start(self) {
        if !self.is_sending.get_value() && !self.queue.with_value(VecDeque::is_empty) {
            self.is_sending.set_value(true);
            spawn_local(self.drain());
        }
    }

    /// Sends what is being typed now, too.
    fn flush(self) {
        if let Some((typed, ..)) = self.typing.try_update_value(Option::take).flatten() {
            self.push(typed);
        }
        self.start();
    }

    /// Waits for a pause in the typing.
    async fn watch(self) {
        while let Some(Some((_, since, last))) = self.typing.try_get_value() {
            let now = browser::milliseconds();
            if now - last >= REST || now - since >= LONGEST_TYPING {
                self.flush();
                break;
            }
            browser::sleep(Duration::from_millis(150)).await;
        }
        self.is_watching.set_value(false);
    }

    /// The page goes: what is not stored is sent once more in a way that outlives it.
    fn send_off(self) {
        let waiting = self.waiting();
        for (at, typed) in waiting.iter().enumerate() {
            let is_newest = |newer: &TypedField| !newer.is_in_field_of(typed);
            if !waiting.iter().skip(at + 1).all(is_newest) {
                continue;
            }
            let form = [
                ("place", typed.place.as_str()),
                ("field", typed.field.as_str()),
                ("text", typed.text.as_str()),
                ("drawn", typed.drawn.as_str()),
            ];
            browser::send_off(api::SaveField::url(), &form);
        }
    }

    /// Forgets all of it, and all else this tab remembers: from now on somebody else may sit at
    /// this screen.
    pub fn forget(self) {
        self.queue.update_value(VecDeque::clear);
        self.typing.set_value(None);
        self.written.forget_all();
        self.uploads.forget();
        browser::forget_tab();
    }

    /// Somebody signs in: what the tab remembers stays if it is theirs.
    pub fn keep_of(self, user_name: &str) {
        if !ending::is_tab_of(user_name) {
            self.forget();
        }
    }

    /// Waits until everything typed is stored, or cannot be for now.
    pub async fn settle(self) {
        self.flush();
        while !self.is_empty() && !self.saving.get_untracked().is_trouble() {
            browser::sleep(Duration::from_millis(30)).await;
        }
    }

    /// A page is asked for: it is to show what was typed in the one before. On the server, where
    /// threads change, there is nothing to wait for.
    pub async fn before_loading(self) {
        if !self.is_empty() {
            SendWrapper::new(self.settle()).await;
        }
        self.uploads.page_is_asked_for();
    }

    /// Nothing is left to be sent.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.queue.with_value(VecDeque::is_empty) && self.typing.with_value(Option::is_none)
    }

    /// All that is not stored, in the order it was typed.
    fn waiting(self) -> Vec<TypedField> {
        let typing = self.typing.get_value().map(|(typed, ..)| typed);
        self.queue
            .with_value(|queue| queue.iter().cloned().chain(typing).collect())
    }

    fn remember(self) {
        let waiting = self.waiting();
        let json = match waiting.is_empty() {
            true => None,
            false => serde_json::to_string(&waiting).ok(),
        };
        browser::remember(KEY, json.as_deref());
    }

    /// Something that went wrong stays in sight until it is over.
    fn saving_is(self, saving: Saving) {
        if !self.saving.get_untracked().is_trouble() {
            self.saving.set(saving);
        }
    }

    /// A text is on its way: a newer one of the same field knows of it, whatever becomes of the
    /// answer.
    fn is_on_its_way(self, sent: &TypedField) {
        let own = mark(&sent.text);
        self.known
            .update_value(|known| known.see(&sent.place, &sent.field, own.clone()));
        let drawn = known::value(&sent.field, own);
        let join = |typed: &mut TypedField| {
            if typed.is_in_field_of(sent) {
                typed.drawn = known::joined(&typed.drawn, &drawn);
            }
        };
        self.queue
            .update_value(|queue| queue.iter_mut().skip(1).for_each(join));
        self.typing.update_value(|typing| {
            if let Some((typed, ..)) = typing {
                join(typed);
            }
        });
    }

    async fn drain(self) {
        let mut pause = FIRST_PAUSE;
        let mut refused = false;
        while let Some(typed) = self.queue.with_value(|queue| queue.front().cloned()) {
            self.is_on_its_way(&typed);
            let TypedField {
                place,
                field,
                text,
                drawn,
            } = typed.clone();
            match api::save_field(place, field, text, drawn).await {
                Ok(saved) => {
                    pause = FIRST_PAUSE;
                    let is_disputed = saved.finding.as_ref().and_then(FieldError::other).is_some();
                    if !is_disputed {
                        self.known.update_value(|known| {
                            known.store(&typed.place, &typed.field, &typed.text);
                        });
                    }
                    self.stored.set(Some((typed.clone(), saved)));
                }
                // The page asks them to sign in again, and what is typed here waits for it.
                Err(AppError::SignedOut) => {
                    self.saving.set(Saving::Refused);
                    self.ending.wait_until_back(pause, self).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
                Err(error) => match Saving::after(&error) {
                    Some(saving) => {
                        self.saving.set(saving);
                        browser::sleep_or_online(pause).await;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                        continue;
                    }
                    // The page keeps what is typed, and the next "next" sends all of it.
                    None => refused = true,
                },
            }
            self.queue.update_value(|queue| {
                // It may have been forgotten meanwhile, and something else stands there.
                if queue
                    .front()
                    .is_some_and(|front| front.is_in_field_of(&typed) && front.text == typed.text)
                {
                    queue.pop_front();
                }
            });
            self.remember();
        }
        self.is_sending.set_value(false);
        self.saving.set(match refused {
            true => Saving::Refused,
            // Somebody types on already.
            false if !self.is_empty() => Saving::Idle,
            false => Saving::Saved,
        });
    }
}
