//! A decision that waits for a second officer: what was proposed, and what the reader may do about
//! it. A rejected one is shown to whoever takes the case up again.

use crate::address::{use_navigate, use_query_map};
use domain::application::event::Event;
use domain::review::Finding;
use domain::review::four_eyes::{Lack, Outcome, ProposalView, rejection};
use domain::review::view::CaseView;
use domain::text::Language;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::api::Dated;
use super::api::second::{
    ConfirmProposal, RejectProposal, WithdrawProposal, confirm_proposal, reject_proposal,
    withdraw_proposal,
};
use super::desk::{Desk, desk};
use super::link;
use super::notes::Verdict;
use crate::browser;
use crate::components::kept_text::KeptText;
use crate::components::timeline::moment;
use crate::language::{language_signal, said, short_label, space};
use crate::live::{Part, live};
use crate::tr;
use crate::written::Form;

/// The id of the note of a rejection.
const NOTE: &str = "rejection-note";
/// The id of what it lacks.
const LACK: &str = "rejection-lack";

/// The card; nothing when nothing is proposed.
#[component]
pub fn SecondOfficer(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let case = case.get_value().value;
    case.proposal.clone().map(|proposal| {
        let (title, class) = match proposal.is_rejected {
            false => ("staff.second.title", "card second"),
            true => ("staff.second.title_rejected", "card second second--rejected"),
        };
        let mark = if proposal.is_rejected { "rejected" } else { "waits" };
        let answer = match (proposal.is_rejected, proposal.is_own, proposal.may_answer) {
            (true, ..) => view! { <Rejected case=case.clone()/> }.into_any(),
            (false, false, false) => view! {
                <p class="second__hint">{tr!("staff.second.none_yet")} {space()} {tr!("staff.second.only_reading")}</p>
            }
            .into_any(),
            (false, is_own, _) => live(Answering {
                reference: case.reference.clone(),
                id: proposal.id.to_string(),
                decided: proposal.decision.id().to_owned(),
                is_own,
                kept: case.desk.kept.rejection.clone(),
            }),
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

/// What the reader may do about a proposal: take back their own, answer that of a colleague.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answering {
    reference: String,
    id: String,
    /// Which decision is proposed.
    decided: String,
    is_own: bool,
    /// The note of a rejection, as the server kept it.
    kept: String,
}

impl Part for Answering {
    const NAME: &'static str = "answering";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        provide_context(Desk::of(&self.reference));
        match self.is_own {
            true => view! { <Withdraw reference=self.reference id=self.id/> }.into_any(),
            false => view! { <Answer proposal=self/> }.into_any(),
        }
    }
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
            {said(format!("reason.{reason}"))}
            {(!instruction.is_empty()).then(|| view! { {space()}<span class="second__text" data-instruction="" lang=language_of.map(Language::tag)>{instruction}</span> })}
        </li>
    }
}

/// Who did not confirm it, and why.
#[component]
fn Rejected(case: CaseView) -> impl IntoView {
    let language = language_signal();
    let last = case
        .timeline
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

/// The own proposal, and the way to take it back.
#[component]
fn Withdraw(reference: String, id: String) -> impl IntoView {
    let desk = desk();
    let (sent_reference, sent_id) = (reference.clone(), id.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (reference, id) = (sent_reference.clone(), sent_id.clone());
        desk.act(async move {
            match withdraw_proposal(reference, id).await {
                Ok(()) => desk.reload(),
                Err(error) => desk.say(Some(error)),
            }
        });
    };
    view! {
        <p class="second__hint">{tr!("staff.second.none_yet")} {space()} {tr!("staff.second.wait")}</p>
        <form method="post" action=WithdrawProposal::url() on:submit=submit>
            <input type="hidden" name="reference" value=reference/>
            <input type="hidden" name="proposal" value=id/>
            <button class="button button--secondary" type="submit" data-action="withdraw-proposal"
                aria-disabled=move || desk.busy()>
                {tr!("staff.second.withdraw")}
            </button>
        </form>
    }
}

/// Confirming asks once more, as deciding does; not confirming takes a note.
#[component]
fn Answer(proposal: Answering) -> impl IntoView {
    let Answering {
        reference,
        id,
        decided,
        kept,
        ..
    } = proposal;
    let desk = desk();
    let navigate = use_navigate();
    let busy = move || desk.busy();
    let (sent_reference, sent_id) = (reference.clone(), id.clone());
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        let (reference, id, navigate) = (sent_reference.clone(), sent_id.clone(), navigate.clone());
        desk.act(async move {
            let filter = link::query(&desk.filter.get_untracked());
            match confirm_proposal(reference.clone(), id).await {
                Ok(name) => {
                    let verdict = Verdict::parse(&name).unwrap_or(Verdict::Approve);
                    let path = link::decided(&filter, verdict, &reference, Outcome::Done);
                    desk.go(&navigate, &path);
                }
                Err(error) => desk.say(Some(error)),
            }
        });
    };
    let ask = said(format!("staff.second.confirm_{decided}"));
    let title = said(format!("staff.second.confirm_title_{decided}"));
    let button = match Verdict::parse(&decided) {
        Some(Verdict::Approve) | None => "button button--good",
        Some(Verdict::Return) => "button button--warn",
        Some(Verdict::Refuse) => "button button--bad",
    };
    view! {
        <p class="second__hint">{tr!("staff.second.none_yet")}</p>
        <button class=button type="button" data-action="confirm-proposal"
            popovertarget="confirm-second" aria-haspopup="dialog" aria-keyshortcuts="y" aria-disabled=busy>
            {ask}
        </button>
        <dialog class="confirm" id="confirm-second" popover="auto" aria-labelledby="confirm-second-title">
            <form method="post" action=ConfirmProposal::url() on:submit=confirm>
                <input type="hidden" name="reference" value=reference.clone()/>
                <input type="hidden" name="proposal" value=id.clone()/>
                <h3 class="confirm__title" id="confirm-second-title">{title}</h3>
                <p>{tr!("staff.second.confirm_text")}</p>
                <div class="confirm__buttons">
                    <button class="button button--quiet" type="button" popovertarget="confirm-second"
                        popovertargetaction="hide" autofocus>{tr!("staff.confirm.cancel")}</button>
                    <button class=button type="submit" data-action="confirm-proposal-yes" aria-disabled=busy>
                        {tr!("staff.second.confirm_yes")}
                    </button>
                </div>
            </form>
        </dialog>
        <Reject reference id kept/>
    }
}

/// The note of whoever does not confirm.
#[component]
fn Reject(reference: String, id: String, kept: String) -> impl IntoView {
    let desk = desk();
    let language = language_signal();
    let query = use_query_map();
    let note = RwSignal::new(String::new());
    let lack = RwSignal::new(None::<Lack>);
    let memory = format!("rejection.{reference}");
    let keeps = (Form::Rejection, reference.clone());
    let (sent_reference, sent_id) = (reference.clone(), id.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let text = note.get_untracked();
        lack.set(rejection(&text).err());
        if lack.get_untracked().is_some() {
            request_animation_frame(|| browser::focus(NOTE));
            return;
        }
        let (reference, id) = (sent_reference.clone(), sent_id.clone());
        desk.act(async move {
            match reject_proposal(reference, id, text).await {
                Ok(()) => {
                    note.set(String::new());
                    desk.reload();
                }
                Err(error) => desk.say(Some(error)),
            }
        });
    };
    // Found in the page, or told to a plain form in the URL.
    let told = move || query.with(|query| query.get("lack"));
    let code = move || lack.get().map(|lack| lack.code().to_owned()).or_else(told);
    let is_wrong = Signal::derive(move || code().is_some());
    let is_open = !kept.is_empty() || query.with_untracked(|query| query.get("lack").is_some());
    view! {
        <details class="second__reject" open=is_open>
            <summary class="second__summary" data-action="reject-proposal" aria-keyshortcuts="d">{tr!("staff.second.reject")}</summary>
            <form class="second__form" method="post" action=RejectProposal::url() novalidate on:submit=submit>
                <input type="hidden" name="reference" value=reference/>
                <input type="hidden" name="proposal" value=id/>
                <label class="second__label" for=NOTE>{tr!("staff.second.note")}</label>
                <p class="second__hint" id="rejection-hint">{tr!("staff.second.note_hint")}</p>
                <KeptText text=note memory keeps id=NOTE name="note"
                    described_by=format!("rejection-hint {LACK}") is_wrong kept/>
                <div id=LACK role="alert">
                    {move || code().and_then(|code| {
                        domain::text::find(language.get(), &format!("staff.second.{code}"))
                    }).map(|text| view! { <p class="field__error">{text}</p> })}
                </div>
                <button class="button button--secondary" type="submit" data-action="reject-proposal-send"
                    aria-disabled=move || desk.busy()>
                    {tr!("staff.second.reject_send")}
                </button>
            </form>
        </details>
    }
}
