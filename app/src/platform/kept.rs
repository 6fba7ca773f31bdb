//! What is typed into a form of the settings stays in this tab until it is done: over Back, a
//! reload, an answer that never came. Only over the version it was typed over; passwords never.
//!
//! The forms are plain HTML: this is all of them that lives in the browser. Said in another language
//! they are put into the page anew, and have there what stood in them.

use crate::told::Told;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::address::use_query_map;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
use web_sys::{Element, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::browser;
use crate::form::error_summary;
use crate::live::Part;

/// How the names begin under which the tab remembers them.
const FORMS: &str = "settings.";
/// The control that says over which version something is typed.
const VERSION: &str = "version";
/// Where they stand.
const PAGE: &str = ".settings__page";

/// Attends to what is typed into the forms of the page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    /// What the tab remembers is put back into them.
    pub puts_back: bool,
}

impl Part for Kept {
    const NAME: &'static str = "kept-settings";
    const BUNDLE: &'static str = "settings_parts";

    fn draw(self) -> AnyView {
        view! { <Attend puts_back=self.puts_back/> }.into_any()
    }
}

/// What stood in a page that is about to be drawn anew.
struct Held {
    address: String,
    /// Each form with its texts.
    forms: Vec<(String, BTreeMap<String, String>)>,
    /// Whether what can be opened was open.
    open: Vec<bool>,
}

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
    /// What was done before this document came is forgotten.
    static FORGOTTEN: Cell<bool> = const { Cell::new(false) };
}

#[component]
fn Attend(puts_back: bool) -> impl IntoView {
    let is_done = use_query_map().with_untracked(|query| Told::Done.is_in(query));
    Effect::new(move |_| {
        let heard = [
            window_event_listener(ev::input, |event| note(&event)),
            window_event_listener(ev::change, |event| note(&event)),
        ];
        let (address, page) = (address(), SendWrapper::new(page()));
        let held = HELD.take().filter(|held| held.address == address);
        let is_same = held.is_some();
        on_cleanup({
            let (address, page) = (address.clone(), page.clone());
            move || {
                heard.into_iter().for_each(|heard| heard.remove());
                // It goes, but the address stays: the same page is drawn anew.
                if let Some(page) = page.as_ref().filter(|_| address == self::address()) {
                    HELD.set(Some(Held::of(page, address)));
                }
            }
        });
        if let (Some(held), Some(page)) = (&held, page.as_ref()) {
            held.put(page);
        } else if is_done && !FORGOTTEN.replace(true) {
            browser::forget_texts_of(FORMS);
        } else if puts_back {
            request_animation_frame(put_back);
        }
        if let Some(page) = page.as_ref().filter(|_| !is_same) {
            show_what_is_wrong(page);
        }
    });
}

/// What was refused is read first.
fn show_what_is_wrong(page: &Element) {
    let wrong = format!("#{}, [data-problem][tabindex]", error_summary::ID);
    let found = page.query_selector(&wrong).ok().flatten();
    if let Some(wrong) = found.and_then(|wrong| wrong.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = wrong.focus();
        wrong.scroll_into_view();
    }
}

impl Held {
    fn of(page: &Element, address: String) -> Self {
        Self {
            address,
            forms: forms(page)
                .map(|form| (name(&form), texts(&form)))
                .collect(),
            open: details(page)
                .map(|details| details.has_attribute("open"))
                .collect(),
        }
    }

    /// With the version it was typed over: it is told only when it is sent that this is over.
    fn put(&self, page: &Element) {
        for (form, (of, texts)) in forms(page).zip(&self.forms) {
            if name(&form) == *of {
                put(&form, texts);
            }
        }
        for (details, is_open) in details(page).zip(&self.open) {
            let _ = details.toggle_attribute_with_force("open", *is_open);
        }
    }
}

fn page() -> Option<Element> {
    browser::document()?.query_selector(PAGE).ok()?
}

fn address() -> String {
    let location = browser::window().map(|window| window.location());
    let path = location
        .as_ref()
        .and_then(|location| location.pathname().ok());
    let search = location.and_then(|location| location.search().ok());
    path.unwrap_or_default() + &search.unwrap_or_default()
}

/// What a selector finds in the page.
fn found<T: leptos::wasm_bindgen::JsCast>(
    page: &Element,
    selector: &str,
) -> impl Iterator<Item = T> + use<T> {
    let found = page.query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |at| found.as_ref()?.get(at)?.dyn_into().ok())
}

fn forms(page: &Element) -> impl Iterator<Item = HtmlFormElement> + use<> {
    found(page, "form[method=post]")
}

fn details(page: &Element) -> impl Iterator<Item = Element> + use<> {
    found(page, "details")
}

/// Something was typed or chosen in a form: all of it is remembered.
fn note(event: &web_sys::Event) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest(&format!("{PAGE} form[method=post]")).ok()?)
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form
        && let Ok(text) = serde_json::to_string(&texts(&form))
    {
        browser::remember_text(&name(&form), &text);
    }
}

/// Puts what the tab remembers into the forms of the page.
fn put_back() {
    let Some(page) = page() else { return };
    for form in forms(&page) {
        let remembered = browser::remembered_text(&name(&form))
            .and_then(|text| crate::json::read::<BTreeMap<String, String>>(&text));
        let Some(remembered) = remembered else {
            continue;
        };
        if remembered.get(VERSION) == texts(&form).get(VERSION) {
            put(&form, &remembered);
        } else {
            browser::remember_text(&name(&form), "");
        }
    }
}

fn put(form: &HtmlFormElement, texts: &BTreeMap<String, String>) {
    for control in controls(form) {
        if let Some(text) = control.key().and_then(|key| texts.get(&key)) {
            control.put(text);
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

    /// What was typed before the page was hydrated counts.
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
