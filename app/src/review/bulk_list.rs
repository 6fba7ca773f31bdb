//! The cases of a decision about several, each with why it wants a look, and what will become of it
//! or what became. Before a decision is chosen each has a box; where nothing was noticed it is ticked.

use std::collections::BTreeMap;

use crate::address::use_query_map;
use domain::review::bulk::{BulkCase, BulkOutcome};
use domain::review::duplicate::Clue;
use domain::review::mark::{self, Mark};
use domain::text::Language;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use serde::{Deserialize, Serialize};
use web_sys::HtmlInputElement;

use super::api::bulk as api;
use super::due::{Marks, StateBadge};
use super::link;
use crate::browser;
use crate::language::{language_signal, said};
use crate::live::{Part, live};
use crate::paths;

/// The id of the form the boxes belong to.
pub const FORM: &str = "bulk-form";
/// What a box names its case with.
const BOX: &str = "data-tick";
/// The boxes of the page.
const BOXES: &str = "input[data-tick]";

/// The ticked cases: the marks beside the box, by its name.
#[must_use]
pub fn ticked() -> BTreeMap<String, String> {
    let named = |tick: HtmlInputElement| {
        let reference = tick.get_attribute(BOX)?;
        Some((api::tick(&reference), tick.value()))
    };
    let ticks = browser::inputs(BOXES).into_iter();
    ticks
        .filter(HtmlInputElement::checked)
        .filter_map(named)
        .collect()
}

/// What the server reads of a box that is ticked.
fn tick_value(marks: &[Mark]) -> String {
    match marks.is_empty() {
        true => "none".to_owned(),
        false => mark::written(marks),
    }
}

/// The list. Before a decision is chosen it says only why nothing can happen to a case.
#[component]
pub fn BulkList(
    cases: Vec<BulkCase>,
    /// The name of the decision.
    decision: &'static str,
    /// It is carried out, as far as it went.
    is_confirmed: bool,
    /// A decision is chosen.
    is_chosen: bool,
) -> impl IntoView {
    let language = language_signal();
    let marked = cases
        .iter()
        .filter(|case| case.outcome.is_good() && !case.marks.is_empty())
        .count();
    let n = marked.to_string();
    let hint = (!is_chosen && marked > 0).then(|| {
        view! {
            <p class="banner banner--warn" data-marked=marked>
                {move || domain::t!(language.get(), "staff.bulk.marked_hint", n = &n)}
            </p>
        }
    });
    let rows = cases
        .into_iter()
        .map(|case| view! { <Row case decision is_confirmed is_chosen/> })
        .collect_view();
    view! {
        {hint}
        <ul class="bulk__cases">{rows}</ul>
        {(!is_chosen).then(|| live(Ticks {}))}
    }
}

#[component]
fn Row(
    case: BulkCase,
    decision: &'static str,
    is_confirmed: bool,
    is_chosen: bool,
) -> impl IntoView {
    let language = language_signal();
    let BulkCase {
        reference,
        subject,
        kind,
        state,
        round,
        marks,
        clues,
        outcome,
        is_done,
    } = case;
    let (mark, class) = match (is_confirmed && !is_done, outcome.is_good()) {
        (true, _) => ("not_reached", "bulk__outcome"),
        (false, true) => (outcome.id(), "bulk__outcome bulk__outcome--good"),
        (false, false) => (outcome.id(), "bulk__outcome bulk__outcome--bad"),
    };
    let is_said = is_chosen || !outcome.is_good();
    let n = round.to_string();
    let tick = (!is_chosen && outcome.is_good()).then(|| {
        let (reference, marks) = (reference.clone(), marks.clone());
        view! { <Tick reference marks/> }
    });
    let why = marks
        .iter()
        .filter(|_| !is_confirmed)
        .map(|mark| view! { <Why mark=*mark clues=clues.clone()/> })
        .collect_view();
    let has_why = !is_confirmed && !marks.is_empty();
    view! {
        <li class="bulk__case" class:bulk__case--ticking=!is_chosen data-case=reference.clone() data-outcome=mark>
            {tick}
            <p class="bulk__name">
                <a href=paths::case(&reference)>{reference.clone()}</a>
                " " <strong>{subject}</strong>
            </p>
            <p class="bulk__facts">
                <span>{said(format!("kind.{kind}.name"))}</span>
                <StateBadge state/>
                <span>{move || domain::t!(language.get(), "staff.round", n = &n)}</span>
                {(!is_confirmed).then(|| view! { <Marks marks/> })}
            </p>
            {has_why.then(|| view! { <ul class="bulk__why">{why}</ul> })}
            {is_said.then(|| view! {
                <p class=class>{move || sentence(language.get(), &outcome, decision, is_confirmed, is_done)}</p>
            })}
        </li>
    }
}

