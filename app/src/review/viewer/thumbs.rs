//! The pictures on the page of a case, which the server drew: a click looks at one closely, its
//! button turns it. What the viewer shows is read from them.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlImageElement, MouseEvent};

use super::frame::fixed;
use super::gallery::{ComparedPicture, Gallery, ShownPicture};
use crate::browser;
use crate::live::at;

/// Names the picture in an element around it and its button.
const PICTURE: &str = "data-thumb";

/// Reads the pictures of the page, and listens for as long as the viewer lives.
pub fn attend(gallery: Gallery) {
    gallery.pictures.set_value(pictures());
    let heard = window_event_listener(leptos::ev::click, move |event| hear(gallery, &event));
    on_cleanup(move || heard.remove());
    Effect::new(move || {
        for (id, turns) in gallery.turned() {
            turn(&id, turns);
        }
    });
}

fn pictures() -> Vec<ComparedPicture> {
    let found = browser::document()
        .and_then(|page| page.query_selector_all("figure.picture[data-answer]").ok());
    let figures = found.iter().flat_map(browser::elements);
    figures
        .map(|figure| read(&figure))
        .filter(|shown| shown.now.is_some() || shown.before.is_some())
        .collect()
}

fn read(figure: &Element) -> ComparedPicture {
    let first = |selector: &str| figure.query_selector(selector).ok().flatten();
    let found = figure.query_selector_all(&format!("[{PICTURE}]")).ok();
    let all = found.iter().flat_map(browser::elements);
    let mut pictures: Vec<ShownPicture> = all.filter_map(|one| picture(&one)).collect();
    let now = match first(".picture__gone") {
        Some(_) => None,
        None => pictures.pop(),
    };
    ComparedPicture {
        field: figure.get_attribute("data-answer").unwrap_or_default(),
        label: first("figcaption")
            .and_then(|caption| caption.text_content())
            .unwrap_or_default(),
        now,
        before: pictures.pop(),
    }
}

fn picture(one: &Element) -> Option<ShownPicture> {
    let image = one.query_selector("img").ok()??;
    let image: HtmlImageElement = image.dyn_into().ok()?;
    let pixels = |name: &str| -> Option<f64> {
        let pixels: u32 = image.get_attribute(name)?.parse().ok()?;
        Some(f64::from(pixels))
    };
    Some(ShownPicture {
        id: one.get_attribute(PICTURE)?,
        address: image.get_attribute("src")?,
        size: (pixels("width")?, pixels("height")?),
    })
}

fn hear(gallery: Gallery, event: &MouseEvent) {
    let picture = at(event, &format!("[{PICTURE}]")).and_then(|place| place.get_attribute(PICTURE));
    let Some(picture) = picture else { return };
    if at(event, "[data-action='turn-picture']").is_some() {
        gallery.turn(&picture);
        return;
    }
    let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
    if is_plain && at(event, ".picture__link").is_some() {
        event.prevent_default();
        gallery.open(&picture);
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
        turns => {
            let (degrees, scale) = (u32::from(turns) * 90, fixed(scale, 4));
            format!("rotate({degrees}deg) scale({scale})")
        }
    };
    let _ = image.style().set_property("transform", &transform);
}
