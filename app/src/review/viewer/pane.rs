//! What pointer, wheel and fingers do to the pictures under the panes, and where these lie.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, MouseEvent, PointerEvent, WheelEvent};

use super::Viewer;
use super::frame::Point;
use crate::browser;
use crate::live::at;

/// Which part of a doubling one notch of a wheel is.
const NOTCH: f64 = 0.0018;

/// What happens to panes.
pub const EVENTS: [&str; 7] = [
    "pointerdown",
    "pointermove",
    "pointerup",
    "pointercancel",
    "wheel",
    "dblclick",
    "error",
];

/// One that touches a pane.
#[derive(Clone, Debug, PartialEq)]
pub struct Finger {
    id: i32,
    at: Point,
    /// The picture under it.
    of: String,
}

/// The picture that is shown in a pane.
fn picture_of(glass: &Element) -> String {
    let image = glass.query_selector("img").ok().flatten();
    let id = image.and_then(|image| image.get_attribute("data-picture"));
    id.unwrap_or_default()
}

/// Where it happened, from the middle of the pane.
fn spot(glass: &Element, event: &MouseEvent) -> Point {
    let edge = glass.get_bounding_client_rect();
    (
        f64::from(event.client_x()) - edge.left() - edge.width() / 2.0,
        f64::from(event.client_y()) - edge.top() - edge.height() / 2.0,
    )
}

fn middle(a: Point, b: Point) -> Point {
    (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
}

fn apart(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

impl Viewer {
    /// Something happened to a pane.
    pub fn feel(self, event: &Event) {
        let Some(glass) = at(event, ".viewer__glass") else {
            return;
        };
        match event.type_().as_str() {
            "error" => self.failed.update(|failed| failed.push(picture_of(&glass))),
            "wheel" => {
                if let Some(event) = event.dyn_ref::<WheelEvent>() {
                    self.roll(&glass, event);
                }
            }
            "dblclick" => {
                if let Some(event) = event.dyn_ref::<MouseEvent>() {
                    match self.frame.with_untracked(|frame| frame.is_fitted()) {
                        true => self.actual(spot(&glass, event)),
                        false => self.fit(),
                    }
                }
            }
            kind => {
                if let Some(event) = event.dyn_ref::<PointerEvent>() {
                    self.touch(&glass, kind, event);
                }
            }
        }
    }

    fn roll(self, glass: &Element, event: &WheelEvent) {
        event.prevent_default();
        let pixels = match event.delta_mode() {
            WheelEvent::DOM_DELTA_PIXEL => event.delta_y(),
            _ => event.delta_y() * 30.0,
        };
        self.zoom((-pixels * NOTCH).exp(), spot(glass, event));
    }

    fn touch(self, glass: &Element, kind: &str, event: &PointerEvent) {
        let id = event.pointer_id();
        match kind {
            "pointerdown" => {
                let _ = glass.set_pointer_capture(id);
                let finger = Finger {
                    id,
                    at: spot(glass, event),
                    of: picture_of(glass),
                };
                self.fingers.update_value(|fingers| fingers.push(finger));
            }
            "pointermove" => self.drag(id, spot(glass, event)),
            _ => self
                .fingers
                .update_value(|fingers| fingers.retain(|finger| finger.id != id)),
        }
    }

    fn drag(self, id: i32, to: Point) {
        let moved = self.fingers.try_update_value(|fingers| {
            let of = fingers.iter().find(|finger| finger.id == id)?.of.clone();
            let on_pane = |fingers: &[Finger]| -> Vec<Point> {
                let of_pane = fingers.iter().filter(|finger| finger.of == of);
                of_pane.map(|finger| finger.at).collect()
            };
            let before = on_pane(fingers);
            for finger in fingers.iter_mut().filter(|finger| finger.id == id) {
                finger.at = to;
            }
            Some((before, on_pane(fingers)))
        });
        let Some((before, after)) = moved.flatten() else {
            return;
        };
        match (before.as_slice(), after.as_slice()) {
            ([from], [to]) => self.shift((to.0 - from.0, to.1 - from.1)),
            ([a, b, ..], [c, d, ..]) => {
                let (from, to) = (middle(*a, *b), middle(*c, *d));
                self.shift((to.0 - from.0, to.1 - from.1));
                self.zoom(apart(*c, *d) / apart(*a, *b).max(1.0), to);
            }
            _ => {}
        }
    }

    /// How large a pane is.
    pub fn measure(self) {
        // In the next frame the page may be another one.
        if self.pane.is_disposed() {
            return;
        }
        let glass = browser::document()
            .and_then(|page| page.query_selector(".viewer__glass").ok().flatten());
        let Some(glass) = glass else { return };
        let room = (
            f64::from(glass.client_width()),
            f64::from(glass.client_height()),
        );
        if self.pane.get_untracked() != room {
            self.pane.set(room);
        }
    }

    /// Lays the pictures as the frame says. Set from here and not in the markup: the security policy
    /// forbids styles there.
    pub fn lay(self) {
        let (frame, room) = (self.frame.get(), self.pane.get());
        let Some((look, shown)) = self.gallery.looked_at() else {
            return;
        };
        let (before, now) = shown.seen(look.is_both && shown.is_pair());
        for picture in [before, now].into_iter().flatten() {
            let frame = frame.of_turned(self.gallery.turns(&picture.id));
            let selector = format!(".viewer__image[data-picture='{}']", picture.id);
            let image = browser::document()
                .and_then(|page| page.query_selector(&selector).ok().flatten())
                .and_then(|image| image.dyn_into::<HtmlElement>().ok());
            if let Some(image) = image {
                let transform = frame.transform(picture.size, room);
                let _ = image.style().set_property("transform", &transform);
            }
        }
    }
}
