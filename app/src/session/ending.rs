//! The end of a session, as an open page lives through it: it warns, asks whether somebody stays,
//! and when the session is over has them sign in again in place. What is typed stays; but it is
//! shown to nobody else.

use std::time::Duration;

use domain::account::ending::SessionLeft;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use send_wrapper::SendWrapper;
use web_sys::{HtmlElement, HtmlFormElement, SubmitEvent};

use super::{stay_signed_in, what_is_left};
use crate::form::unsent::Unsent;
use crate::{browser, paths};

/// Where the tab remembers whose it is.
const WHO: &str = "docket.who";
/// How often an open page looks at the clock at least: a machine may have slept.
const LOOK: Duration = Duration::from_secs(15);
/// How many milliseconds are between two questions whether another tab has changed something.
const ASK: f64 = 5_000.0;

/// What of it the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownEnd {
    /// Nothing.
    Nothing,
    /// That it ends soon.
    Warning,
    /// The way back in.
    SignIn,
    /// That it is over, after the way back in was put aside.
    Over,
}

/// What is known of the session.
#[derive(Clone, Debug)]
struct Known {
    left: SessionLeft,
    /// When the server said so.
    at: f64,
}

/// A form that was sent, and the button.
type Pressed = SendWrapper<(HtmlFormElement, Option<HtmlElement>)>;

/// The end of the session of this page.
#[derive(Clone, Copy)]
pub struct Ending {
    /// What is shown.
    pub shown: RwSignal<ShownEnd>,
    /// Seconds left, while a warning is shown.
    pub seconds: RwSignal<u32>,
    /// Staying does not help.
    pub is_final: RwSignal<bool>,
    /// How often somebody came back.
    pub back: RwSignal<u32>,
    /// The session is over.
    pub has_ended: RwSignal<bool>,
    /// The warning was read and put aside.
    is_warned: StoredValue<bool>,
    known: StoredValue<Option<Known>>,
    asked_at: StoredValue<f64>,
    /// What is sent once somebody is back.
    pressed: StoredValue<Option<Pressed>>,
}

/// Makes it known to all pages.
pub fn provide() {
    provide_context(Ending {
        shown: RwSignal::new(ShownEnd::Nothing),
        seconds: RwSignal::new(0),
        is_final: RwSignal::new(false),
        back: RwSignal::new(0),
        has_ended: RwSignal::new(false),
        is_warned: StoredValue::new(false),
        known: StoredValue::new(None),
        asked_at: StoredValue::new(0.0),
        // Empty on the server, where another thread may drop it than made it.
        pressed: StoredValue::new(None),
    });
}

/// Where a page says what is left of its session.
#[component]
pub fn LeftInPage(left: Option<SessionLeft>) -> impl IntoView {
    let left = left.and_then(|left| serde_json::to_string(&left).ok());
    view! { <div id=PLACE hidden data-left=left></div> }
}

/// Id of that place.
const PLACE: &str = "session";

/// What a page says is left of its session.
#[must_use]
pub fn left_in(page: &web_sys::Document) -> Option<SessionLeft> {
    crate::json::read(&page.get_element_by_id(PLACE)?.get_attribute("data-left")?)
}

/// The end of the session of this page.
#[must_use]
pub fn current() -> Ending {
    expect_context()
}

/// Whether what this tab remembers is of somebody.
#[must_use]
pub fn is_tab_of(user_name: &str) -> bool {
    browser::remembered(WHO).is_some_and(|who| who == user_name.trim().to_lowercase())
}

impl Ending {
    /// A page was drawn for somebody who is signed in.
    pub fn hear_page(self, left: SessionLeft, unsent: Unsent) {
        if browser::remembered(WHO).is_some_and(|who| who != left.user_name) {
            unsent.forget();
        }
        browser::remember(WHO, Some(&left.user_name));
        self.learn(left);
        if self.has_ended.get_untracked() {
            self.has_ended.set(false);
            self.back.update(|count| *count += 1);
            self.shown.set(ShownEnd::Nothing);
        }
    }

