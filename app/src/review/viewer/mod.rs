//! A close look at the pictures of a case, over the page: larger, turned, moved, and beside the
//! picture of the round before. Without scripts the links lead to the pictures themselves.

pub mod frame;
pub mod gallery;
mod pane;
pub mod readings;
mod thumbs;
mod writing;

use domain::text::Language;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event, HtmlDialogElement, KeyboardEvent};

use frame::{Frame, NUDGE, Point, STEP, Size, fixed};
use gallery::{Gallery, ShownPicture};
use pane::Finger;

use crate::browser;
use crate::language::{language_signal, show_kind_of};
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen};

/// The id of what holds the panes.
pub const STAGE: &str = "viewer-stage";
const MIDDLE: Point = (0.0, 0.0);

/// What the parts of the viewer share.
#[derive(Clone, Copy)]
struct Viewer {
    gallery: Gallery,
    frame: RwSignal<Frame>,
    /// Size of a pane, in CSS pixels.
    pane: RwSignal<Size>,
    /// Pictures that did not come.
    failed: RwSignal<Vec<String>>,
    fingers: StoredValue<Vec<Finger>>,
    /// Which round the newer of two pictures is of.
    round: i32,
    language: RwSignal<Language>,
    dialog: StoredValue<Option<SendWrapper<HtmlDialogElement>>>,
}

impl Viewer {
    /// The picture that leads: the newest.
    fn leading(self) -> Option<ShownPicture> {
        let (_, shown) = self.gallery.looked_at()?;
        shown.now.or(shown.before)
    }

    /// For how many hundredths of its own size it is seen.
    fn percent(self) -> String {
        let (frame, pane) = (self.frame.get(), self.pane.get());
        let scale = self.leading().map_or(1.0, |picture| {
            frame
                .of_turned(self.gallery.turns(&picture.id))
                .scale(picture.size, pane)
        });
        fixed(scale * 100.0, 0)
    }

    fn change(self, how: impl FnOnce(Frame, Size, Size) -> Frame) {
        if let Some(picture) = untrack(|| self.leading()) {
            let turns = untrack(|| self.gallery.turns(&picture.id));
            let pane = self.pane.get_untracked();
            let now = self.frame.get_untracked().of_turned(turns);
            self.frame.set(how(now, picture.size, pane));
        }
    }

    fn zoom(self, factor: f64, hold: Point) {
        self.change(|frame, picture, pane| frame.zoomed(factor, hold, picture, pane));
    }

    fn shift(self, by: Point) {
        self.change(|frame, picture, pane| frame.moved(by, picture, pane));
    }

    fn fit(self) {
        self.change(|frame, _, _| frame.fitted());
    }

    fn actual(self, hold: Point) {
        self.change(|frame, picture, pane| frame.actual(hold, picture, pane));
    }

    /// All that is seen turns together.
    fn turn(self) {
        self.change(Frame::turn);
        if let Some((look, shown)) = untrack(|| self.gallery.looked_at()) {
            let (before, now) = shown.seen(look.is_both);
            for picture in [before, now].into_iter().flatten() {
                self.gallery.turn(&picture.id);
            }
        }
    }

    fn both(self) {
        self.gallery.look.update(|look| {
            if let Some(look) = look {
                look.is_both = !look.is_both;
            }
        });
        self.frame.set(Frame::default());
    }

    fn step(self, forward: bool) {
        self.failed.set(Vec::new());
        self.gallery.step(forward);
        self.frame.set(Frame::default());
    }

    /// What a key does; `false`: nothing.
    fn press(self, key: &str) -> bool {
        match key {
            "+" | "=" => self.zoom(STEP, MIDDLE),
            "-" | "_" => self.zoom(1.0 / STEP, MIDDLE),
            "0" => self.fit(),
            "1" => self.actual(MIDDLE),
            "r" | "R" => self.turn(),
            "c" | "C" => self.both(),
            "n" | "N" | "PageDown" => self.step(true),
            "p" | "P" | "PageUp" => self.step(false),
            "ArrowLeft" => self.shift((NUDGE, 0.0)),
            "ArrowRight" => self.shift((-NUDGE, 0.0)),
            "ArrowUp" => self.shift((0.0, NUDGE)),
            "ArrowDown" => self.shift((0.0, -NUDGE)),
            _ => return false,
        }
        true
    }

