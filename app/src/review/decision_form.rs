//! The decision: general reason and three buttons. Approving and refusing cannot be taken back, so
//! each asks once more in a popover, which browsers open without scripts.

use crate::address::use_query_map;
use domain::review::Decision;
use domain::review::four_eyes::FourEyes;
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, desk};
use super::notes::{Missing, Notes, Place, Verdict};
use crate::components::escaped::escaped;
use crate::language::language_signal;
use crate::live::Part;
use crate::tr;

/// The id of the part of the page an officer works in.
pub const BODY: &str = "case-body";
/// The id of what the decision lacks.
pub const MISSING: &str = "decision-missing";
/// The id of the general reason.
pub const REASON: &str = "general_reason";

/// The id of the control at which something is missing.
#[must_use]
pub fn control_of(missing: &Missing) -> String {
    match missing.place() {
        Place::Form => MISSING.to_owned(),
        Place::FlagReason(field) => super::flag::reason_id(field),
        Place::Instruction(field) => super::flag::instruction_id(field),
        Place::Reason => REASON.to_owned(),
    }
}

/// The panel at the end of a case the reader holds; it stands inside the form of the case.
#[derive(Debug, Serialize, Deserialize)]
pub struct DecisionPanel {
    /// The case.
    pub reference: String,
    /// Which the decision is about.
    pub version: i32,
    /// Name of the applicant.
    pub subject: String,
    /// Which decisions wait for a second officer.
    pub four_eyes: FourEyes,
    /// What the reader wrote and the server kept.
    pub kept: Notes,
}

impl Part for DecisionPanel {
    const NAME: &'static str = "decision";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let desk = Desk::of(&self.reference);
        provide_context(desk);
        Effect::new(move || desk.keep_claim(BODY));
        view! { <Panel panel=self/> }.into_any()
    }
}

#[component]
fn Panel(panel: DecisionPanel) -> impl IntoView {
    let DecisionPanel {
        version,
        subject,
        four_eyes,
        kept,
        ..
    } = panel;
    let desk = desk();
    let language = language_signal();
    let reason = kept.reason.clone();
    let flagged = Memo::new(move |_| desk.of_notes(&kept, Notes::flagged));
    let busy = move || desk.busy();
    let decide = StoredValue::new(desk.decider(version));
    // Enter in a box presses none of these: the form has a button before them.
    let press = move |verdict: Verdict| {
        move |event: MouseEvent| {
            event.prevent_default();
            decide.with_value(|decide| decide(verdict));
        }
    };
    // Opening "refuse" without a reason would only lead back here.
    let check_refusal = move |event: MouseEvent| {
        if !desk.is_complete(Verdict::Refuse) {
            event.prevent_default();
        }
    };
    let counted = move || match flagged.get() {
        0 => domain::t!(language.get(), "staff.decision.none_flagged").to_owned(),
        1 => domain::t!(language.get(), "staff.decision.one_flagged").to_owned(),
        n => domain::t!(language.get(), "staff.decision.flagged", n = &n.to_string()),
    };
    let name = subject.clone();
    let approve_text = move || match four_eyes.apply_to(Decision::APPROVE) {
        true => domain::t!(language.get(), "staff.second.approve_text", name = &name),
        false => domain::t!(language.get(), "staff.confirm.approve_text", name = &name),
    };
    let refuse_text = move || match four_eyes.apply_to(Decision::REFUSE) {
        true => domain::t!(language.get(), "staff.second.refuse_text", name = &subject),
        false => domain::t!(language.get(), "staff.confirm.refuse_text", name = &subject),
    };
    let return_waits = four_eyes.apply_to(Decision::RETURN);
    view! {
        <section class="decision" aria-labelledby="decision-title">
            <h2 class="decision__title" id="decision-title">{tr!("staff.decision.title")}</h2>
            <GeneralReason kept=reason/>
            <p class="decision__flagged" role="status">{counted}</p>
            {return_waits.then(|| view! { <p class="decision__hint">{tr!("staff.second.return_text")}</p> })}
            <WhatIsMissing/>
            <div class="decision__buttons">
                <button class="button button--good" type="button" data-action="approve" aria-keyshortcuts="a"
                    popovertarget="confirm-approve" aria-haspopup="dialog" aria-disabled=busy>
                    {tr!("staff.decision.approve")}
                </button>
                <button class="button button--warn" type="submit" name="decision" value=Verdict::Return.id()
                    data-action="return" aria-keyshortcuts="r" aria-disabled=busy on:click=press(Verdict::Return)>
                    {tr!("staff.decision.return")}
                </button>
                <button class="button button--bad" type="button" data-action="refuse" aria-keyshortcuts="x"
                    popovertarget="confirm-refuse" aria-haspopup="dialog" aria-disabled=busy on:click=check_refusal>
                    {tr!("staff.decision.refuse")}
                </button>
            </div>
            <dialog class="confirm" id="confirm-approve" popover="auto" aria-labelledby="confirm-approve-title">
                <h3 class="confirm__title" id="confirm-approve-title">{tr!("staff.confirm.approve_title")}</h3>
                <p>{approve_text}</p>
                <Show when=move || flagged.get() != 0>
                    <p class="confirm__warning">{tr!("staff.confirm.flags_ignored")}</p>
                </Show>
                <div class="confirm__buttons">
                    <button class="button button--quiet" type="button" popovertarget="confirm-approve"
                        popovertargetaction="hide" autofocus>{tr!("staff.confirm.cancel")}</button>
                    <button class="button button--good" type="submit" name="decision" value=Verdict::Approve.id()
                        data-action="confirm-approve" aria-disabled=busy on:click=press(Verdict::Approve)>{tr!("staff.confirm.approve")}</button>
                </div>
            </dialog>
            <dialog class="confirm" id="confirm-refuse" popover="auto" aria-labelledby="confirm-refuse-title">
                <h3 class="confirm__title" id="confirm-refuse-title">{tr!("staff.confirm.refuse_title")}</h3>
                <p>{refuse_text}</p>
                <div class="confirm__buttons">
                    <button class="button button--quiet" type="button" popovertarget="confirm-refuse"
                        popovertargetaction="hide" autofocus>{tr!("staff.confirm.cancel")}</button>
                    <button class="button button--bad" type="submit" name="decision" value=Verdict::Refuse.id()
                        data-action="confirm-refuse" aria-disabled=busy on:click=press(Verdict::Refuse)>{tr!("staff.confirm.refuse")}</button>
                </div>
            </dialog>
        </section>
    }
}

