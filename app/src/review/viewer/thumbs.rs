//! The pictures on the page of a case, which the server drew: a click looks at one closely, its
//! button turns it.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::gallery::Gallery;
use crate::browser;

/// Names the picture in an element around it and its button.
const PICTURE: &str = "data-thumb";

/// Listens for as long as the viewer lives.
pub fn attend(gallery: Gallery) {
    Effect::new(move || {
        let heard = window_event_listener(leptos::ev::click, move |event| hear(gallery, &event));
        on_cleanup(move || heard.remove());
    });
    Effect::new(move || {
        for (id, turns) in gallery.turned() {
            turn(&id.to_string(), turns);
        }
    });
}

fn hear(gallery: Gallery, event: &MouseEvent) {
    let clicked = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| clicked.as_ref()?.closest(selector).ok().flatten();
    let picture = within(&format!("[{PICTURE}]"))
        .and_then(|place| place.get_attribute(PICTURE))
        .and_then(|id| gallery.find(&id));
    let Some(picture) = picture else { return };
    if within("[data-action='turn-picture']").is_some() {
        gallery.turn(picture);
        return;
    }
    let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
    if is_plain && within(".picture__link").is_some() {
        event.prevent_default();
        gallery.open(picture);
    }
}

/// Set from here and not in the markup: the security policy forbids styles there.
fn turn(picture: &str, turns: u8) {
    let image = browser::document()
        .and_then(|document| {
            let selector = format!("[{PICTURE}='{picture}'] img");
            document.query_selector(&selector).ok().flatten()
        })
        .and_then(|image| image.dyn_into::<HtmlElement>().ok());
    let Some(image) = image else { return };
    let (width, height) = (
        f64::from(image.client_width()).max(1.0),
        f64::from(image.client_height()).max(1.0),
    );
    let scale = match turns % 2 {
        0 => 1.0,
        _ => (width / height).min(height / width),
    };
    let transform = match turns {
        0 => String::new(),
        turns => format!("rotate({}deg) scale({scale:.4})", u32::from(turns) * 90),
    };
    let _ = image.style().set_property("transform", &transform);
}
