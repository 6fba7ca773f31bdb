//! From page to page without loading the document: the next one is fetched as HTML. What is under way
//! in the app goes on: texts that are not stored yet, pictures that are being sent, the session.

use std::cell::{Cell, RefCell};

use domain::text::Language;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Element, FormData, HtmlButtonElement, HtmlFormElement, MouseEvent, SubmitEvent, Url,
    UrlSearchParams,
};

use super::swap::{self, Fetched};
use crate::account::api::SignOut;
use crate::address::{NavigateOptions, PageAddress, ParamsMap};
use crate::components::layout::ANNOUNCEMENT;
use crate::form::unsent::Unsent;
use crate::{browser, lazy};

/// How another page is come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// "Back" leads here.
    Push,
    /// It does not.
    Replace,
    /// By "Back" or "Forward".
    Travel,
    /// The same page anew; what lives in it stays.
    Again,
    /// What was sent from the page is answered on it: what was typed stays, and so does the address.
    Answer,
}

impl How {
    /// It is the page that is shown already.
    const fn stays(self) -> bool {
        matches!(self, Self::Again | Self::Answer)
    }
}

/// The address of the page, as its parts see it.
#[derive(Clone, Copy)]
struct Here {
    path: RwSignal<String>,
    search: RwSignal<String>,
}

