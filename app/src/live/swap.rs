//! One page in the place of another.

use domain::text::Language;
use leptos::wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DomParser, Element, Headers, HtmlElement, RequestInit, Response, SupportedType,
    UrlSearchParams,
};

use super::page::{clear_away, hear, lives, parts, said_of, speak, take_over};
use super::table;
use crate::{browser, texts};

/// What came of asking for a page.
pub struct Fetched {
    /// Where it was found, which may not be where it was asked for.
    pub address: String,
    html: Option<String>,
}

impl Fetched {
    /// The document, where it is one of this build.
    pub fn page(&self) -> Option<Document> {
        let page = DomParser::new()
            .ok()?
            .parse_from_string(self.html.as_ref()?, SupportedType::TextHtml)
            .ok()?;
        let build = page.document_element()?.get_attribute("data-build");
        (build == browser::scripts_folder()).then_some(page)
    }
}

/// No answer came.
#[derive(Clone, Copy, Debug)]
pub struct Away;

/// Asks for a page.
///
/// # Errors
/// [`Away`].
pub async fn fetch(address: &str) -> Result<Fetched, Away> {
    ask(address, RequestInit::new()).await
}

/// Sends what stands in a form, as a browser does, and hears with which page it is answered.
///
/// # Errors
/// [`Away`].
pub async fn send(address: &str, fields: &UrlSearchParams) -> Result<Fetched, Away> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(fields);
    ask(address, options).await
}

async fn ask(address: &str, options: RequestInit) -> Result<Fetched, Away> {
    let answer = async {
        let headers = Headers::new().ok()?;
        headers.set("Accept", "text/html").ok()?;
        options.set_headers(&headers);
        let asked = browser::window()?.fetch_with_str_and_init(address, &options);
        let response: Response = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
        let kind = response
            .headers()
            .get("content-type")
            .ok()?
            .unwrap_or_default();
        let url = web_sys::Url::new(&response.url()).ok()?;
        let html = match kind.starts_with("text/html") {
            true => JsFuture::from(response.text().ok()?)
                .await
                .ok()?
                .as_string(),
            false => None,
        };
        let address = url.pathname() + &url.search();
        Some(Fetched { address, html })
    };
    answer.await.ok_or(Away)
}

/// Fetches the texts a page is drawn with: those of its own readers, whoever read the one before.
///
/// # Errors
/// Whatever [`texts::fetch`] says.
pub async fn texts(page: &Document, address: &str) -> Result<(), texts::MissingTable> {
    let path = address.split('?').next().unwrap_or_default();
    texts::fetch(language_of(page), texts::audiences(path)).await
}

/// Fetches the code of its parts, so that nothing is typed into what is about to be made anew.
pub async fn code(page: &Document) {
    let Some(root) = page.document_element() else {
        return;
    };
    for part in parts(&root) {
        table::fetch(&said_of(&part).0).await;
    }
}

fn language_of(page: &Document) -> Language {
    let tag = page
        .document_element()
        .and_then(|root| root.get_attribute("lang"));
    tag.and_then(|tag| Language::parse(&tag))
        .unwrap_or_default()
}

/// What is around the page too, and changes with it.
const BLOCKS: [&str; 4] = [
    "body > .skip-link",
    "body > header",
    "body > main",
    "body > footer",
];

/// What somebody may have written or ticked.
const CONTROLS: &str = ":is(input:not([type=hidden], [type=file]), textarea, select)[name]";

/// A control that is to be filled in anew, such as that of a password that was wrong.
const AFRESH: &str = "data-afresh";

/// Which control it is: of several of a name, the one of this value.
fn control_of(element: &Element) -> [Option<String>; 3] {
    let is_one_of_many = element
        .get_attribute("type")
        .is_some_and(|kind| kind == "checkbox" || kind == "radio");
    let said = |name: &str| element.get_attribute(name);
    [
        said("id"),
        said("name"),
        is_one_of_many.then(|| said("value")).flatten(),
    ]
}

