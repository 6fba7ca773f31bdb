//! What only a browser can do. On the server nothing here runs; what is asked there anyway
//! answers `None`.

pub mod canvas;
pub mod handling;
pub mod picture;
pub mod trouble;
pub mod upload;

use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, DragEvent, Event, HtmlElement, Window};

/// The window, in a browser.
#[must_use]
pub fn window() -> Option<Window> {
    if cfg!(target_arch = "wasm32") {
        web_sys::window()
    } else {
        None
    }
}

/// The document, in a browser.
#[must_use]
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The language the server wrote into `<html lang>`.
#[must_use]
pub fn document_language() -> Option<String> {
    document()?.document_element()?.get_attribute("lang")
}

/// Path of the page in the address bar.
#[must_use]
pub fn path() -> String {
    window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default()
}

/// What stands in the address bar behind the path.
#[must_use]
pub fn search() -> Option<String> {
    window()?.location().search().ok()
}

/// Has the address bar name what the page shows now; "Back" leads to what it showed before.
pub fn enter(path: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Where the files of this page's build are.
#[must_use]
pub fn scripts_folder() -> Option<String> {
    document()?.document_element()?.get_attribute("data-build")
}

/// Tells the browser (fonts, hyphenation, screen readers) which language the page is in now.
pub fn set_document_language(tag: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("lang", tag);
    }
}

/// Moves the keyboard focus to an element, of a group of choices to the one that is ticked or the
/// first, and scrolls it into view; a field with its label and hint.
pub fn focus(id: &str) {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else {
        return;
    };
    let target = choice_in(&element).or_else(|| element.dyn_ref::<HtmlElement>().cloned());
    if let Some(target) = target {
        let _ = target.focus();
        if focused().as_ref() != Some(&target) {
            read_from(&target);
        }
    }
    match element.closest("[data-field]") {
        Ok(Some(field)) => field.scroll_into_view(),
        _ => element.scroll_into_view(),
    }
}

/// The choice of a group that takes the focus.
fn choice_in(group: &web_sys::Element) -> Option<HtmlElement> {
    if group.get_attribute("role").as_deref() != Some("radiogroup") {
        return None;
    }
    let mut offered = inputs_of(group.query_selector_all("input").ok()?)
        .filter(|choice| choice.offset_width() > 0)
        .peekable();
    let first = offered.peek().cloned();
    let chosen = offered.find(web_sys::HtmlInputElement::checked).or(first)?;
    chosen.dyn_into().ok()
}

fn inputs_of(found: web_sys::NodeList) -> impl Iterator<Item = web_sys::HtmlInputElement> {
    (0..found.length()).filter_map(move |at| found.get(at)?.dyn_into().ok())
}

/// The elements of a list, in their order.
pub fn elements(found: &web_sys::NodeList) -> impl Iterator<Item = web_sys::Element> {
    (0..found.length()).filter_map(move |at| found.get(at)?.dyn_into().ok())
}

/// The boxes and buttons of the page a CSS selector finds, in their order.
#[must_use]
pub fn inputs(selector: &str) -> Vec<web_sys::HtmlInputElement> {
    document()
        .and_then(|document| document.query_selector_all(selector).ok())
        .map(|found| inputs_of(found).collect())
        .unwrap_or_default()
}

/// Whether the page has an element of this id.
#[must_use]
pub fn is_there(id: &str) -> bool {
    document().is_some_and(|document| document.get_element_by_id(id).is_some())
}

/// The first heading of the page, and its text.
#[must_use]
pub fn heading() -> Option<(HtmlElement, String)> {
    let heading = document()?.query_selector("main h1").ok()??;
    let text = heading.text_content().unwrap_or_default();
    Some((heading.dyn_into().ok()?, text))
}

/// Gives the keyboard to something nobody can type into, so that reading goes on there; the page
/// stays where it is.
pub fn read_from(element: &HtmlElement) {
    let _ = element.set_attribute("tabindex", "-1");
    take_keyboard(element);
}

/// Gives the keyboard to an element; the page stays where it is.
pub fn take_keyboard(element: &HtmlElement) {
    let options = js_sys::Object::new();
    let focus = js_sys::Reflect::get(element, &"focus".into())
        .ok()
        .and_then(|focus| focus.dyn_into::<js_sys::Function>().ok());
    if let Some(focus) = focus {
        let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
        let _ = focus.call1(element, &options);
    }
}

/// The same for an element as soon as it is in the page.
pub fn focus_when_there(place: NodeRef<Div>) {
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            let _ = place.focus();
            place.scroll_into_view();
        }
    });
}

/// The same for what a selector finds, once the page shows it.
pub fn take_reader_to(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().and_then(|document| document.query_selector(selector).ok()?);
        if let Some(place) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = place.focus();
            place.scroll_into_view();
        }
    });
}

