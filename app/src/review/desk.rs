//! The desk of an officer with one case on it: what is written and not sent, what went wrong, and
//! the ways to act. What is written outlives a failed decision, a newer version of the case, a
//! reload, and signing in again: it stays in this tab until the case is decided.

use std::time::Duration;

use crate::address::{NavigateOptions, PageAddress, use_address, use_query_map};
use domain::review::filter::QueueFilter;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notes::{Missing, Note, Notes, Verdict};
use super::{api, case_api, link};
use crate::browser;
use crate::error::AppError;
use crate::form::unsent::Unsent;
use crate::paths;
use crate::session::ending::{self, Ending};
use crate::written::{Written, WrittenForm};

#[cfg(target_arch = "wasm32")]
mod shared;

/// How often an open page renews its claim. Far more often than the lease needs: whoever loses the
/// case to a colleague hears of it here.
const RENEWAL: Duration = Duration::from_secs(45);
/// Where the keyboard goes when something went wrong.
pub const TROUBLE: &str = "case-trouble";

/// The desk. All parts of the page share it, over several versions of the case.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What is written.
    pub notes: RwSignal<Notes>,
    /// What was written earlier in this tab has been put back into `notes`.
    pub is_restored: RwSignal<bool>,
    /// What the last decision lacked.
    pub missing: RwSignal<Option<Missing>>,
    /// What went wrong.
    pub trouble: RwSignal<Option<AppError>>,
    /// Something is on its way to the server.
    pub is_busy: RwSignal<bool>,
    /// The filter the case was opened from.
    pub filter: Memo<QueueFilter>,
    /// The part that asks has been taken over. Until then it is as the server drew it, which knows
    /// nothing of what happened at the desk.
    is_hydrated: RwSignal<bool>,
    reference: StoredValue<String>,
    address: StoredValue<PageAddress>,
    is_just_claimed: StoredValue<bool>,
    ending: Ending,
    unsent: Unsent,
    written: Written,
    /// What of it the server keeps.
    kept: StoredValue<Option<Notes>>,
}

impl Desk {
    /// The desk of the case of this page, for one of its parts.
    #[must_use]
    pub fn of(reference: &str) -> Self {
        #[cfg(target_arch = "wasm32")]
        let desk = shared::desk(reference);
        #[cfg(not(target_arch = "wasm32"))]
        let desk = Self::new(reference);
        let is_hydrated = RwSignal::new(false);
        Effect::new(move || is_hydrated.set(true));
        Self {
            is_hydrated,
            ..desk
        }
    }

    fn new(reference: &str) -> Self {
        let query = use_query_map();
        let desk = Self {
            notes: RwSignal::default(),
            is_restored: RwSignal::new(false),
            missing: RwSignal::new(None),
            trouble: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            filter: Memo::new(move |_| query.with(link::filter)),
            is_hydrated: RwSignal::new(false),
            reference: StoredValue::new(reference.to_owned()),
            address: StoredValue::new(use_address()),
            is_just_claimed: StoredValue::new(false),
            ending: ending::current(),
            unsent: Unsent::current(),
            written: Written::current(),
            kept: StoredValue::new(None),
        };
        // Somebody signed in again in place: what became of the case meanwhile is shown.
        Effect::new(move |before: Option<u32>| {
            let back = desk.ending.back.get();
            if before.is_some_and(|before| before != back) {
                desk.reload();
            }
            back
        });
        Effect::new(move || {
            let notes = restore(&desk.reference()).filter(|notes| !notes.is_blank());
            // What the server kept is there already.
            if let Some(notes) = notes {
                desk.notes.set(notes);
            }
            desk.is_restored.set(true);
        });
        Effect::new(move || {
            let notes = desk.notes.get();
            if desk.is_restored.get() {
                desk.keep(&desk.reference(), &notes);
            }
        });
        desk
    }

    fn reference(self) -> String {
        self.reference.get_value()
    }

    /// What went wrong, as far as this part may show it.
    #[must_use]
    pub fn shown_trouble(self) -> Option<AppError> {
        self.is_hydrated.get().then(|| self.trouble.get()).flatten()
    }

    /// What the last decision lacked, as far as this part may show it.
    #[must_use]
    pub fn shown_missing(self) -> Option<Missing> {
        self.is_hydrated.get().then(|| self.missing.get()).flatten()
    }

