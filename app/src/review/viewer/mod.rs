//! A close look at the pictures of a case, over the page: larger, turned, moved, and beside the
//! picture of the round before. Without scripts the links lead to the pictures themselves.

pub mod frame;
pub mod gallery;
mod pane;
pub mod readings;
mod thumbs;
mod tools;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use frame::{Frame, NUDGE, Point, STEP, Size};
use gallery::{Gallery, Look, Shown};
use pane::{Pane, STAGE};
use readings::Beside;
use tools::Tools;

use crate::language::{language_signal, short_label, show_kind_of};
use crate::live::Part;
use crate::{browser, tr};

/// What the parts of the viewer share.
#[derive(Clone, Copy)]
struct Viewer {
    gallery: Gallery,
    frame: RwSignal<Frame>,
    /// Size of a pane, in CSS pixels.
    pane: RwSignal<Size>,
}

impl Viewer {
    fn look(self) -> Option<(Look, Shown)> {
        let look = self.gallery.look.get()?;
        let shown = self
            .gallery
            .pictures
            .with_value(|pictures| pictures.get(look.at).cloned())?;
        Some((look, shown))
    }

    /// The picture that leads: the newest.
    fn leading(self) -> Option<(domain::id::DocumentId, Size)> {
        let look = self.gallery.look.get_untracked()?;
        let picture = self.gallery.pictures.with_value(|pictures| {
            let shown = pictures.get(look.at)?;
            shown.now.clone().or_else(|| shown.before.clone())
        })?;
        let size = (f64::from(picture.width), f64::from(picture.height));
        Some((picture.id, size))
    }

    fn change(self, how: impl FnOnce(Frame, Size, Size) -> Frame) {
        if let Some((id, picture)) = self.leading() {
            let turns = untrack(|| self.gallery.turns(id));
            let pane = self.pane.get_untracked();
            let now = self.frame.get_untracked().of_turned(turns);
            self.frame.set(how(now, picture, pane));
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
        let look = self.gallery.look.get_untracked();
        let seen = look.and_then(|look| {
            self.gallery.pictures.with_value(|pictures| {
                let shown = pictures.get(look.at)?;
                let before = shown
                    .before
                    .as_ref()
                    .filter(|_| look.is_both || shown.now.is_none());
                Some([
                    shown.now.as_ref().map(|now| now.id),
                    before.map(|before| before.id),
                ])
            })
        });
        for id in seen.into_iter().flatten().flatten() {
            self.gallery.turn(id);
        }
    }

    fn both(self) {
        keep_keyboard();
        self.gallery.look.update(|look| {
            if let Some(look) = look {
                look.is_both = !look.is_both;
            }
        });
        self.frame.set(Frame::default());
    }

    fn step(self, forward: bool) {
        keep_keyboard();
        self.gallery.step(forward);
        self.frame.set(Frame::default());
    }

    /// What a key does; `false`: nothing.
    fn press(self, key: &str) -> bool {
        const MIDDLE: Point = (0.0, 0.0);
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
}

/// The stage is another one after a step: a keyboard that is on it stays there.
fn keep_keyboard() {
    if browser::focused().is_some_and(|element| element.id() == STAGE) {
        request_animation_frame(|| browser::focus(STAGE));
    }
}

/// The viewer of the pictures of a page. It stands outside the form of the case, and is empty until
/// something is looked at.
#[derive(Debug, Serialize, Deserialize)]
pub struct PictureViewer {
    /// The kind of the application.
    pub kind: String,
    /// The pictures, in the order of the page.
    pub pictures: Vec<Shown>,
}

impl Part for PictureViewer {
    const NAME: &'static str = "viewer";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        show_kind_of(&self.kind);
        let gallery = Gallery::of(self.pictures);
        thumbs::attend(gallery);
        view! { <Dialog gallery/> }.into_any()
    }
}

#[component]
fn Dialog(gallery: Gallery) -> impl IntoView {
    let viewer = Viewer {
        gallery,
        frame: RwSignal::default(),
        pane: RwSignal::new((0.0, 0.0)),
    };
    let look = viewer.gallery.look;
    let dialog = NodeRef::<html::Dialog>::new();
    let is_open = Memo::new(move |_| look.with(Option::is_some));
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match is_open.get() {
            true if !dialog.open() => {
                viewer.frame.set(Frame::default());
                let _ = dialog.show_modal();
                browser::focus(STAGE);
            }
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let press = move |event: KeyboardEvent| {
        let is_chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        if !is_chord && !event.is_composing() && viewer.press(&event.key()) {
            event.prevent_default();
        }
    };
    view! {
        <dialog
            class="viewer"
            node_ref=dialog
            aria-labelledby="viewer-title"
            data-viewer=""
            on:close=move |_| look.set(None)
            on:keydown=press
        >
            <Show when=move || is_open.get()>
                <Open viewer/>
            </Show>
        </dialog>
    }
}

#[component]
fn Open(viewer: Viewer) -> impl IntoView {
    let language = language_signal();
    let count = viewer.gallery.pictures.with_value(Vec::len).to_string();
    let shown = Memo::new(move |_| viewer.look());
    let name = move || shown.get().map(|(_, shown)| short_label(&shown.field)());
    let n = move || shown.get().map_or(0, |(look, _)| look.at + 1).to_string();
    view! {
        <header class="viewer__head">
            <h2 class="viewer__title" id="viewer-title" aria-live="polite">
                {name}
                " "
                <span class="viewer__count" data-viewer-count="">
                    {move || domain::t!(language.get(), "desk.viewer.count", n = &n(), of = &count)}
                </span>
            </h2>
            <button class="button button--quiet" type="button" data-action="viewer-close"
                on:click=move |_| viewer.gallery.look.set(None)>
                {tr!("desk.viewer.close")}
            </button>
        </header>
        <div class="viewer__body">
            {move || shown.get().map(|(look, shown)| {
                let readings = shown.readings.clone();
                view! {
                    <Panes viewer look shown/>
                    <Beside readings/>
                }
            })}
        </div>
        <Tools viewer shown/>
    }
}

/// The picture, or both of a pair side by side.
#[component]
fn Panes(viewer: Viewer, look: Look, shown: Shown) -> impl IntoView {
    let round = shown.round;
    let is_pair = shown.before.is_some() && shown.now.is_some();
    let is_both = look.is_both && is_pair;
    let before = shown
        .before
        .filter(|_| is_both || shown.now.is_none())
        .map(|picture| view! { <Pane viewer picture caption=Some((false, round - 1))/> });
    let now = shown.now.map(|picture| {
        view! { <Pane viewer picture caption=is_pair.then_some((true, round))/> }
    });
    view! {
        <div class="viewer__stage" class:viewer__stage--both=is_both id=STAGE tabindex="0" role="group"
            aria-label=tr!("desk.viewer.stage") data-viewer-stage="">
            {before}
            {now}
        </div>
    }
}