/// Whether the list of this id offers a choice.
#[must_use]
pub fn is_offered(id: &str, choice: &str) -> bool {
    let list = document().and_then(|document| document.get_element_by_id(id));
    let offered = list.and_then(|list| list.query_selector_all("option").ok());
    offered.is_some_and(|offered| {
        (0..offered.length())
            .filter_map(|at| offered.get(at)?.dyn_into::<web_sys::Element>().ok())
            .any(|option| option.get_attribute("value").as_deref() == Some(choice))
    })
}

/// Moves the keyboard focus to an element that is made, but may be put into the page only when all
/// around it is there; gives up after `frames`.
pub fn focus_once_shown(element: HtmlElement, frames: u8) {
    if element.is_connected() {
        let _ = element.focus();
    } else if frames > 0 {
        request_animation_frame(move || focus_once_shown(element, frames - 1));
    }
}

/// Text in the control of this id, as it stands in the page now.
#[must_use]
pub fn control_text(id: &str) -> Option<String> {
    let element = document()?.get_element_by_id(id)?;
    if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        return Some(match input.type_().as_str() {
            "checkbox" if input.checked() => "yes".to_owned(),
            "checkbox" => String::new(),
            _ => input.value(),
        });
    }
    if let Some(area) = element.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        return Some(area.value());
    }
    element
        .dyn_ref::<web_sys::HtmlSelectElement>()
        .map(web_sys::HtmlSelectElement::value)
}

/// Whether a control is the first of its form the browser would not send as it is.
#[must_use]
pub fn is_first_invalid(control: &web_sys::Element) -> bool {
    let form = control.closest("form").ok().flatten();
    let first = form.and_then(|form| {
        let wrong = ":is(input, select, textarea):invalid";
        form.query_selector(wrong).ok().flatten()
    });
    first.as_ref() == Some(control)
}

/// Puts a text into the control of this id.
pub fn set_control_text(id: &str, text: &str) {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else {
        return;
    };
    if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        match input.type_().as_str() {
            "checkbox" => input.set_checked(text == "yes"),
            _ => input.set_value(text),
        }
    } else if let Some(area) = element.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.set_value(text);
    } else if let Some(select) = element.dyn_ref::<web_sys::HtmlSelectElement>() {
        select.set_value(text);
    }
}

/// Has a control hold what another one holds, which is of its kind.
pub fn copy_control(from: &web_sys::Element, to: &web_sys::Element) {
    use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
    if let (Some(from), Some(to)) = (
        from.dyn_ref::<HtmlInputElement>(),
        to.dyn_ref::<HtmlInputElement>(),
    ) {
        match from.type_().as_str() {
            "checkbox" | "radio" => to.set_checked(from.checked()),
            _ => to.set_value(&from.value()),
        }
    } else if let (Some(from), Some(to)) = (
        from.dyn_ref::<HtmlTextAreaElement>(),
        to.dyn_ref::<HtmlTextAreaElement>(),
    ) {
        to.set_value(&from.value());
    } else if let (Some(from), Some(to)) = (
        from.dyn_ref::<HtmlSelectElement>(),
        to.dyn_ref::<HtmlSelectElement>(),
    ) {
        to.set_value(&from.value());
    }
}

/// The value of the ticked radio button of this name.
#[must_use]
pub fn radio_text(name: &str) -> Option<String> {
    let ticked = document()?
        .query_selector(&format!("input[type=radio][name='{name}']:checked"))
        .ok()??;
    Some(ticked.dyn_into::<web_sys::HtmlInputElement>().ok()?.value())
}

/// Ticks the radio button of this name and value, and no other of the name.
pub fn set_radio(name: &str, value: &str) {
    for button in inputs(&format!("input[type=radio][name='{name}']")) {
        button.set_checked(button.value() == value);
    }
}

/// The file chosen in the control of this id.
#[must_use]
pub fn chosen_file(id: &str) -> Option<web_sys::File> {
    let input = document()?.get_element_by_id(id)?;
    let input = input.dyn_into::<web_sys::HtmlInputElement>().ok()?;
    let file = input.files()?.get(0)?;
    input.set_value("");
    Some(file)
}

/// A file that is dropped beside its slot would be opened in place of the page, and what was typed
/// there be gone.
pub fn catch_stray_files() {
    let catch = |event: &DragEvent| {
        let Some(data) = event.data_transfer().filter(|_| !event.default_prevented()) else {
            return;
        };
        let target: Option<web_sys::HtmlInputElement> =
            event.target().and_then(|target| target.dyn_into().ok());
        let is_file_control = target.is_some_and(|input| input.type_() == "file");
        if data.types().includes(&JsValue::from_str("Files"), 0) && !is_file_control {
            event.prevent_default();
            data.set_drop_effect("none");
        }
    };
    for kind in ["dragover", "drop"] {
        hear_window(kind, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>() {
                catch(event);
            }
        });
    }
}

/// Has `hear` hear the events of a kind that come to the window, for as long as the page is open.
pub fn hear_window(kind: &'static str, hear: impl Fn(&Event) + 'static) {
    let hear: Box<dyn Fn(Event)> = Box::new(move |event| hear(&event));
    if let Some(window) = window() {
        let hear = Closure::wrap(hear);
        let _ = window.add_event_listener_with_callback(kind, hear.as_ref().unchecked_ref());
        hear.forget();
    }
}

