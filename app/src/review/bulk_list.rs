//! The cases of a decision about several, each with what will become of it or what became.

use domain::review::bulk::{BulkCase, Fate};
use domain::text::Language;
use leptos::prelude::*;

use super::due::StateBadge;
use crate::language::{language_signal, said};
use crate::paths;

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
    let rows = cases
        .into_iter()
        .map(|case| view! { <Row case decision is_confirmed is_chosen/> })
        .collect_view();
    view! { <ul class="bulk__cases">{rows}</ul> }
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
    view! {
        <li class="bulk__case" data-case=reference.clone() data-fate=mark>
            <p class="bulk__name">
                <a href=paths::case(&reference)>{reference.clone()}</a>
                " " <strong>{subject}</strong>
            </p>
            <p class="bulk__facts">
                <span>{said(format!("kind.{kind}.name"))}</span>
                <StateBadge state/>
                <span>{move || domain::t!(language.get(), "staff.round", n = &n)}</span>
            </p>
            {is_said.then(|| view! {
                <p class=class>{move || sentence(language.get(), &fate, decision, is_confirmed, is_done)}</p>
            })}
        </li>
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