    /// Attends to the session for as long as the app is open.
    pub fn attend(self) {
        let unsent = Unsent::current();
        Effect::new(move |_| {
            spawn_local(async move {
                while self.shown.try_get_untracked().is_some() {
                    self.tick(unsent).await;
                    browser::sleep(self.pause()).await;
                }
            });
        });
        browser::hear_window("submit", move |event| {
            if let Some(event) = event.dyn_ref::<SubmitEvent>() {
                self.hold_back(event, unsent);
            }
        });
        // Whoever returns to the page is told at once.
        browser::hear_window("focus", move |_| spawn_local(self.look(unsent)));
    }

    /// Whether somebody was signed in when the page was made: only they can come back to it.
    #[must_use]
    pub fn can_ask(self) -> bool {
        self.known.with_value(Option::is_some)
    }

    /// Whose page it is.
    #[must_use]
    pub fn user_name(self) -> String {
        self.known
            .with_value(|known| known.as_ref().map(|known| known.left.user_name.clone()))
            .unwrap_or_default()
    }

    /// Whether it is one of staff.
    #[must_use]
    pub fn is_staff(self) -> bool {
        self.known
            .with_value(|known| known.as_ref().is_some_and(|known| known.left.is_staff))
    }

    /// Opens the way back in.
    pub fn ask(self) {
        self.shown.set(ShownEnd::SignIn);
    }

    /// Puts aside what is shown. What is over stays in sight.
    pub fn put_aside(self) {
        self.is_warned.set_value(true);
        self.pressed.set_value(None);
        self.shown.set(match self.has_ended.get_untracked() {
            true => ShownEnd::Over,
            false => ShownEnd::Nothing,
        });
    }

    /// Stays signed in.
    pub fn stay(self, unsent: Unsent) {
        spawn_local(async move {
            match stay_signed_in().await {
                Ok(Some(left)) => self.hear(Some(left), unsent),
                _ => self.look(unsent).await,
            }
        });
    }

    /// Asks the server what is left: something was refused as if nobody were signed in, or somebody
    /// is back.
    pub async fn look(self, unsent: Unsent) {
        if self.can_ask()
            && let Ok(left) = what_is_left().await
        {
            self.asked_at.set_value(browser::milliseconds());
            self.hear(left, unsent);
        }
    }

    /// Something somebody pressed was refused because nobody is signed in: the way back in opens,
    /// also after it was put aside.
    pub async fn was_refused(self, unsent: Unsent) {
        self.look(unsent).await;
        if self.has_ended.get_untracked() {
            self.ask();
        }
    }

    /// A form whose fetch was refused because nobody is signed in is sent again once somebody is.
    pub fn send_later(self, event: &SubmitEvent) {
        self.pressed.set_value(pressed(event));
    }

    /// Waits until whoever was signed in is back; where nobody was, for a while.
    pub async fn wait_until_back(self, pause: Duration, unsent: Unsent) {
        if !self.can_ask() {
            browser::sleep_or_online(pause).await;
            return;
        }
        let before = self.back.get_untracked();
        self.look(unsent).await;
        let is_here = |back: Option<u32>| back.is_some_and(|back| back == before);
        while self.has_ended.get_untracked() && is_here(self.back.try_get_untracked()) {
            browser::sleep(Duration::from_millis(250)).await;
        }
    }

    /// Leaves the page to somebody else: nothing of it stays.
    pub fn leave(self, path: &str, unsent: Unsent) {
        unsent.forget();
        browser::leave_for(path);
    }

    fn learn(self, left: SessionLeft) {
        self.is_final.set(left.is_final);
        self.seconds.set(left.seconds);
        self.known.set_value(Some(Known {
            at: browser::milliseconds(),
            left,
        }));
    }