#[component]
fn GeneralReason(kept: String) -> impl IntoView {
    let desk = desk();
    let area = NodeRef::<html::Textarea>::new();
    let is_met = StoredValue::new(false);
    let written = escaped(&kept);
    // Once, as at a flag: what was written before goes into the page, or the other way round.
    Effect::new(move || {
        let Some(area) = area.get() else { return };
        if !desk.is_restored.get() || is_met.get_value() {
            return;
        }
        is_met.set_value(true);
        let written = desk.notes.with_untracked(|notes| notes.reason.clone());
        let typed = area.value();
        match typed.is_empty() || typed == kept {
            true => area.set_value(&written),
            false => desk.notes.update(|notes| notes.reason = typed),
        }
    });
    let is_missing = move || desk.shows_missing(|missing| missing.place() == Place::Reason);
    view! {
        <div class="decision__reason">
            <label class="decision__label" for=REASON>{tr!("staff.decision.reason")}</label>
            <p class="decision__hint" id="general_reason-hint">{tr!("staff.decision.reason_hint")}</p>
            <textarea
                node_ref=area
                id=REASON
                name="reason"
                rows="3"
                autocomplete="off"
                aria-describedby=format!("general_reason-hint {MISSING}")
                aria-invalid=move || is_missing().to_string()
                inner_html=written
                on:input:target=move |event| {
                    let text = event.target().value();
                    desk.notes.update(|notes| notes.reason = text);
                    desk.missing.set(None);
                }
            ></textarea>
        </div>
    }
}

/// What the decision lacks: as found in the page, or as a plain form was told in the URL.
#[component]
fn WhatIsMissing() -> impl IntoView {
    let desk = desk();
    let language = language_signal();
    let query = use_query_map();
    let code = move || {
        let here = desk
            .shown_missing()
            .map(|missing| missing.code().to_owned());
        here.or_else(|| query.with(|query| query.get("missing")))
    };
    view! {
        <div class="decision__missing" id=MISSING role="alert" tabindex="-1">
            {move || code().and_then(|code| {
                domain::text::find(language.get(), &format!("staff.missing.{code}"))
            }).map(|text| view! { <p class="field__error">{text}</p> })}
        </div>
    }
}