thread_local! {
    static HERE: Cell<Option<Here>> = const { Cell::new(None) };
    /// Where somebody is on the way to.
    static AHEAD: RefCell<Option<(String, How)>> = const { RefCell::new(None) };
    /// Path of the page that is shown: while somebody travels the address bar is ahead of it.
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
    /// Where the answer was found that the page shows now, if it is not the page's own address.
    static ANSWER: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Counts ways: a later one overtakes.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

fn query_of(search: &str) -> ParamsMap {
    let mut query = ParamsMap::new();
    if let Ok(parsed) = web_sys::UrlSearchParams::new_with_str(search) {
        for pair in parsed.entries().into_iter().flatten() {
            let pair: js_sys::Array = pair.unchecked_into();
            if let (Some(key), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
                query.insert(key, value);
            }
        }
    }
    query
}

/// Makes the address known to all parts.
pub fn provide() {
    let here = Here {
        path: RwSignal::new(String::new()),
        search: RwSignal::new(String::new()),
    };
    HERE.set(Some(here));
    note_address();
    let query = Memo::new(move |_| here.search.with(|search| query_of(search)));
    provide_context(PageAddress::new(
        here.path.into(),
        here.search.into(),
        query,
        |to, options| go(to, &options),
    ));
}

fn note_address() {
    let (Some(here), Some(window)) = (HERE.get(), browser::window()) else {
        return;
    };
    let location = window.location();
    let search = location.search().unwrap_or_default();
    let note = |signal: RwSignal<String>, now: String| {
        if signal.with_untracked(|before| *before != now) {
            signal.set(now);
        }
    };
    note(here.path, location.pathname().unwrap_or_default());
    note(here.search, search.trim_start_matches('?').to_owned());
}

/// Goes to another page.
pub fn go(to: &str, options: &NavigateOptions) {
    let how = match options.replace {
        true => How::Replace,
        false => How::Push,
    };
    set_out(to.to_owned(), how);
}

/// Fetches the page anew, in the language that was chosen; what lives in it stays as it is.
pub async fn speak(language: Language) {
    let owner = Owner::current().unwrap_or_default();
    // Whoever is on the way to another page gets there all the same.
    let ahead = AHEAD.take();
    let turn = TURN.get() + 1;
    let (page, how) = match ANSWER.take() {
        Some(answer) => (answer, How::Answer),
        None => (address(), How::Again),
    };
    way(page, how).await;
    browser::set_document_language(language.tag());
    if let Some((to, how)) = ahead.filter(|_| TURN.get() == turn) {
        owner.with(|| way(to, how)).await;
    }
}

fn address() -> String {
    let location = browser::window().map(|window| window.location());
    let of = |read: fn(&web_sys::Location) -> Result<String, JsValue>| {
        location
            .as_ref()
            .and_then(|location| read(location).ok())
            .unwrap_or_default()
    };
    of(web_sys::Location::pathname) + &of(web_sys::Location::search)
}

fn set_out(to: String, how: How) {
    spawn_local(way(to, how));
}

/// The way there. Whoever sets out again on it goes there instead.
fn way(to: String, how: How) -> impl Future<Output = ()> {
    TURN.set(TURN.get() + 1);
    let turn = TURN.get();
    AHEAD.set((!how.stays()).then(|| (to.clone(), how)));
    let unsent = use_context::<Unsent>();
    let is_overtaken = move || TURN.get() != turn;
    let fetch = {
        let to = to.clone();
        lazy::until_there_for(Some(to.clone()), move || {
            let to = to.clone();
            async move {
                match is_overtaken() {
                    true => Ok(None),
                    false => swap::fetch(&to).await.map(Some),
                }
            }
        })
    };
    let owner = Owner::current().unwrap_or_default();
    async move {
        if let Some(unsent) = unsent {
            unsent.before_loading().await;
        }
        if let Some(fetched) = fetch.await.filter(|_| !is_overtaken()) {
            let shown = owner.with(|| ScopedFuture::new(show(fetched, to, how, turn)));
            shown.await;
        }
    }
}

/// How often somebody has set out.
pub fn turn() -> u32 {
    TURN.get()
}

fn path_of(address: &str) -> String {
    address.split('?').next().unwrap_or_default().to_owned()
}

/// Whether an address is that of the page that is shown, whatever is asked of it.
pub fn is_shown(address: &str) -> bool {
    SHOWN.with_borrow(|shown| *shown == path_of(address))
}

/// Shows what a form was answered with: here, or as the page it led to. "Back" does not lead to the
/// form again.
pub async fn answered(answer: Fetched, is_here: bool) {
    let how = match is_here {
        true => How::Answer,
        false => How::Replace,
    };
    TURN.set(TURN.get() + 1);
    AHEAD.set(None);
    let to = answer.address.clone();
    show(answer, to, how, TURN.get()).await;
}

/// Shows a page that was fetched, unless somebody set out for another one since.
async fn show(fetched: Fetched, to: String, how: How, turn: u32) {
    let is_overtaken = move || TURN.get() != turn;
    let is_same_path = is_shown(&fetched.address);
    // The page anew, and nothing but it: what is typed on it stays, whatever the server would show.
    if how == How::Again && (!is_same_path || fetched.page().is_none()) {
        return;
    }
    // Of another build, or no page of the app.
    let Some(next) = fetched.page() else {
        browser::go_to(&fetched.address, how != How::Push);
        return;
    };
    if swap::texts(&next, &fetched.address).await.is_err() {
        browser::go_to(&fetched.address, how != How::Push);
        return;
    }
    swap::code(&next).await;
    if is_overtaken() {
        return;
    }
    AHEAD.set(None);
    // What was done here changes the page: it stays where it is scrolled.
    let is_same = how == How::Replace && to == address();
    let target = to.split_once('#').map(|(_, target)| target.to_owned());
    let shown = match &target {
        Some(target) => format!("{}#{target}", fetched.address),
        None if matches!(how, How::Again | How::Travel) => {
            let hash = browser::window().and_then(|window| window.location().hash().ok());
            fetched.address.clone() + &hash.unwrap_or_default()
        }
        None => fetched.address.clone(),
    };
    match how {
        How::Push => enter(&shown, false),
        How::Replace | How::Again | How::Travel => enter(&shown, true),
        How::Answer => {}
    }
    ANSWER.set((how == How::Answer).then(|| fetched.address.clone()));
    let before = browser::focused().filter(|held| held.tag_name() != "BODY");
    swap::show(&next, how.stays(), is_same_path).await;
    SHOWN.set(path_of(&fetched.address));
    if !how.stays() && !is_overtaken() {
        if !is_same {
            scroll(how);
        }
        // A list with another filter is where it was: so is the keyboard, if it has a place there.
        let has_place = browser::focused().is_some_and(|now| now.tag_name() != "BODY");
        if target.is_none() && is_same_path && (has_place || before.is_none()) {
            return;
        }
        arrive(target.as_deref(), before.as_ref());
    }
}

/// Writes where the page is into the history, and how far it was scrolled into the entry it leaves.
fn enter(address: &str, replace: bool) {
    let Some(window) = browser::window() else {
        return;
    };
    if let Ok(history) = window.history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = match replace {
            true => history.replace_state_with_url(&state, "", Some(address)),
            false => history.push_state_with_url(&JsValue::NULL, "", Some(address)),
        };
    }
    note_address();
}