/// Waits.
pub async fn sleep(time: Duration) {
    gloo_timers::future::sleep(time).await;
}

/// Waits, at most until the network comes back.
pub async fn sleep_or_online(time: Duration) {
    let is_online = || window().is_none_or(|window| window.navigator().on_line());
    let was_online = is_online();
    let slice = Duration::from_millis(250);
    let mut left = time;
    while !left.is_zero() && (was_online || !is_online()) {
        sleep(slice.min(left)).await;
        left = left.saturating_sub(slice);
    }
}

/// Has this tab remember a text until it is closed, or forget it. A browser that refuses keeps
/// nothing, and the page works on.
pub fn remember(key: &str, text: Option<&str>) {
    let storage = window().and_then(|window| window.session_storage().ok().flatten());
    let _ = match (storage, text) {
        (Some(storage), Some(text)) => storage.set_item(key, text),
        (Some(storage), None) => storage.remove_item(key),
        (None, _) => Ok(()),
    };
}

/// What this tab remembers.
#[must_use]
pub fn remembered(key: &str) -> Option<String> {
    window()?.session_storage().ok()??.get_item(key).ok()?
}

/// Has this tab forget everything a page of ours had it remember.
pub fn forget_tab() {
    forget_what_begins("docket.");
}

fn forget_what_begins(beginning: &str) {
    let Some(storage) = window().and_then(|window| window.session_storage().ok().flatten()) else {
        return;
    };
    let count = storage.length().unwrap_or(0);
    let keys: Vec<String> = (0..count)
        .filter_map(|at| storage.key(at).ok().flatten())
        .filter(|key| key.starts_with(beginning))
        .collect();
    for key in keys {
        let _ = storage.remove_item(&key);
    }
}

/// Milliseconds by this machine's clock, which goes on while the machine sleeps; 0 on the server.
#[must_use]
pub fn milliseconds() -> f64 {
    if cfg!(target_arch = "wasm32") {
        js_sys::Date::now()
    } else {
        0.0
    }
}

/// For how many milliseconds the document has been here: since its first byte came. 0 where the
/// browser does not tell.
#[must_use]
pub fn document_age() -> f64 {
    match response_start() {
        Some(came) if came > 0.0 => (milliseconds() - came).max(0.0),
        _ => 0.0,
    }
}

/// By the same clock as [`milliseconds`].
fn response_start() -> Option<f64> {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let performance = get(window()?.as_ref(), "performance")?;
    get(&get(&performance, "timing")?, "responseStart")?.as_f64()
}

/// Leaves for another page, and everything in the memory of this one goes.
pub fn leave_for(path: &str) {
    go_to(path, false);
}

/// Has the browser load another page, in the place of this one where "Back" must not lead here again.
pub fn go_to(path: &str, replace: bool) {
    if let Some(window) = window() {
        let _ = match replace {
            true => window.location().replace(path),
            false => window.location().assign(path),
        };
    }
}

/// What has the keyboard now.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// How the names of texts begin that somebody wrote and has not sent.
const WRITTEN: &str = "docket.written.";

/// Has this tab remember what somebody writes; an empty text is forgotten.
pub fn remember_text(name: &str, text: &str) {
    let text = Some(text).filter(|text| !text.is_empty());
    remember(&format!("{WRITTEN}{name}"), text);
}

/// What somebody wrote in this tab and has not sent.
#[must_use]
pub fn remembered_text(name: &str) -> Option<String> {
    remembered(&format!("{WRITTEN}{name}"))
}

/// Forgets the texts whose names begin like this.
pub fn forget_texts_of(beginning: &str) {
    forget_what_begins(&format!("{WRITTEN}{beginning}"));
}

/// Sends a form in a way that outlives the page; nobody hears the answer.
pub fn send_off(path: &str, form: &[(&str, &str)]) {
    let Some(window) = window() else { return };
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let body: Vec<String> = form
        .iter()
        .map(|(name, text)| format!("{name}={}", encode(text)))
        .collect();
    let body = body.join("&");
    let headers = js_sys::Object::new();
    let init = web_sys::RequestInit::new();
    for (name, value) in [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Accept", "application/json"),
    ] {
        let _ = js_sys::Reflect::set(&headers, &name.into(), &value.into());
    }
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body.into());
    let _ = js_sys::Reflect::set(&init, &"keepalive".into(), &true.into());
    // More than a browser keeps alive is refused; the tab still remembers it.
    let sent = window.fetch_with_str_and_init(path, &init);
    leptos::task::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(sent).await;
    });
}

/// Text of a JSON answer to a GET.
pub async fn get_json(path: &str) -> Option<String> {
    let response = wasm_bindgen_futures::JsFuture::from(window()?.fetch_with_str(path))
        .await
        .ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    wasm_bindgen_futures::JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()
}
