//! Where the keyboard goes when another page is shown without loading: to its first heading, as
//! when a page is loaded, or to what the address names. Whoever listens hears where they are.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use web_sys::HtmlElement;

use crate::browser;

/// How long a page is waited for, in looks.
const LOOKS: u32 = 200;
/// From one look to the next.
const PAUSE: Duration = Duration::from_millis(50);

/// Where the app is.
#[derive(Clone, Copy)]
struct Arrival {
    /// Path and fragment of what is shown or on its way.
    place: StoredValue<Option<(String, String)>>,
    /// Counts ways: a later one overtakes.
    turn: StoredValue<u32>,
    /// What is read out besides the heading.
    said: RwSignal<String>,
}

/// Makes it known to all pages.
pub fn provide() {
    provide_context(Arrival {
        place: StoredValue::new(None),
        turn: StoredValue::new(0),
        said: RwSignal::new(String::new()),
    });
}

/// Reads a title out.
#[component]
pub fn Announcement() -> impl IntoView {
    let said = expect_context::<Arrival>().said;
    view! { <p class="visually-hidden" role="status">{move || said.get()}</p> }
}

/// Called by each page while it is made, when the one before still stands.
pub fn attend() {
    if browser::window().is_none() {
        return;
    }
    let arrival = expect_context::<Arrival>();
    let location = use_location();
    let (path, hash) = (location.pathname, location.hash);
    arrival.reach(path.get_untracked(), hash.get_untracked());
    // A page that stays while its address changes.
    Effect::new(move |_| arrival.reach(path.get(), hash.get()));
}

impl Arrival {
    fn reach(self, path: String, hash: String) {
        let before = self.place.get_value();
        if before
            .as_ref()
            .is_some_and(|(at, to)| (at, to) == (&path, &hash))
        {
            return;
        }
        let is_first = before.is_none();
        let is_other = before.is_some_and(|(at, _)| at != path);
        self.place.set_value(Some((path, hash.clone())));
        self.turn.update_value(|turn| *turn += 1);
        let target = hash.trim_start_matches('#').to_owned();
        if is_other {
            spawn_local(self.arrive(target, browser::heading()));
        } else if !target.is_empty() {
            request_animation_frame(move || {
                // Somebody may have begun elsewhere before the page came alive.
                if !is_first || browser::focused().is_none_or(|held| held.tag_name() == "BODY") {
                    browser::focus(&target);
                }
            });
        }
    }

    async fn arrive(self, target: String, before: Option<(HtmlElement, String)>) {
        let turn = self.turn.get_value();
        let held = browser::focused();
        for _ in 0..LOOKS {
            browser::sleep(PAUSE).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            let heading = browser::heading().filter(|now| Some(now) != before.as_ref());
            let Some((heading, text)) = heading else {
                continue;
            };
            // Something on the new page wants the keyboard itself.
            let now = browser::focused();
            let is_taken = now != held && now.is_some_and(|now| now.tag_name() != "BODY");
            if is_taken {
                return;
            }
            let title = browser::document().map(|document| document.title());
            self.said
                .set(title.filter(|title| *title != text).unwrap_or_default());
            match browser::is_there(&target) {
                true => browser::focus(&target),
                false => browser::read_from(&heading),
            }
            return;
        }
    }
}
