//! What is typed into a form of the settings stays in this tab until it is done: over Back, a
//! reload, an answer that never came. Only over the version it was typed over; passwords never.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos_router::hooks::use_query_map;
use web_sys::{Element, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::browser;

/// How the names begin under which the tab remembers them.
const FORMS: &str = "settings.";
/// The control that says over which version something is typed.
const VERSION: &str = "version";

/// Something was typed or chosen in a form: all of it is remembered.
pub fn note(event: &web_sys::Event) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("form[method=post]").ok().flatten())
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form
        && let Ok(text) = serde_json::to_string(&texts(&form))
    {
        browser::remember_text(&name(&form), &text);
    }
}

/// Puts what the tab remembers into the forms of the page once they are there. What was done is
/// forgotten.
#[component]
pub fn PutBack() -> impl IntoView {
    let query = use_query_map();
    Effect::new(move |_| {
        if query.with_untracked(|query| query.get("done").is_some()) {
            browser::forget_texts_of(FORMS);
        } else {
            request_animation_frame(put_back);
        }
    });
}

fn put_back() {
    let forms = browser::document().and_then(|document| {
        document
            .query_selector_all(".settings__page form[method=post]")
            .ok()
    });
    let Some(forms) = forms else { return };
    for at in 0..forms.length() {
        let form = forms.get(at).and_then(|form| form.dyn_into().ok());
        let Some(form): Option<HtmlFormElement> = form else {
            continue;
        };
        let remembered = browser::remembered_text(&name(&form))
            .and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(&text).ok());
        let Some(remembered) = remembered else {
            continue;
        };
        if remembered.get(VERSION) != texts(&form).get(VERSION) {
            browser::remember_text(&name(&form), "");
            continue;
        }
        for control in controls(&form) {
            if let Some(text) = control.key().and_then(|key| remembered.get(&key)) {
                control.put(text);
            }
        }
    }
}

/// By page and by what the form does.
fn name(form: &HtmlFormElement) -> String {
    let path = browser::window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default();
    let action = form.get_attribute("action").unwrap_or_default();
    format!("{FORMS}{path}{action}")
}

fn texts(form: &HtmlFormElement) -> BTreeMap<String, String> {
    controls(form)
        .iter()
        .filter_map(|control| Some((control.key()?, control.text())))
        .collect()
}

fn controls(form: &HtmlFormElement) -> Vec<Control> {
    let elements = form.elements();
    (0..elements.length())
        .filter_map(|at| elements.item(at))
        .filter_map(Control::of)
        .collect()
}

/// A control whose text is kept.
enum Control {
    Input(HtmlInputElement),
    Tick(HtmlInputElement),
    Area(HtmlTextAreaElement),
    List(HtmlSelectElement),
}

impl Control {
    fn of(element: Element) -> Option<Self> {
        let element = match element.dyn_into::<HtmlInputElement>() {
            Ok(input) => {
                return match input.type_().as_str() {
                    "password" | "file" | "submit" => None,
                    // What the page says of itself is kept only to be compared.
                    "hidden" if input.name() != VERSION => None,
                    "checkbox" | "radio" => Some(Self::Tick(input)),
                    _ => Some(Self::Input(input)),
                };
            }
            Err(element) => element,
        };
        match element.dyn_into::<HtmlTextAreaElement>() {
            Ok(area) => Some(Self::Area(area)),
            Err(element) => element.dyn_into().ok().map(Self::List),
        }
    }

    fn key(&self) -> Option<String> {
        let name = match self {
            Self::Input(input) => input.name(),
            Self::Tick(input) => format!("{}={}", input.name(), input.value()),
            Self::Area(area) => area.name(),
            Self::List(list) => list.name(),
        };
        (!name.is_empty()).then_some(name)
    }

    fn text(&self) -> String {
        match self {
            Self::Input(input) => input.value(),
            Self::Tick(input) if input.checked() => "yes".to_owned(),
            Self::Tick(_) => String::new(),
            Self::Area(area) => area.value(),
            Self::List(list) => list.value(),
        }
    }

    /// What was typed before the page came alive counts.
    fn put(&self, text: &str) {
        match self {
            Self::Input(input) if input.value() == input.default_value() => input.set_value(text),
            Self::Tick(input) if input.checked() == input.default_checked() => {
                input.set_checked(text == "yes");
            }
            Self::Area(area)
                if area
                    .default_value()
                    .is_ok_and(|first| area.value() == first) =>
            {
                area.set_value(text);
            }
            Self::List(list) => list.set_value(text),
            _ => {}
        }
    }
}
