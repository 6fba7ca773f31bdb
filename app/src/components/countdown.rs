//! Seconds until something may be done again, counted by the clock: a phone that sleeps, or a tab in
//! the background, counts no ticks.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::language::is_first_page;

/// A wait.
#[derive(Clone, Copy)]
pub struct Countdown {
    left: RwSignal<u32>,
    /// How long it was at first, and when it ends by this machine's clock.
    wait: StoredValue<(u32, f64)>,
}

impl Countdown {
    /// Begins with what the server says is left.
    #[must_use]
    pub fn new(seconds: u32) -> Self {
        let this = Self {
            left: RwSignal::new(seconds),
            wait: StoredValue::new((seconds, 0.0)),
        };
        // The server said it when it wrote the page, and the scripts may have come much later.
        let is_written = is_first_page();
        Effect::new(move |_| {
            let age = if is_written {
                browser::document_age()
            } else {
                0.0
            };
            this.end_in(seconds, age);
            spawn_local(async move {
                while this.tick() {
                    browser::sleep(Duration::from_millis(500)).await;
                }
            });
        });
        this
    }

    /// The server said anew what is left.
    pub fn restart(self, seconds: u32) {
        self.end_in(seconds, 0.0);
        self.tick();
    }

    /// Seconds that are left; tracked.
    #[must_use]
    pub fn left(self) -> u32 {
        self.left.get()
    }

    fn end_in(self, seconds: u32, age: f64) {
        let end = browser::milliseconds() + f64::from(seconds) * 1000.0 - age;
        self.wait.set_value((seconds, end));
    }

    /// `false` when the page is gone.
    fn tick(self) -> bool {
        let Some((most, end)) = self.wait.try_get_value() else {
            return false;
        };
        let now = browser::milliseconds();
        // Whoever sets the clock back waits no longer than was said.
        let left = ((end - now) / 1000.0).ceil().clamp(0.0, f64::from(most)) as u32;
        if self
            .left
            .try_get_untracked()
            .is_some_and(|shown| shown == left)
        {
            return true;
        }
        self.left.try_set(left).is_none()
    }
}