    /// Whether that is something of the kind.
    #[must_use]
    pub fn shows_missing(self, is_it: impl Fn(&Missing) -> bool) -> bool {
        self.is_hydrated.get()
            && self
                .missing
                .with(|missing| missing.as_ref().is_some_and(is_it))
    }

    /// Something of what is written; `kept` is what the server drew the part with.
    pub fn of_notes<T>(self, kept: T, read: impl Fn(&Notes) -> T) -> T {
        match self.is_hydrated.get() {
            true => self.notes.with(read),
            false => kept,
        }
    }

    /// Writes something at an item.
    pub fn write(self, field: &str, change: impl FnOnce(&mut Note)) {
        self.notes
            .update(|notes| change(notes.items.entry(field.to_owned()).or_default()));
        self.missing.set(None);
    }

    /// For `aria-disabled`: something is on its way.
    #[must_use]
    pub fn is_shown_busy(self) -> bool {
        self.is_hydrated.get() && self.is_busy.get()
    }

    /// What the server kept is there again, unless something is written.
    pub fn put_back(self, kept: Notes) {
        self.kept.set_value(Some(kept.clone()));
        // Also where nothing changes: the server may lack what the tab remembers.
        self.notes.update(|notes| {
            if notes.is_blank() {
                *notes = kept;
            }
        });
    }

    /// The tab remembers what is written, and the server keeps it.
    fn keep(self, reference: &str, notes: &Notes) {
        keep(reference, notes);
        let is_new = self.kept.with_value(|kept| match kept {
            Some(kept) => kept != notes,
            None => false,
        });
        if is_new {
            self.kept.set_value(Some(notes.clone()));
            let written = notes.answers();
            let written = written.iter().map(|(id, text)| (id.into(), text.into()));
            self.written
                .note(WrittenForm::Decision, reference, written.collect());
        }
    }

