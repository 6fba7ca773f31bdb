//! The cases of a decision about several, each with why it wants a look, and what will become of it
//! or what became. Before a decision is chosen each has a box; where nothing was noticed it is ticked.

use std::collections::BTreeMap;

use domain::review::bulk::{BulkCase, Fate};
use domain::review::likeness::Clue;
use domain::review::mark::{self, Mark};
use domain::text::Language;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::bulk as api;
use super::due::{Marks, StateBadge};
use super::link;
use crate::browser;
use crate::language::{language_signal, said};
use crate::paths;

/// The id of the form the boxes belong to.
pub const FORM: &str = "bulk-form";

/// The ticked cases: the marks beside the box, by its name.
#[must_use]
pub fn ticked() -> BTreeMap<String, String> {
    let named = |tick: web_sys::HtmlInputElement| {
        let reference = tick.get_attribute("data-tick")?;
        Some((api::tick(&reference), tick.value()))
    };
    let ticked = browser::inputs("input[data-tick]:checked");
    ticked.into_iter().filter_map(named).collect()
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
        .filter(|case| case.fate.is_good() && !case.marks.is_empty())
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
        fate,
        is_done,
    } = case;
    let (mark, class) = match (is_confirmed && !is_done, fate.is_good()) {
        (true, _) => ("not_reached", "bulk__fate"),
        (false, true) => (fate.id(), "bulk__fate bulk__fate--good"),
        (false, false) => (fate.id(), "bulk__fate bulk__fate--bad"),
    };
    let is_said = is_chosen || !fate.is_good();
    let n = round.to_string();
    let tick = (!is_chosen && fate.is_good()).then(|| {
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
        <li class="bulk__case" class:bulk__case--ticking=!is_chosen data-case=reference.clone() data-fate=mark>
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
                <p class=class>{move || sentence(language.get(), &fate, decision, is_confirmed, is_done)}</p>
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

/// The box of a case. Whether it is ticked stays in this tab until the decision is carried out.
#[component]
fn Tick(reference: String, marks: Vec<Mark>) -> impl IntoView {
    let language = language_signal();
    let tick = NodeRef::<html::Input>::new();
    let value = tick_value(&marks);
    let memory = format!("bulk.{reference}.case");
    // A plain form that comes back is as it was sent; what was ticked with other marks beside it is
    // to be looked at again.
    let sent = use_query_map().with_untracked(link::ticked);
    let was_ticked = match &sent {
        Some(sent) => sent.get(&reference) == Some(&value),
        None => marks.is_empty(),
    };
    let remember = {
        let (memory, value) = (memory.clone(), value.clone());
        move || {
            if let Some(tick) = tick.get_untracked() {
                let text = if tick.checked() { value.as_str() } else { "" };
                browser::remember_text(&memory, text);
            }
        }
    };
    let is_met = StoredValue::new(false);
    Effect::new({
        let (value, remember) = (value.clone(), remember.clone());
        move || {
            let Some(tick) = tick.get() else { return };
            if is_met.get_value() {
                return;
            }
            is_met.set_value(true);
            match browser::remembered_text(&memory) {
                // What was ticked with other marks beside it is to be looked at again.
                Some(remembered) if tick.checked() == was_ticked => {
                    tick.set_checked(remembered == value);
                }
                None if tick.checked() == was_ticked => {}
                _ => remember(),
            }
        }
    });
    let name = format!("ticked[{}]", api::tick(&reference));
    let of = reference.clone();
    let label = move || domain::t!(language.get(), "staff.bulk.tick", reference = &of);
    view! {
        <label class="selection__box bulk__tick">
            <input node_ref=tick type="checkbox" form=FORM name=name value=value checked=was_ticked autocomplete="off"
                data-tick=reference on:change=move |_| remember()/>
            <span class="visually-hidden">{label}</span>
        </label>
    }
}

/// What will become of a case, or what became.
fn sentence(
    language: Language,
    fate: &Fate,
    decision: &str,
    is_confirmed: bool,
    is_done: bool,
) -> String {
    if is_confirmed && !is_done {
        return domain::t!(language, "staff.bulk.not_reached").to_owned();
    }
    let time = if is_done { "did" } else { "will" };
    let name = match fate.is_good() {
        true => format!("staff.bulk.{time}.{}.{decision}", fate.id()),
        false => format!("staff.bulk.{time}.{}", fate.id()),
    };
    let holder = match fate {
        Fate::Held { holder } => holder.as_str(),
        _ => "",
    };
    let text = domain::text::say(language, &name);
    domain::text::fill(&text, &[("name", holder)])
}
