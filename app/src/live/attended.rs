//! A part whose HTML is a text, written by one function on both sides. The server sends the text; the
//! browser neither builds nor takes over a view of it, but attends to what is there: it listens at the
//! part's place, and whenever a signal the text depends on changes, it writes the text anew and
//! changes in the page what differs (`live/renewal.rs`). What somebody typed, what has the keyboard
//! and what the browser opened stays.

use std::sync::Arc;

use domain::application::kind::Kind;
use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element as Container, Node as PlaceNode};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::closure::Closure;
use send_wrapper::SendWrapper;
use web_sys::{Element, Event};

use super::{follow, renewal};
use crate::language::{kind_shown, write_for};
use crate::live::markup::Markup;

/// What such a part knows: signals, most often, and what is made of them.
pub trait Attended: Send + Sync + 'static {
    /// Writes all there is to see, as things stand.
    fn write(&self, html: &mut Markup);

    /// Called once in the browser, when the part is in the page: listens, and makes effects.
    fn attend(&self, place: &Element);

    /// Called whenever the page was changed to what was written anew.
    fn renewed(&self) {}
}

/// As the view of a part, or of any element that has nothing else in it.
#[must_use]
pub fn attended(what: impl Attended) -> AnyView {
    let kind = kind_shown();
    AttendedView(Arc::new(OfKind {
        kind,
        what: Box::new(what),
    }))
    .into_any()
}

/// A part that shows fields of a kind, whose own words are taken.
struct OfKind {
    kind: Option<&'static Kind>,
    what: Box<dyn Attended>,
}

impl Attended for OfKind {
    fn write(&self, html: &mut Markup) {
        write_for(self.kind, || self.what.write(html));
    }

    fn attend(&self, place: &Element) {
        write_for(self.kind, || self.what.attend(place));
    }

    fn renewed(&self) {
        self.what.renewed();
    }
}

fn text_of(what: &dyn Attended) -> String {
    let mut html = Markup::default();
    what.write(&mut html);
    html.finished()
}

/// Attends to a place that holds the text already.
fn take_over(what: Arc<dyn Attended>, place: Element, first: String) {
    what.attend(&place);
    let written = what.clone();
    follow(
        move || text_of(&*written),
        move |before, now| {
            let before = before.unwrap_or(&first);
            if before != now {
                renewal::renew(&place, before, now);
                what.renewed();
            }
        },
    );
}

/// Has `hear` hear the events of these kinds that happen in a place, also those that do not bubble.
/// It hears them before the page does.
pub fn listen(place: &Element, kinds: &[&str], hear: impl Fn(&Event) + 'static) {
    let hear: Box<dyn Fn(Event)> = Box::new(move |event| hear(&event));
    let hear = Closure::wrap(hear);
    for kind in kinds {
        let _ = place.add_event_listener_with_callback_and_bool(
            kind,
            hear.as_ref().unchecked_ref(),
            true,
        );
    }
    let heard = SendWrapper::new((place.clone(), hear));
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    // The place may outlive the part.
    on_cleanup(move || {
        let (place, hear) = heard.take();
        for kind in kinds {
            let _ = place.remove_event_listener_with_callback_and_bool(
                &kind,
                hear.as_ref().unchecked_ref(),
                true,
            );
        }
    });
}

/// The element an event happened in that a selector finds, itself or around it.
#[must_use]
pub fn at(event: &Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok()?
}

struct AttendedView(Arc<dyn Attended>);

/// One that is in the page, or about to be put there.
struct InPage {
    what: Arc<dyn Attended>,
    owner: Option<Owner>,
    place: Option<Element>,
}

impl Mountable for InPage {
    fn unmount(&mut self) {
        if let Some(place) = self.place.take() {
            place.set_inner_html("");
        }
    }

    fn mount(&mut self, parent: &Container, _: Option<&PlaceNode>) {
        let owner = self.owner.clone().unwrap_or_default();
        let what = self.what.clone();
        self.place = Some(parent.clone());
        owner.with(|| {
            let first = untrack(|| text_of(&*what));
            parent.set_inner_html(&first);
            take_over(what, parent.clone(), first);
        });
    }

    fn insert_before_this(&self, _: &mut dyn Mountable) -> bool {
        false
    }

    fn elements(&self) -> Vec<Container> {
        Vec::new()
    }
}

impl Render for AttendedView {
    type State = InPage;

    fn build(self) -> InPage {
        InPage {
            what: self.0,
            owner: Owner::current(),
            place: None,
        }
    }

    fn rebuild(self, state: &mut InPage) {
        let place = state.place.clone();
        state.unmount();
        *state = self.build();
        if let Some(place) = place {
            state.mount(&place, None);
        }
    }
}

leptos::tachys::no_attrs!(AttendedView);

impl RenderHtml for AttendedView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra: Vec<AnyAttribute>,
    ) {
        html.push_str(&untrack(|| text_of(&*self.0)));
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> InPage {
        let found = cursor.current();
        // Nothing else is in its place.
        let place = match position.get() {
            Position::FirstChild => found.dyn_into::<Element>().ok(),
            _ => found.parent_element(),
        };
        position.set(Position::NextChild);
        if let Some(place) = place.clone() {
            let first = untrack(|| text_of(&*self.0));
            take_over(self.0.clone(), place, first);
        }
        InPage {
            what: self.0,
            owner: None,
            place,
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}
