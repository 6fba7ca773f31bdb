//! A decision that waits for a second officer: what was proposed, and what the reader may do about
//! it. A rejected one is shown to whoever takes the case up again.

use domain::application::event::Event;
use domain::application::view::TimelineEntry;
use domain::review::Finding;
use domain::review::four_eyes::ProposalView;
use domain::review::view::CaseView;
use domain::text::Language;
use leptos::prelude::*;

use super::answering::Answering;
use super::api::Dated;
use crate::components::timeline::moment;
use crate::language::{language_signal, said, said_here, short_label, space};
use crate::live::live;
use crate::tr;

/// The card; nothing when nothing is proposed.
#[component]
pub fn SecondOfficer(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    case.with_value(|case| card_of(&case.value))
}

fn card_of(case: &CaseView) -> Option<impl IntoView + use<>> {
    case.proposal.clone().map(|proposal| {
        let (title, class) = match proposal.is_rejected {
            false => ("staff.second.title", "card second"),
            true => ("staff.second.title_rejected", "card second second--rejected"),
        };
        let mark = if proposal.is_rejected { "rejected" } else { "waits" };
        let answer = match (proposal.is_rejected, proposal.is_own, proposal.may_answer) {
            (true, ..) => view! { <Rejected timeline=case.timeline.clone()/> }.into_any(),
            (false, false, false) => view! {
                <p class="second__hint">{tr!("staff.second.none_yet")} {space()} {tr!("staff.second.only_reading")}</p>
            }
            .into_any(),
            (false, ..) => live(Answering::of(case, &proposal)),
        };
        view! {
            <section class=class aria-labelledby="second-title" data-proposal=mark>
                <h2 class="second__title" id="second-title">{said(title.to_owned())}</h2>
                <Proposed proposal/>
                {answer}
            </section>
        }
    })
}

/// What was decided, by whom and when, with every word the applicant would read.
#[component]
fn Proposed(proposal: ProposalView) -> impl IntoView {
    let language = language_signal();
    let ProposalView {
        decision,
        by,
        at,
        is_own,
        ..
    } = proposal;
    let own = if is_own { "own_" } else { "" };
    let sentence = format!("staff.second.{own}{}", decision.id());
    let sentence = move || {
        let text = domain::text::say(language.get(), &sentence);
        domain::text::fill(&text, &[("name", &by)])
    };
    let reason = decision
        .reason()
        .filter(|reason| !reason.is_empty())
        .map(str::to_owned);
    let findings = decision
        .findings()
        .iter()
        .cloned()
        .map(|finding| view! { <Found finding/> })
        .collect_view();
    let has_findings = !decision.findings().is_empty();
    let machine = at.replacen(' ', "T", 1);
    view! {
        <p class="second__what" data-proposed=decision.id()>{sentence}</p>
        <p class="second__hint">
            {tr!("staff.second.at")} {move || language.get().colon()}
            <time datetime=machine>{move || moment(language.get(), &at)}</time>
        </p>
        {reason.map(|reason| view! {
            <div class="second__part">
                <h3 class="second__label">{tr!("staff.second.reason")}</h3>
                <p class="second__text">{reason}</p>
            </div>
        })}
        {has_findings.then(|| view! {
            <div class="second__part">
                <h3 class="second__label">{tr!("staff.second.findings")}</h3>
                <ul class="second__findings">{findings}</ul>
            </div>
        })}
    }
}

/// One thing that is to be corrected.
#[component]
pub fn Found(
    finding: Finding,
    /// The language of the instruction, where it is known.
    #[prop(optional)]
    language_of: Option<Language>,
) -> impl IntoView {
    let language = language_signal();
    let Finding {
        item,
        reason,
        instruction,
    } = finding;
    view! {
        <li data-finding=item.clone()>
            <strong>{short_label(&item)}</strong>
            {move || language.get().colon()}
            {said_here(format!("reason.{reason}"))}
            {(!instruction.is_empty()).then(|| view! { {space()}<span class="second__text" data-instruction="" lang=language_of.map(Language::tag)>{instruction}</span> })}
        </li>
    }
}

/// Who did not confirm it, and why.
#[component]
fn Rejected(timeline: Vec<TimelineEntry>) -> impl IntoView {
    let language = language_signal();
    let last = timeline
        .into_iter()
        .rev()
        .find(|entry| entry.event == Event::ProposalRejected);
    last.map(|entry| {
        let name = entry.by.unwrap_or_default();
        view! {
            <div class="banner banner--warn" role="status">
                <p>{move || domain::t!(language.get(), "staff.second.rejected", name = &name)}</p>
                {entry.note.map(|note| view! { <p class="second__text" data-rejection="">{note}</p> })}
            </div>
        }
    })
}