    /// What a button does.
    fn do_as(self, action: &str) {
        match action {
            "viewer-close" => self.gallery.look.set(None),
            "zoom-out" => self.zoom(1.0 / STEP, MIDDLE),
            "zoom-in" => self.zoom(STEP, MIDDLE),
            "zoom-fit" => self.fit(),
            "zoom-actual" => self.actual(MIDDLE),
            "turn" => self.turn(),
            "both" => self.both(),
            "previous-picture" => self.step(false),
            "next-picture" => self.step(true),
            _ => {}
        }
    }

    fn hear(self, event: &Event) {
        match event.type_().as_str() {
            "close" => self.gallery.look.set(None),
            "click" => {
                let button = at(event, "button");
                let action = button.and_then(|button| button.get_attribute("data-action"));
                self.do_as(&action.unwrap_or_default());
            }
            "keydown" => {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    let is_chord = event.ctrl_key() || event.meta_key() || event.alt_key();
                    if !is_chord && !event.is_composing() && self.press(&event.key()) {
                        event.prevent_default();
                    }
                }
            }
            _ => self.feel(event),
        }
    }
}

/// The viewer of the pictures of a page. It stands outside the form of the case, and is empty until
/// something is looked at.
#[derive(Debug, Serialize, Deserialize)]
pub struct PictureViewer {
    /// The kind of the application.
    pub kind: String,
    /// Which round the newer of two pictures is of.
    pub round: i32,
}

impl Part for PictureViewer {
    const NAME: &'static str = "viewer";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        show_kind_of(&self.kind);
        attended(Viewer {
            gallery: Gallery::empty(),
            frame: RwSignal::default(),
            pane: RwSignal::new((0.0, 0.0)),
            failed: RwSignal::default(),
            fingers: StoredValue::new(Vec::new()),
            round: self.round,
            language: language_signal(),
            dialog: StoredValue::new(None),
        })
    }
}

impl Attended for Viewer {
    fn write(&self, html: &mut Markup) {
        html.tags("<dialog class=viewer aria-labelledby=viewer-title data-viewer>");
        if let Some((look, shown)) = self.gallery.looked_at() {
            self.write_open(html, self.language.get(), look, &shown);
        }
        html.tags("</dialog>");
    }

    fn attend(&self, place: &Element) {
        let viewer = *self;
        thumbs::attend(viewer.gallery);
        let dialog = place.query_selector("dialog").ok().flatten();
        let Some(dialog) = dialog.and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) else {
            return;
        };
        // Not at the place, which is no box: browsers ask boxes whether a wheel is listened to.
        let kinds = [&["close", "click", "keydown"], &pane::EVENTS[..]].concat();
        listen(&dialog, &kinds, move |event| viewer.hear(event));
        viewer.dialog.set_value(Some(SendWrapper::new(dialog)));
        let resized = window_event_listener(leptos::ev::resize, move |_| {
            viewer.measure();
            viewer.fit();
        });
        on_cleanup(move || resized.remove());
        Effect::new(move || viewer.lay());
    }

    /// What is looked at is in the page, or is not any more.
    fn renewed(&self) {
        let viewer = *self;
        let Some(dialog) = viewer.dialog.get_value() else {
            return;
        };
        let look = viewer.gallery.look.get_untracked();
        match (look, dialog.open()) {
            (Some(_), false) => {
                viewer.failed.set(Vec::new());
                viewer.frame.set(Frame::default());
                let _ = dialog.show_modal();
                browser::focus(STAGE);
            }
            (None, true) => dialog.close(),
            _ => {}
        }
        untrack(|| viewer.lay());
        if let Some((_, shown)) = untrack(|| viewer.gallery.looked_at()) {
            show_readings(&dialog, &shown.field);
            request_animation_frame(move || viewer.measure());
        }
    }
}

/// What was read from a picture, as it stands on the page.
fn readings_of(field: &str) -> Option<Element> {
    let selector = format!("figure[data-answer='{field}'] .readings");
    browser::document()?.query_selector(&selector).ok()?
}

/// Shows it at the side of the viewer.
fn show_readings(dialog: &Element, field: &str) {
    let Some(aside) = dialog.query_selector(".viewer__beside").ok().flatten() else {
        return;
    };
    let of = |element: &Element| element.text_content();
    let shown = aside.query_selector(".readings").ok().flatten();
    let Some(readings) = readings_of(field) else {
        return;
    };
    if shown.as_ref().and_then(of) == of(&readings) {
        return;
    }
    if let Some(shown) = shown {
        shown.remove();
    }
    if let Ok(copy) = readings.clone_node_with_deep(true) {
        let _ = aside.append_child(&copy);
    }
}
