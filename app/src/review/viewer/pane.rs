//! One picture under a pane: it follows the frame, and the pointer, wheel and fingers move it.

use domain::application::view::PictureView;
use leptos::ev::{MouseEvent, PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;

use super::Viewer;
use super::frame::Point;
use crate::language::{language_signal, short_label};
use crate::{paths, tr};

/// The id of what holds the panes.
pub const STAGE: &str = "viewer-stage";
/// Which part of a doubling one notch of a wheel is.
const NOTCH: f64 = 0.0018;

/// A pane. `caption`: whether it is the newer of two, and of which round.
#[component]
pub fn Pane(viewer: Viewer, picture: PictureView, caption: Option<(bool, i32)>) -> impl IntoView {
    let language = language_signal();
    let pane = NodeRef::<html::Div>::new();
    let image = NodeRef::<html::Img>::new();
    let is_failed = RwSignal::new(false);
    let size = (f64::from(picture.width), f64::from(picture.height));
    let id = picture.id;
    // In the next frame another picture may be shown already, or none.
    let measure = move || {
        if let Some(pane) = pane.try_get_untracked().flatten() {
            let room = (
                f64::from(pane.client_width()),
                f64::from(pane.client_height()),
            );
            if viewer
                .pane
                .try_get_untracked()
                .is_some_and(|known| known != room)
            {
                viewer.pane.set(room);
            }
        }
    };
    Effect::new(move || {
        if pane.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        measure();
        viewer.fit();
    });
    on_cleanup(move || resized.remove());
    // Set from here and not in the markup: the security policy forbids styles there.
    Effect::new(move || {
        let frame = viewer.frame.get().of_turned(viewer.gallery.turns(id));
        let room = viewer.pane.get();
        if let Some(image) = image.get() {
            let style = web_sys::HtmlElement::style(&image);
            let _ = style.set_property("transform", &frame.transform(size, room));
        }
    });
    let fingers = StoredValue::new(Vec::<(i32, Point)>::new());
    let spot = move |event: &MouseEvent| -> Point {
        let Some(pane) = pane.get_untracked() else {
            return (0.0, 0.0);
        };
        let edge = pane.get_bounding_client_rect();
        (
            f64::from(event.client_x()) - edge.left() - edge.width() / 2.0,
            f64::from(event.client_y()) - edge.top() - edge.height() / 2.0,
        )
    };
    let down = move |event: PointerEvent| {
        if let Some(pane) = pane.get_untracked() {
            let _ = pane.set_pointer_capture(event.pointer_id());
        }
        fingers.update_value(|fingers| fingers.push((event.pointer_id(), spot(&event))));
    };
    let drag = move |event: PointerEvent| {
        let before = fingers.get_value();
        let (id, to) = (event.pointer_id(), spot(&event));
        if !before.iter().any(|(finger, _)| *finger == id) {
            return;
        }
        fingers.update_value(|fingers| {
            for (_, at) in fingers.iter_mut().filter(|(finger, _)| *finger == id) {
                *at = to;
            }
        });
        let after = fingers.get_value();
        match (before.as_slice(), after.as_slice()) {
            ([(_, from)], [(_, to)]) => viewer.shift((to.0 - from.0, to.1 - from.1)),
            ([(_, a), (_, b), ..], [(_, c), (_, d), ..]) => {
                let (from, to) = (middle(*a, *b), middle(*c, *d));
                viewer.shift((to.0 - from.0, to.1 - from.1));
                viewer.zoom(apart(*c, *d) / apart(*a, *b).max(1.0), to);
            }
            _ => {}
        }
    };
    let up = move |event: PointerEvent| {
        fingers.update_value(|fingers| fingers.retain(|(id, _)| *id != event.pointer_id()));
    };
    let roll = move |event: WheelEvent| {
        event.prevent_default();
        let pixels = match event.delta_mode() {
            WheelEvent::DOM_DELTA_PIXEL => event.delta_y(),
            _ => event.delta_y() * 30.0,
        };
        viewer.zoom((-pixels * NOTCH).exp(), spot(&event));
    };
    let double = move |event: MouseEvent| match untrack(|| viewer.frame.get().is_fitted()) {
        true => viewer.actual(spot(&event)),
        false => viewer.fit(),
    };
    let label = short_label(&picture.field);
    let when = move || {
        caption.map(|(is_now, round)| {
            let n = round.to_string();
            match is_now {
                true => domain::t!(language.get(), "desk.viewer.now", n = &n),
                false => domain::t!(language.get(), "desk.viewer.before", n = &n),
            }
        })
    };
    let text = move || {
        format!("{} {}", label(), when().unwrap_or_default())
            .trim_end()
            .to_owned()
    };
    view! {
        <figure class="viewer__pane">
            {caption.map(|_| view! { <figcaption class="viewer__when">{when}</figcaption> })}
            <div
                class="viewer__glass"
                node_ref=pane
                on:pointerdown=down
                on:pointermove=drag
                on:pointerup=up
                on:pointercancel=up
                on:wheel=roll
                on:dblclick=double
            >
                <img
                    class="viewer__image"
                    node_ref=image
                    src=paths::document(id)
                    width=picture.width
                    height=picture.height
                    draggable="false"
                    alt=text
                    data-picture=id.to_string()
                    on:error=move |_| is_failed.set(true)
                />
                <Show when=move || is_failed.get()>
                    <p class="viewer__failed" role="alert">{tr!("desk.viewer.failed")}</p>
                </Show>
            </div>
        </figure>
    }
}

fn middle(a: Point, b: Point) -> Point {
    (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
}

fn apart(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
