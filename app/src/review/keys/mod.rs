//! Keyboard shortcuts of queue and case: one key each, never while somebody types or composes,
//! never with modifiers, and they can be switched off (WCAG 2.1.4). A shortcut presses the button
//! or link that is on the page, so it can do no more than they can.

mod help;
mod rule;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use serde::{Deserialize, Serialize};
use web_sys::HtmlElement;

use help::KeysHelp;
pub use rule::KeysPage;
use rule::{KeyAct, KeyMeaning, meaning};

use crate::browser;
use crate::language::language_signal;
use crate::live::{Part, attended};

/// For how long the first key of a pair waits for the second, in milliseconds.
const PATIENCE: f64 = 1500.0;
/// Where the browser keeps that they are off.
const KEPT: &str = "docket.keys";

/// The shortcuts of a page, and the list of them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shortcuts {
    /// Where.
    pub page: KeysPage,
}

/// The same on a case: their code comes with that of the case around them.
#[derive(Debug, Serialize, Deserialize)]
pub struct CaseKeyboard {}

impl Part for CaseKeyboard {
    const NAME: &'static str = "case-keyboard";
    const BUNDLE: &'static str = "desk_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        Shortcuts {
            page: KeysPage::Case,
        }
        .draw()
    }
}

impl Part for Shortcuts {
    const NAME: &'static str = "keyboard";
    const BUNDLE: &'static str = "queue_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        attended(KeysHelp {
            keys: Keys::of(self.page),
            acts: RwSignal::new(Vec::new()),
            language: language_signal(),
        })
    }
}

/// What is known of them.
#[derive(Clone, Copy)]
struct Keys {
    /// Where.
    page: KeysPage,
    /// Whether they work; known once the page is hydrated.
    is_on: RwSignal<bool>,
    /// The page is hydrated.
    is_hydrated: RwSignal<bool>,
}

impl Keys {
    fn of(page: KeysPage) -> Self {
        Self {
            page,
            is_on: RwSignal::new(false),
            is_hydrated: RwSignal::new(false),
        }
    }

    /// Listens as long as the page is shown.
    fn listen(self) {
        let begun = StoredValue::new(None::<(String, f64)>);
        self.is_on.set(kept().as_deref() != Some("off"));
        self.is_hydrated.set(true);
        let heard = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
            if self.is_on.get_untracked() {
                self.hear(&event, begun);
            }
        });
        on_cleanup(move || heard.remove());
    }

    /// `begun`: the first key of a pair, and when it was pressed.
    fn hear(self, event: &KeyboardEvent, begun: StoredValue<Option<(String, f64)>>) {
        leave_box(event);
        if !is_for_us(event) {
            return;
        }
        let before = begun.get_value();
        begun.set_value(None);
        let before = before
            .filter(|(_, at)| event.time_stamp() - at < PATIENCE)
            .map(|(key, _)| key);
        match meaning(self.page, before.as_deref(), &event.key()) {
            KeyMeaning::Act(act) => {
                let is_held = event.repeat() && !matches!(act, KeyAct::Down | KeyAct::Up);
                if !is_held && perform(act) {
                    event.prevent_default();
                }
            }
            KeyMeaning::Begin => begun.set_value(Some((event.key(), event.time_stamp()))),
            KeyMeaning::Nothing => {}
        }
    }

    /// Switches them on or off, and keeps the choice.
    fn switch(self, is_on: bool) {
        self.is_on.set(is_on);
        let storage = browser::window().and_then(|window| window.local_storage().ok().flatten());
        if let Some(storage) = storage {
            let _ = storage.set_item(KEPT, if is_on { "on" } else { "off" });
        }
    }
}

fn kept() -> Option<String> {
    browser::window()?
        .local_storage()
        .ok()??
        .get_item(KEPT)
        .ok()?
}

/// Whether a key is meant for the page: not for a box, an input method, the browser, or a dialog.
fn is_for_us(event: &KeyboardEvent) -> bool {
    // A question mark is typed with Shift on most keyboards, a slash on some.
    let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    let is_shifted = event.shift_key() && !matches!(event.key().as_str(), "?" | "/");
    if !is_plain || is_shifted || event.is_composing() || event.default_prevented() {
        return false;
    }
    text_box(event).is_none() && !is_dialog_open()
}

