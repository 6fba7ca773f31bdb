//! What became of the page elsewhere: in another tab, or because it was emptied and loaded anew.

use std::time::Duration;

use crate::application::api;
use crate::browser;
use crate::form::sender::{FormTarget, Sender};
use crate::live::when_mounted;

/// Where the tab remembers which page it has just emptied.
const CLEARED: &str = "docket.cleared";

impl Sender {
    /// Takes in what was saved elsewhere to fields nobody touched here: before a page says what is
    /// missing, it looks whether it is.
    pub async fn take_in_meanwhile(self) {
        self.form.settle().await;
        if self.is_gone() {
            return;
        }
        let place = self.form.place();
        let before = self.form.uploads.standing();
        let stored = match self.target {
            FormTarget::Step(step) => {
                let language = browser::document_language().unwrap_or_default();
                api::load_step(place.value(), step.id.to_owned(), language).await
            }
            FormTarget::Correction => api::load_correction(self.reference()).await,
        };
        let Ok(stored) = stored else { return };
        if self.is_gone() {
            return;
        }
        // What is stored may be older than a picture that was changed here meanwhile.
        let are_pictures_right =
            self.form.uploads.standing() == before && !self.form.uploads.is_under_way(&place);
        if self.form.take_in_stored(stored, are_pictures_right) {
            // The controls show it before they are read again.
            browser::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Loads a page anew that was emptied.
    pub fn show_emptied(self) {
        browser::remember(CLEARED, Some(&self.page()));
        browser::leave_for(&self.page());
    }

    /// Whoever has emptied the page begins at its top, and hears where they are.
    pub fn begin_at_top(self) {
        when_mounted(move || {
            let cleared = browser::remembered(CLEARED);
            browser::remember(CLEARED, None);
            if cleared.is_some_and(|page| page == self.page())
                && let Some((heading, _)) = browser::heading()
            {
                browser::read_from(&heading);
            }
        });
    }
}