    /// The page was left: there is nobody to lead or to tell.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.trouble.is_disposed()
    }

    /// Leads on from here, unless somebody went elsewhere meanwhile.
    pub fn go(self, path: &str) {
        if !self.is_gone() {
            let address = self.address.get_value();
            address.go(path, NavigateOptions::default());
        }
    }

    /// Shows the case anew; what is written stays.
    pub fn reload(self) {
        self.trouble.set(None);
        self.show_anew();
    }

    fn show_anew(self) {
        if self.is_gone() || !self.is_here() {
            return;
        }
        let address = self.address.get_value();
        let search = address.search.get_untracked();
        let options = NavigateOptions {
            replace: true,
            ..Default::default()
        };
        address.go(
            &link::with(&address.path.get_untracked(), &[&search]),
            options,
        );
    }

    /// Whether its case is the page that is shown.
    fn is_here(self) -> bool {
        let case = paths::case(&paths::encode(&self.reference()));
        self.address
            .with_value(|address| address.path.with_untracked(|path| *path == case))
    }

    /// Takes the claim.
    pub fn claim(self) {
        self.act(async move {
            let claimed = api::claim(self.reference()).await;
            self.say(claimed.as_ref().err().cloned());
            if claimed.is_ok() && !self.is_gone() {
                self.is_just_claimed.set_value(true);
                self.show_anew();
            }
        });
    }

    /// Keeps the claim while the page is open. Right after claiming, the button that had the
    /// keyboard is gone: it goes on to `id`.
    pub fn keep_claim(self, id: &'static str) {
        if self.is_just_claimed.get_value() {
            self.is_just_claimed.set_value(false);
            request_animation_frame(move || browser::focus(id));
        }
        let renew = move || {
            spawn_local(async move {
                // Once is enough to say that it is lost.
                if self.is_gone() || self.is_lost() {
                    return;
                }
                match api::renew_claim(self.reference()).await {
                    Ok(()) | Err(AppError::Unavailable | AppError::Busy) => {}
                    Err(error) => self.say(Some(error)),
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(renew, RENEWAL) {
            on_cleanup(move || handle.clear());
        }
        // A laptop that was closed hears of it as soon as somebody looks at the page again.
        let seen = window_event_listener(leptos::ev::focus, move |_| renew());
        on_cleanup(move || seen.remove());
    }

    fn is_lost(self) -> bool {
        self.trouble.with_untracked(|trouble| {
            matches!(
                trouble,
                Some(AppError::Assigned | AppError::Claimed | AppError::NotPossible)
            )
        })
    }

    /// Gives the claim up and goes back to the queue.
    pub fn release(self) {
        self.act(async move {
            let queue = link::queue(&self.filter.get_untracked());
            match api::release(self.reference()).await {
                Ok(()) => self.go(&queue),
                Err(error) => self.say(Some(error)),
            }
        });
    }

    /// Decides this version of the case. Nothing written goes away unless the decision is made.
    pub fn decide(self, version: i32, verdict: Verdict) {
        self.act(async move {
            let reference = self.reference();
            let notes = self.notes.get_untracked();
            let form = notes.form();
            let filter = link::query(&self.filter.get_untracked());
            let (decision, reason) = (verdict.id().to_owned(), notes.reason);
            let decided = api::decide(
                reference.clone(),
                version,
                decision,
                reason,
                form.flags,
                form.reasons,
                form.instructions,
            );
            match decided.await {
                Ok(outcome) => {
                    forget(&reference);
                    self.written.forget(WrittenForm::Decision, &reference);
                    self.go(&link::decided(&filter, verdict, &reference, outcome));
                }
                Err(error) => self.say(Some(error)),
            }
        });
    }

    /// Whether a decision lacks nothing; what it lacks is shown, and the keyboard goes there. `place`
    /// says where each field stands.
    #[must_use]
    pub fn is_complete(self, verdict: Verdict, place: impl Fn(&str) -> usize) -> bool {
        let missing = self
            .notes
            .with_untracked(|notes| notes.decide_in_order(verdict, place))
            .err();
        if let Some(missing) = &missing {
            let place = super::decision_form::control_of(missing);
            request_animation_frame(move || browser::focus(&place));
        }
        let is_complete = missing.is_none();
        self.missing.set(missing);
        is_complete
    }

    /// Gives the case to a colleague, or takes it over.
    pub fn assign(self, version: i32, from: String, to: String) {
        self.act(async move {
            let given = case_api::assign(self.reference(), version, from, to).await;
            self.say(given.as_ref().err().cloned());
            if given.is_ok() {
                self.show_anew();
            }
        });
    }

    /// Shows what went wrong, and leads the keyboard there.
    pub fn say(self, trouble: Option<AppError>) {
        if self.is_gone() {
            return;
        }
        if trouble == Some(AppError::SignedOut) {
            spawn_local(self.ending.look(self.unsent));
        }
        let is_trouble = trouble.is_some();
        self.trouble.set(trouble);
        if is_trouble {
            close_dialogs();
            request_animation_frame(|| browser::focus(TROUBLE));
        }
    }

    /// Does one thing at a time.
    pub fn act(self, action: impl Future<Output = ()> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            action.await;
            self.is_busy.try_set(false);
        });
    }

    /// The path of the case with its filter.
    #[must_use]
    pub fn path(self) -> String {
        link::case(&self.reference(), &self.filter.get())
    }

    /// Where a session that ended is begun again, where the page itself cannot ask.
    #[must_use]
    pub fn sign_in_path(self) -> String {
        link::sign_in(&paths::case(&paths::encode(&self.reference())))
    }
}

/// The filter of the address, on the server.
#[must_use]
pub fn filter() -> QueueFilter {
    use_query_map().with_untracked(link::filter)
}

/// A confirmation still open would cover what went wrong.
fn close_dialogs() {
    use leptos::wasm_bindgen::JsCast as _;
    let open = browser::document()
        .and_then(|document| {
            document
                .query_selector("dialog:popover-open")
                .ok()
                .flatten()
        })
        .and_then(|dialog| dialog.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(dialog) = open {
        let _ = dialog.hide_popover();
    }
}

fn storage() -> Option<web_sys::Storage> {
    browser::window()?.session_storage().ok().flatten()
}

fn storage_key(reference: &str) -> String {
    format!("docket.case.{reference}")
}

fn restore(reference: &str) -> Option<Notes> {
    let text = storage()?
        .get_item(&storage_key(reference))
        .ok()
        .flatten()?;
    crate::json::read(&text)
}

/// A browser that keeps nothing loses only what a reload loses anyway.
fn keep(reference: &str, notes: &Notes) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(notes)) {
        let _ = storage.set_item(&storage_key(reference), &text);
    }
}

fn forget(reference: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&storage_key(reference));
    }
}