fn is_dialog_open() -> bool {
    find("dialog[open], dialog:popover-open").is_some()
}

/// The box somebody types in.
fn text_box(event: &KeyboardEvent) -> Option<HtmlElement> {
    let target: HtmlElement = event.target()?.dyn_into().ok()?;
    let name = target.tag_name();
    let takes_text = matches!(name.as_str(), "TEXTAREA" | "SELECT")
        || (name == "INPUT"
            && !matches!(
                target.get_attribute("type").as_deref(),
                Some("checkbox" | "radio" | "button" | "submit")
            ));
    (takes_text || target.is_content_editable()).then_some(target)
}

/// Escape leaves the box somebody types in, so that the keys work again.
fn leave_box(event: &KeyboardEvent) {
    let is_meant = event.key() == "Escape" && !event.is_composing() && !event.default_prevented();
    if is_meant
        && !is_dialog_open()
        && let Some(text_box) = text_box(event)
    {
        let _ = text_box.blur();
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    browser::document()?
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

/// What an act is done with: the first of these that is on the page.
const fn places(act: KeyAct) -> &'static [&'static str] {
    match act {
        KeyAct::Help => &["[data-action='keys']"],
        KeyAct::Claim => &["[data-action='claim']"],
        KeyAct::Approve => &["[data-action='approve']"],
        KeyAct::Return => &["[data-action='return']"],
        KeyAct::Refuse => &["[data-action='refuse']"],
        KeyAct::Confirm => &["[data-action='confirm-proposal']"],
        KeyAct::Decline => &["[data-action='reject-proposal']"],
        KeyAct::Next => &[
            "[data-action='next-case']",
            "[data-free] .queue-table__link",
        ],
        KeyAct::Remark => &["[data-form='remark'] textarea"],
        KeyAct::Viewer => &[".picture__link"],
        KeyAct::Queue => &[".case-head__back > a"],
        KeyAct::Search => &["#queue-search"],
        KeyAct::Down | KeyAct::Up => &[".queue-table__link"],
    }
}

fn place(act: KeyAct) -> Option<HtmlElement> {
    places(act).iter().find_map(|selector| find(selector))
}

/// What can be done on the page now.
fn possible() -> Vec<KeyAct> {
    let acts = rule::LINES.iter().map(|line| line.act);
    acts.filter(|act| place(*act).is_some()).collect()
}

/// Does it with what is on the page; `false`: there is nothing to do it with.
fn perform(act: KeyAct) -> bool {
    let Some(place) = place(act) else {
        return false;
    };
    let go_to = |place: HtmlElement| {
        place.scroll_into_view();
        let _ = place.focus();
    };
    match act {
        KeyAct::Return | KeyAct::Remark | KeyAct::Search => go_to(place),
        KeyAct::Down => return step(1),
        KeyAct::Up => return step(-1),
        KeyAct::Decline => {
            if find("details[open] > [data-action='reject-proposal']").is_none() {
                place.click();
            }
            if let Some(note) = find("details[open] [name='note']") {
                go_to(note);
            }
        }
        _ => place.click(),
    }
    true
}

/// Moves the keyboard between the lines of the queue.
fn step(by: i32) -> bool {
    let links = browser::document()
        .and_then(|document| document.query_selector_all(".queue-table__link").ok());
    let Some(links) = links else { return false };
    let links: Vec<HtmlElement> = (0..links.length())
        .filter_map(|at| links.get(at)?.dyn_into().ok())
        .collect();
    let now = browser::document().and_then(|document| document.active_element());
    let at = links
        .iter()
        .position(|link| now.as_ref() == Some(link.as_ref()));
    let last = links.len().saturating_sub(1);
    let to = match (at, by) {
        (None, 1..) => 0,
        (None, _) => last,
        (Some(at), 1..) => (at + 1).min(last),
        (Some(at), _) => at.saturating_sub(1),
    };
    let Some(link) = links.get(to) else {
        return false;
    };
    let _ = link.focus();
    true
}