/// Why a case wants a look, in a sentence; where it has something in common with others, also what.
#[component]
fn Why(mark: Mark, clues: Vec<Clue>) -> impl IntoView {
    let clues = clues
        .into_iter()
        .filter(|_| mark == Mark::Alike)
        .map(|clue| {
            let id = clue.id();
            view! { <li class="duplicates__clue" data-clue=id>{said(format!("desk.clue.{id}"))}</li> }
        })
        .collect::<Vec<_>>();
    let clues = (!clues.is_empty()).then(|| view! { <ul class="duplicates__clues">{clues}</ul> });
    view! { <li>{said(format!("staff.mark.why.{}", mark.id()))}" "{clues}</li> }
}

/// The box of a case.
#[component]
fn Tick(reference: String, marks: Vec<Mark>) -> impl IntoView {
    let language = language_signal();
    let value = tick_value(&marks);
    // A plain form that comes back is as it was sent; what was ticked with other marks beside it is
    // to be looked at again.
    let sent = use_query_map().with_untracked(link::ticked);
    let was_ticked = match &sent {
        Some(sent) => sent.get(&reference) == Some(&value),
        None => marks.is_empty(),
    };
    let name = format!("ticked[{}]", api::tick(&reference));
    let of = reference.clone();
    let label = move || domain::t!(language.get(), "staff.bulk.tick", reference = &of);
    view! {
        <label class="selection__box bulk__tick">
            <input type="checkbox" form=FORM name=name value=value checked=was_ticked autocomplete="off" data-tick=reference/>
            <span class="visually-hidden">{label}</span>
        </label>
    }
}

/// Attends to the boxes: whether they are ticked stays in this tab until the decision is carried out.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ticks {}

impl Part for Ticks {
    const NAME: &'static str = "ticks";
    const BUNDLE: &'static str = "bulk_parts";

    fn draw(self) -> AnyView {
        Effect::new(|_| {
            for tick in browser::inputs(BOXES) {
                meet(&tick);
            }
            let heard = window_event_listener(leptos::ev::change, |event| {
                let target = event.target().and_then(|target| target.dyn_into().ok());
                let tick = target.filter(|tick: &HtmlInputElement| tick.has_attribute(BOX));
                if let Some(tick) = tick {
                    remember(&tick);
                }
            });
            on_cleanup(move || heard.remove());
        });
        ().into_any()
    }
}

/// How the tab names what it remembers of a box.
fn memory(tick: &HtmlInputElement) -> String {
    format!("bulk.{}.case", tick.get_attribute(BOX).unwrap_or_default())
}

fn remember(tick: &HtmlInputElement) {
    let said = match tick.checked() {
        true => tick.value(),
        // No text would not be remembered.
        false => "no".to_owned(),
    };
    browser::remember_text(&memory(tick), &said);
}

/// A box that came with the page.
fn meet(tick: &HtmlInputElement) {
    let is_as_it_came = tick.checked() == tick.default_checked();
    match browser::remembered_text(&memory(tick)) {
        // What was ticked with other marks beside it is to be looked at again.
        Some(said) if is_as_it_came => tick.set_checked(said == tick.value()),
        None if is_as_it_came => {}
        _ => remember(tick),
    }
}

/// What will become of a case, or what became.
fn sentence(
    language: Language,
    outcome: &BulkOutcome,
    decision: &str,
    is_confirmed: bool,
    is_done: bool,
) -> String {
    if is_confirmed && !is_done {
        return domain::t!(language, "staff.bulk.not_reached").to_owned();
    }
    let time = if is_done { "did" } else { "will" };
    let name = match outcome.is_good() {
        true => format!("staff.bulk.{time}.{}.{decision}", outcome.id()),
        false => format!("staff.bulk.{time}.{}", outcome.id()),
    };
    let holder = match outcome {
        BulkOutcome::Held { holder } => holder.as_str(),
        _ => "",
    };
    let text = domain::text::say(language, &name);
    domain::text::fill(&text, &[("name", holder)])
}