    fn over(self) {
        self.has_ended.set(true);
        self.shown.set(ShownEnd::SignIn);
    }

    /// Seconds left by this machine's clock, and how many before the end a warning is due.
    fn left(self) -> Option<(f64, f64)> {
        self.known.with_value(|known| {
            let known = known.as_ref()?;
            let gone = (browser::milliseconds() - known.at) / 1000.0;
            let left = f64::from(known.left.seconds) - gone;
            Some((left.max(0.0), f64::from(known.left.warning)))
        })
    }

    fn pause(self) -> Duration {
        match self.left() {
            None => LOOK,
            Some((left, warning)) if left > warning => {
                LOOK.min(Duration::from_secs_f64((left - warning).max(0.5)))
            }
            Some(_) => Duration::from_secs(1),
        }
    }

    async fn tick(self, unsent: Unsent) {
        let Some((left, warning)) = self.left() else {
            return;
        };
        let has_ended = self.has_ended.get_untracked();
        if !has_ended && left > warning {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and a year"
        )]
        self.seconds.set(left.ceil() as u32);
        let is_due = browser::milliseconds() - self.asked_at.get_value() > ASK;
        if is_due || (!has_ended && left <= 0.0) {
            self.look(unsent).await;
        }
    }

    /// What the server said is left.
    fn hear(self, left: Option<SessionLeft>, unsent: Unsent) {
        let was_over = self.has_ended.get_untracked();
        let Some(left) = left else {
            if !was_over {
                self.over();
            }
            return;
        };
        if left.user_name != self.user_name() || left.is_staff != self.is_staff() {
            let path = match left.is_staff {
                true => paths::QUEUE,
                false => paths::ACCOUNT,
            };
            self.leave(path, unsent);
            return;
        }
        let is_soon = left.seconds <= left.warning;
        self.learn(left);
        if was_over {
            self.has_ended.set(false);
            self.back.update(|count| *count += 1);
        }
        if !is_soon {
            self.is_warned.set_value(false);
            self.shown.set(ShownEnd::Nothing);
            self.send_now();
        } else if was_over
            || self.shown.get_untracked() == ShownEnd::Nothing && !self.is_warned.get_value()
        {
            self.shown.set(ShownEnd::Warning);
        }
    }

    /// A form that leaves the page would lose what is typed in it when nobody is signed in any
    /// more, so it waits.
    fn hold_back(self, event: &SubmitEvent, unsent: Unsent) {
        let Some(sent) = pressed(event) else {
            return;
        };
        let form = &sent.0;
        // Read as attributes: a control named `action` hides the property of the form.
        let said = |name: &str| form.get_attribute(name).unwrap_or_default();
        let leaves = !event.default_prevented() && said("method") == "post";
        // Signing out, and another language: the one needs no session, the other leaves no page.
        let action = said("action");
        let is_way_out = ["/api/sign_out", "/api/language"]
            .iter()
            .any(|way| action.ends_with(way));
        let has_ended = self.has_ended.get_untracked();
        let is_over = has_ended || self.left().is_some_and(|(left, _)| left <= 0.0);
        if !leaves || is_way_out || !is_over {
            return;
        }
        event.prevent_default();
        self.pressed.set_value(Some(sent));
        if has_ended {
            self.ask();
        } else {
            spawn_local(self.look(unsent));
        }
    }

    fn send_now(self) {
        let Some(sent) = self.pressed.try_update_value(Option::take).flatten() else {
            return;
        };
        let (form, button) = sent.take();
        if form.is_connected() {
            request_animation_frame(move || {
                let _ = match &button {
                    Some(button) => form.request_submit_with_submitter(Some(button)),
                    None => form.request_submit(),
                };
            });
        }
    }
}

fn pressed(event: &SubmitEvent) -> Option<Pressed> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let button = event
        .submitter()
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    Some(SendWrapper::new((form, button)))
}
