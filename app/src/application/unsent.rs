//! Typed and not stored yet: sent one field at a time and in order, and again while the network
//! is away. It belongs to the app, not to a page, and the tab remembers it over a reload.

use std::collections::VecDeque;
use std::time::Duration;

use domain::application::view::{FieldSaved, Place};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::api;
use crate::browser;
use crate::error::AppError;
use crate::session::ending::{self, Ending};

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
    /// Something was refused, most often because the session has ended.
    Refused,
}

/// The text of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// Which application, as [`Place::value`].
    pub place: String,
    /// The field's id.
    pub field: String,
    /// As typed.
    pub text: String,
}

impl Typed {
    /// Whether it was typed into this application.
    #[must_use]
    pub fn is_of(&self, place: &Place) -> bool {
        // The first field of all is typed before its application has a reference.
        let is_first = self.place.is_empty() && matches!(place, Place::EntranceOf(_));
        is_first || self.place == place.value()
    }
}

/// All of it.
#[derive(Clone, Copy)]
pub struct Unsent {
    queue: StoredValue<VecDeque<Typed>>,
    /// Somebody sends already: two would overtake each other.
    is_sending: StoredValue<bool>,
    /// Whose session it is sent in.
    ending: Ending,
    /// What the page shows about it.
    pub saving: RwSignal<Saving>,
    /// What the server said last, and about what.
    pub stored: RwSignal<Option<(Typed, FieldSaved)>>,
}

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Makes it known to all pages.
pub fn provide() {
    provide_context(Unsent {
        queue: StoredValue::new(VecDeque::new()),
        is_sending: StoredValue::new(false),
        ending: ending::current(),
        saving: RwSignal::new(Saving::Idle),
        stored: RwSignal::new(None),
    });
}

/// Where the tab remembers it.
const KEY: &str = "docket.unsent";

impl Unsent {
    /// What the app holds.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// Takes up what a page that is gone could not send any more; what of it belongs to this
    /// place.
    pub fn resume(self, place: &Place) -> Vec<Typed> {
        let remembered = browser::remembered(KEY)
            .and_then(|json| serde_json::from_str::<Vec<Typed>>(&json).ok())
            .unwrap_or_default();
        if self.is_empty() && !remembered.is_empty() {
            self.queue.update_value(|queue| queue.extend(remembered));
            self.start();
        } else if self.is_empty() {
            self.saving.set(Saving::Idle);
        }
        self.queue.with_value(|queue| {
            queue
                .iter()
                .filter(|typed| typed.is_of(place))
                .cloned()
                .collect()
        })
    }

    /// Sends a text, after everything typed before it.
    pub fn send(self, typed: Typed) {
        self.queue.update_value(|queue| {
            // Only the newest text of a field that still waits is worth sending.
            let first = usize::from(!queue.is_empty());
            let same = queue.iter().skip(first).position(|waiting| {
                (&waiting.place, &waiting.field) == (&typed.place, &typed.field)
            });
            if let Some(at) = same {
                queue.remove(at + first);
            }
            queue.push_back(typed);
        });
        self.remember();
        self.start();
    }

    fn start(self) {
        if !self.is_sending.get_value() {
            self.is_sending.set_value(true);
            spawn_local(self.drain());
        }
    }

    /// Forgets all of it, and all else this tab remembers: from now on somebody else may sit at
    /// this screen.
    pub fn forget(self) {
        self.queue.update_value(VecDeque::clear);
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
        while !self.is_empty()
            && !matches!(
                self.saving.get_untracked(),
                Saving::Waiting | Saving::Refused
            )
        {
            browser::sleep(Duration::from_millis(30)).await;
        }
    }

    fn is_empty(self) -> bool {
        self.queue.with_value(VecDeque::is_empty)
    }

    fn remember(self) {
        let json = self.queue.with_value(|queue| match queue.is_empty() {
            true => None,
            false => serde_json::to_string(queue).ok(),
        });
        browser::remember(KEY, json.as_deref());
    }

    async fn drain(self) {
        let mut pause = FIRST_PAUSE;
        let mut refused = false;
        while let Some(typed) = self.queue.with_value(|queue| queue.front().cloned()) {
            if !matches!(
                self.saving.get_untracked(),
                Saving::Waiting | Saving::Refused
            ) {
                self.saving.set(Saving::Busy);
            }
            let Typed { place, field, text } = typed.clone();
            match api::save_field(place, field, text).await {
                Ok(saved) => {
                    pause = FIRST_PAUSE;
                    self.stored.set(Some((typed.clone(), saved)));
                }
                Err(
                    AppError::Unavailable
                    | AppError::Busy
                    | AppError::TooMany { .. }
                    | AppError::Spent { .. },
                ) => {
                    self.saving.set(Saving::Waiting);
                    browser::sleep_or_online(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
                // The page asks them to sign in again, and what is typed here waits for it.
                Err(AppError::SignedOut) => {
                    self.saving.set(Saving::Refused);
                    self.ending.wait_until_back(pause, self).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
                // The page keeps what is typed, and the next "next" sends all of it.
                Err(_) => refused = true,
            }
            self.queue.update_value(|queue| {
                // It may have been forgotten meanwhile, and something else stands there.
                if queue.front() == Some(&typed) {
                    queue.pop_front();
                }
            });
            self.remember();
        }
        self.is_sending.set_value(false);
        self.saving.set(match refused {
            true => Saving::Refused,
            false => Saving::Saved,
        });
    }
}
