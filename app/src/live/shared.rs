//! What a part knows, as one value. A signal, a memo and an effect of its own for each thing is code of
//! its own for each, and what is written from them is written anew with any of them.

use std::sync::{Arc, PoisonError, RwLock};

use leptos::prelude::*;

/// A value of a part: whoever has seen any of it hears when any of it changes.
pub struct Shared<T: 'static> {
    value: StoredValue<Arc<RwLock<T>>>,
    /// Counts changes.
    changes: RwSignal<u32>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shared<T> {}

impl<T: Send + Sync + 'static> Shared<T> {
    /// Holds a value for as long as its owner is there.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            value: StoredValue::new(Arc::new(RwLock::new(value))),
            changes: RwSignal::new(0),
        }
    }

    fn held(self) -> Option<Arc<RwLock<T>>> {
        self.value.try_get_value()
    }

    /// Whether its owner, most often a page, is there no more.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.value.is_disposed()
    }

    /// Has who asks be asked again when something changes.
    pub fn track(self) {
        if !self.is_gone() {
            self.changes.track();
        }
    }

    /// Looks at it without hearing of changes; `None` when it is gone.
    pub fn try_peek<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        let held = self.held()?;
        let value = held.read().unwrap_or_else(PoisonError::into_inner);
        Some(look(&value))
    }

    /// Looks at it without hearing of changes.
    ///
    /// # Panics
    /// When it is gone.
    pub fn peek<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.try_peek(look).expect("asked while the page is there")
    }

    /// Looks at it, and is asked again when something changes.
    ///
    /// # Panics
    /// When it is gone.
    pub fn see<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.track();
        self.peek(look)
    }

    /// Changes it; nothing of it may be looked at meanwhile. `None` when it is gone.
    pub fn change<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let held = self.held()?;
        let changed = change(&mut held.write().unwrap_or_else(PoisonError::into_inner));
        self.changes
            .try_update(|changes| *changes = changes.wrapping_add(1));
        Some(changed)
    }
}

/// Calls `then` with what `read` says, once the page is hydrated and whenever it says something else, and
/// with what it said before.
pub fn follow(read: impl Fn() -> String + 'static, then: impl FnMut(Option<&str>, &str) + 'static) {
    follow_any(Box::new(read), Box::new(then));
}

/// Calls something once the browser has taken the page over.
pub fn when_mounted(then: impl FnOnce() + 'static) {
    let mut then = Some(then);
    follow(String::new, move |_, _| {
        if let Some(then) = then.take() {
            then();
        }
    });
}

type Then = Box<dyn FnMut(Option<&str>, &str)>;

fn follow_any(read: Box<dyn Fn() -> String>, mut then: Then) {
    Effect::new(move |before: Option<String>| {
        let now = read();
        if before.as_ref() != Some(&now) {
            untrack(|| then(before.as_deref(), &now));
        }
        now
    });
}