/// Puts a page in the place of the one that is shown. With `keeps`, what lives in it stays; where both
/// are the same page, so does the keyboard.
pub async fn show(next: &Document, keeps: bool, is_same_page: bool) {
    let Some(document) = browser::document() else {
        return;
    };
    let held = browser::focused();
    let place = held.as_ref().filter(|_| is_same_page).and_then(place_of);
    for block in BLOCKS {
        let found = |of: &Document| of.query_selector(block).ok().flatten();
        let (Some(old), Some(new)) = (found(&document), found(next)) else {
            continue;
        };
        if keeps {
            carry(&old, &new);
            keep(&old, &new);
        }
        let _ = old.replace_with_with_node_1(&new);
    }
    clear_away();
    document.set_title(&next.title());
    // It may have been chosen in another window.
    browser::set_document_language(language_of(next).tag());
    speak(language_of(next));
    hear(next);
    if let Some(held) = held.filter(|held| held.is_connected()) {
        give_back(&held);
    }
    if let Some(body) = document.body() {
        take_over(&body, true).await;
    }
    let is_free = browser::focused().is_none_or(|now| now.tag_name() == "BODY");
    if let Some(place) = place.filter(|_| is_free)
        && let Ok(Some(held)) = document.query_selector(&place)
        && let Ok(held) = held.dyn_into::<HtmlElement>()
    {
        give_back(&held);
    }
}

/// How to find what has the keyboard in the page drawn anew.
fn place_of(held: &HtmlElement) -> Option<String> {
    let of = |names: &[&str]| {
        let mut place = held.tag_name().to_lowercase();
        for name in names {
            let value = held
                .get_attribute(name)?
                .replace('\\', "\\\\")
                .replace('"', "\\\"");
            place = format!("{place}[{name}=\"{value}\"]");
        }
        Some(place)
    };
    of(&["id"])
        .or_else(|| of(&["href"]))
        .or_else(|| of(&["name", "value"]))
        .or_else(|| of(&["data-action"]))
}

/// Has what was typed and opened outside of parts stand in the new page, too.
fn carry(old: &Element, new: &Element) {
    let found = |of: &Element, selector: &str| -> Vec<Element> {
        let list = of.query_selector_all(selector).ok();
        let all = list
            .iter()
            .flat_map(|list| (0..list.length()).map(|n| list.get(n)));
        all.flatten()
            .filter_map(|node| node.dyn_into::<Element>().ok())
            .filter(|element| element.closest("live-part").ok().flatten().is_none())
            .collect()
    };
    let controls = found(new, CONTROLS);
    for old in found(old, CONTROLS) {
        let which = control_of(&old);
        let is_same = |new: &&Element| control_of(new) == which && !new.has_attribute(AFRESH);
        let same = controls.iter().find(is_same);
        if let Some(new) = same {
            browser::copy_control(&old, new);
        }
    }
    let details = (found(old, "details"), found(new, "details"));
    if details.0.len() == details.1.len() {
        for (old, new) in details.0.iter().zip(details.1) {
            if old.has_attribute("open") {
                let _ = new.set_attribute("open", "");
            }
        }
    }
}

/// Puts what lives in the one into the other.
fn keep(old: &Element, new: &Element) {
    let mut living: Vec<HtmlElement> = parts(old).into_iter().filter(lives).collect();
    for place in parts(new) {
        let name = said_of(&place).0;
        let same = living
            .iter()
            .position(|part| part.has_attribute("data-stays") && said_of(part).0 == name);
        if let Some(part) = same.map(|n| living.remove(n)) {
            let _ = place.replace_with_with_node_1(&part);
        }
    }
}

/// Gives the keyboard back to what had it, and leaves the page where it is.
fn give_back(held: &HtmlElement) {
    if browser::focused().as_ref() != Some(held) {
        browser::take_keyboard(held);
    }
}
