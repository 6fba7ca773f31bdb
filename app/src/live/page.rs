//! The page in the browser: what lives in it.

use std::any::Any;
use std::cell::RefCell;

use domain::text::Language;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::PositionState;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::{Part, navigation, sending, table};
use crate::browser;
use crate::form::unsent::Unsent;
use crate::session::dialog::Shows;
use crate::session::ending::{self, ShownEnd};

/// A part that was taken over. What its view is made of goes with it.
struct Living {
    place: HtmlElement,
    owner: Owner,
    _view: Box<dyn Any>,
}

impl Drop for Living {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

/// What is of no single page.
struct App {
    owner: Owner,
    living: RefCell<Vec<Living>>,
    /// What was brought.
    kept: RefCell<Vec<(Owner, Box<dyn Any>)>>,
}

thread_local! {
    static APP: RefCell<Option<&'static App>> = const { RefCell::new(None) };
}

fn app() -> Option<&'static App> {
    APP.with_borrow(|app| *app)
}

/// Takes over the parts of the page the server rendered.
pub async fn start() {
    // It makes an owner of which nothing in the page is taken over by itself.
    leptos::mount::hydrate_islands();
    let Some(owner) = Owner::current() else {
        return;
    };
    if let Some(context) = Owner::current_shared_context() {
        context.hydration_complete();
    }
    owner.with(|| {
        crate::language::provide(crate::page_language());
        navigation::provide();
        ending::provide();
        crate::written::provide();
        crate::form::uploads::provide();
        crate::form::unsent::provide();
        browser::catch_stray_files();
    });
    let app: &'static App = Box::leak(Box::new(App {
        owner,
        living: RefCell::new(Vec::new()),
        kept: RefCell::new(Vec::new()),
    }));
    APP.set(Some(app));
    let Some(document_of_page) = browser::document() else {
        return;
    };
    let Some(document) = document_of_page.document_element() else {
        return;
    };
    app.owner.with(|| {
        hear(&document_of_page);
        attend_to_session();
    });
    take_over(&document, false).await;
    app.owner.with(crate::language::taken_over);
    app.owner.with(navigation::attend);
    app.owner.with(sending::attend);
    app.owner.with(crate::language::attend);
}

/// Takes in what a page says of its session.
pub fn hear(page: &web_sys::Document) {
    let (Some(app), Some(left)) = (app(), ending::left_in(page)) else {
        return;
    };
    app.owner
        .with(|| ending::current().hear_page(left, Unsent::current()));
}

/// Watches the session; what is shown of its end comes when it is shown.
fn attend_to_session() {
    let ending = ending::current();
    ending.attend();
    let is_there = StoredValue::new(false);
    Effect::new(move |_| {
        if ending.shown.get() != ShownEnd::Nothing && !is_there.get_value() {
            is_there.set_value(true);
            bring(Shows {});
        }
    });
}

/// The language parts speak from now on.
pub fn speak(language: Language) {
    if let Some(app) = app() {
        let spoken = app.owner.with(crate::language::language_signal);
        if spoken.get_untracked() != language {
            spoken.set(language);
        }
    }
}

/// The parts in an element, in their order.
pub fn parts(of: &Element) -> Vec<HtmlElement> {
    let found = of.query_selector_all("live-part").ok();
    let all = found
        .iter()
        .flat_map(|found| (0..found.length()).map(|n| found.get(n)));
    all.flatten()
        .filter_map(|part| part.dyn_into().ok())
        .collect()
}

/// Name of a part, and its data.
pub fn said_of(part: &Element) -> (String, String) {
    let said = |name: &str| part.get_attribute(name).unwrap_or_default();
    (said("data-part"), said("data-props"))
}

/// Whether a part of the page has been taken over.
pub fn lives(part: &HtmlElement) -> bool {
    app().is_some_and(|app| {
        app.living
            .borrow()
            .iter()
            .any(|living| living.place == *part)
    })
}

/// Takes over the parts in an element that are not yet. With `anew` they are made here: the app may
/// know more than the server did when it drew them, of a picture that is on its way, say.
pub async fn take_over(of: &Element, anew: bool) {
    let Some(app) = app() else { return };
    for place in parts(of) {
        if lives(&place) {
            continue;
        }
        let (name, data) = said_of(&place);
        let owner = app.owner.child();
        let drawn =
            owner.with(|| ScopedFuture::new(async move { table::draw(&name, &data).await }));
        let Some(view) = drawn.await else {
            owner.cleanup();
            continue;
        };
        // Another page may have come meanwhile.
        if !place.is_connected() {
            owner.cleanup();
            continue;
        }
        let state = owner.with(|| {
            if !anew {
                let cursor = Cursor::new(place.clone().unchecked_into());
                return view.hydrate::<true>(&cursor, &PositionState::default());
            }
            place.set_inner_html("");
            let mut state = view.build();
            state.mount(&place, None);
            state
        });
        app.living.borrow_mut().push(Living {
            place,
            owner,
            _view: Box::new(state),
        });
    }
}

/// Puts a part behind everything else, for as long as the app is there.
pub fn bring<P: Part>(part: P) {
    let Some(app) = app() else { return };
    let Ok(data) = serde_json::to_string(&part) else {
        return;
    };
    let owner = app.owner.child();
    let drawn = ScopedFuture::new(async move { table::draw(P::NAME, &data).await });
    let drawn = owner.with(|| drawn);
    spawn_local(async move {
        let Some((view, body)) = drawn
            .await
            .zip(browser::document().and_then(|page| page.body()))
        else {
            return;
        };
        let state = owner.with(|| {
            let mut state = view.build();
            state.mount(&body, None);
            state
        });
        app.kept.borrow_mut().push((owner, Box::new(state)));
    });
}

/// Ends the parts that are in the page no more.
pub fn clear_away() {
    let Some(app) = app() else { return };
    let gone: Vec<Living> = app
        .living
        .borrow_mut()
        .extract_if(.., |living| !living.place.is_connected())
        .collect();
    drop(gone);
}