fn note_scroll() {
    let Some(window) = browser::window() else {
        return;
    };
    let (Ok(history), Ok(y)) = (window.history(), window.scroll_y()) else {
        return;
    };
    let _ = history.replace_state(&JsValue::from_f64(y), "");
}

/// Shows the top of the page, or where it was left.
fn scroll(how: How) {
    match (how, browser::window()) {
        (How::Travel, _) => scroll_back(),
        (_, Some(window)) => window.scroll_to_with_x_and_y(0.0, 0.0),
        (_, None) => {}
    }
}

fn scroll_back() {
    let Some(window) = browser::window() else {
        return;
    };
    let y = window.history().and_then(|history| history.state()).ok();
    window.scroll_to_with_x_and_y(0.0, y.and_then(|y| y.as_f64()).unwrap_or_default());
}

/// Where the keyboard goes: to what the address names, or to the first heading, as when a page is
/// loaded. Whoever listens hears where they are.
fn arrive(target: Option<&str>, before: Option<&web_sys::HtmlElement>) {
    let heading = browser::heading();
    if let Some(document) = browser::document() {
        let title = document.title();
        let is_told = heading.as_ref().is_some_and(|(_, text)| *text == title);
        if let Some(place) = document.get_element_by_id(ANNOUNCEMENT) {
            place.set_text_content((!is_told).then_some(title.as_str()));
        }
    }
    // Something on the new page wants the keyboard itself.
    let now = browser::focused();
    if now.as_ref() != before && now.is_some_and(|now| now.tag_name() != "BODY") {
        return;
    }
    match (target, heading) {
        (Some(target), _) if browser::is_there(target) => browser::focus(target),
        (_, Some((heading, _))) => browser::read_from(&heading),
        _ => {}
    }
}

/// Attends to links, and to "Back" and "Forward".
pub fn attend() {
    let Some(owner) = Owner::current() else {
        return;
    };
    let of_app = owner.clone();
    browser::hear_window("click", move |event| {
        match event.dyn_ref::<MouseEvent>().and_then(followed) {
            Some(Followed::Page(to)) => {
                event.prevent_default();
                of_app.with(|| set_out(to, How::Push));
            }
            Some(Followed::Fragment(id)) => {
                event.prevent_default();
                browser::focus(&id);
            }
            None => {}
        }
    });
    let of_forms = owner.clone();
    browser::hear_window("submit", move |event| {
        if let Some(to) = event.dyn_ref::<SubmitEvent>().and_then(asked) {
            event.prevent_default();
            of_forms.with(|| set_out(to, How::Push));
        }
    });
    browser::hear_window("popstate", move |_| {
        let Some(here) = HERE.get() else { return };
        let before = (here.path.get_untracked(), here.search.get_untracked());
        let now = address();
        note_address();
        if before != (here.path.get_untracked(), here.search.get_untracked()) {
            owner.with(|| set_out(now, How::Travel));
        }
    });
    let unsent = use_context::<Unsent>();
    browser::hear_window("submit", move |event| {
        let form = event
            .target()
            .and_then(|form| form.dyn_into::<Element>().ok());
        let action = form.and_then(|form| form.get_attribute("action"));
        // Nothing of a session stays in the memory of the tab.
        if let (true, Some(unsent)) = (action.as_deref() == Some(SignOut::url()), unsent) {
            unsent.forget();
        }
    });
    browser::hear_window("pagehide", |_| note_scroll());
    browser::hear_window("scrollend", |_| note_scroll());
    SHOWN.set(browser::path());
    if let Some(history) = browser::window().and_then(|window| window.history().ok()) {
        let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
        // Somebody may have begun to read already.
        let is_at_top = browser::window().is_some_and(|window| window.scroll_y() == Ok(0.0));
        let is_free = browser::focused().is_none_or(|held| held.tag_name() == "BODY");
        if is_at_top && is_free && history.state().is_ok_and(|state| state.as_f64().is_some()) {
            scroll_back();
        }
    }
    let target = browser::window().and_then(|window| window.location().hash().ok());
    let target = target
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned();
    // Somebody may have begun elsewhere before the page was hydrated.
    if !target.is_empty() && browser::focused().is_none_or(|held| held.tag_name() == "BODY") {
        browser::focus(&target);
    }
}

/// Where a form leads that only asks for a page of the app: what is empty in it stays out of the
/// address.
fn asked(event: &SubmitEvent) -> Option<String> {
    if event.default_prevented() {
        return None;
    }
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    // A field named so would hide the form's own.
    let is_get = form
        .get_attribute("method")
        .is_none_or(|method| method.eq_ignore_ascii_case("get"));
    let action = form.get_attribute("action")?;
    if !is_get || form.has_attribute("target") {
        return None;
    }
    let data = FormData::new_with_form(&form).ok()?;
    let button = event
        .submitter()
        .and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
    if let Some(button) = button.filter(|button| !button.name().is_empty()) {
        let _ = data.append_with_str(&button.name(), &button.value());
    }
    let pairs = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    let mut query = String::new();
    for pair in pairs.entries().into_iter().flatten() {
        let pair: js_sys::Array = pair.unchecked_into();
        let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) else {
            continue;
        };
        let value = value.trim();
        if !value.is_empty() {
            let mark = if query.is_empty() { '?' } else { '&' };
            let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
            query = format!("{query}{mark}{}={}", encode(&name), encode(value));
        }
    }
    Some(action + &query)
}

/// Where a click leads.
enum Followed {
    /// To another page.
    Page(String),
    /// To something on this one: a field with its label, the choice of a group that is ticked.
    Fragment(String),
}

/// Where a click leads, if it is the app's to go there.
fn followed(event: &MouseEvent) -> Option<Followed> {
    let is_plain = event.button() == 0
        && !event.default_prevented()
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
    if !is_plain {
        return None;
    }
    let clicked: Element = event.target()?.dyn_into().ok()?;
    let link = clicked.closest("a[href]").ok()??;
    let is_other = link.has_attribute("download")
        || link
            .get_attribute("target")
            .is_some_and(|target| target != "_self")
        || link
            .get_attribute("rel")
            .is_some_and(|rel| rel.split(' ').any(|word| word == "external"));
    if is_other {
        return None;
    }
    let location = browser::window()?.location();
    let to = Url::new_with_base(&link.get_attribute("href")?, &location.href().ok()?).ok()?;
    let address = to.pathname() + &to.search();
    if to.origin() != location.origin().ok()? {
        return None;
    }
    if !to.hash().is_empty() && address == self::address() {
        let id = to.hash().trim_start_matches('#').to_owned();
        return browser::is_there(&id).then_some(Followed::Fragment(id));
    }
    Some(Followed::Page(address + &to.hash()))
}
