//! A case: answers on the left, pictures on the right, the decision below.

use domain::application::kind::ApplicationKind;
use domain::review::can_be_flagged;
use domain::review::view::{CaseItem, CaseView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;

use super::api::{self, Dated, Decide};
use super::assign_form::{AssignForm, Assignee};
use super::case_head::{CaseHead, History, Warnings};
use super::case_item::{AnswerRow, Item, PictureItem};
use super::changes::{Change, Changes};
use super::decision_form::{BODY, DecisionPanel};
use super::desk::filter;
use super::duplicates::Duplicates;
use super::flag::Flag;
use super::kept::KeptNotes;
use super::link;
use super::remarks::Remarks;
use super::requirements::Requirements;
use super::second::SecondOfficer;
use super::trouble::Trouble;
use super::viewer::{PictureViewer, gallery};
use crate::components::page_title::PageTitle;
use crate::error::AppError;
use crate::language::{facts_title, language_signal, show_kind_of};
use crate::live::live;
use crate::message::thread::{Thread, Writer};
use crate::suspend::suspend;
use crate::tr;

/// `/staff/cases/:reference`
#[component]
pub fn CasePage() -> impl IntoView {
    let params = use_params_map();
    let reference =
        Memo::new(move |_| params.with(|params| params.get("reference").unwrap_or_default()));
    let language = language_signal();
    let case = Resource::new(
        move || (reference.get(), language.get()),
        |(reference, language)| api::case(reference, language.tag().to_owned()),
    );
    view! {
        <PageTitle text=tr!("staff.case.page_title")/>
        <section class="page page--wide case-page">
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match case.await {
                        Ok(case) => view! { <Case case=StoredValue::new(case)/> }.into_any(),
                        Err(error) => {
                            view! { <NoCase reference=reference.get_untracked() error/> }.into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
}

/// A case that cannot be shown, and the way back.
#[component]
fn NoCase(reference: String, error: AppError) -> impl IntoView {
    crate::set_page_status(&error);
    let trouble = Trouble {
        reference,
        kept: None,
        error: Some(error),
    };
    view! {
        <h1 class="page__title">{tr!("staff.case.page_title")}</h1>
        {live(trouble)}
        <p><a href=link::queue(&filter())>{tr!("staff.case.back")}</a></p>
    }
}

#[component]
fn Case(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let known = case.get_value().value;
    show_kind_of(&known.kind);
    let kept = known.desk.kept;
    let reference = known.reference;
    let is_mine = known.is_mine && known.may_decide;
    let body = match is_mine {
        true => view! { <DecisionForm case/> }.into_any(),
        false => view! { <div class="case"><Items case may_flag=false/></div> }.into_any(),
    };
    let thread = known.messages;
    let has_new = thread
        .messages
        .iter()
        .any(|message| !message.is_own && !message.is_read);
    let trouble = Trouble {
        reference: reference.clone(),
        kept: Some(kept.notes.clone()),
        error: None,
    };
    let kept_notes = KeptNotes {
        reference: reference.clone(),
        kind: known.kind.clone(),
        kept: kept.notes,
    };
    let remarks = Remarks {
        reference: reference.clone(),
        known: known.desk.remarks,
        kept: kept.remark,
    };
    let viewer = PictureViewer {
        kind: known.kind.clone(),
        pictures: case.with_value(|case| gallery::pictures(&case.value)),
    };
    view! {
        {live(trouble)}
        <CaseHead case/>
        {has_new.then(|| view! {
            <p class="banner banner--warn" data-new-messages="">
                <a href="#messages">{tr!("message.unread_badge")}</a>
            </p>
        })}
        <SecondOfficer case/>
        <Assignee case/>
        {(!is_mine).then(|| live(kept_notes))}
        <Duplicates case/>
        <Warnings case/>
        <Changes case/>
        <Requirements case/>
        {body}
        <Thread thread reference writer=Writer::Staff/>
        {live(remarks)}
        <AssignForm case/>
        <History case/>
        {live(viewer)}
    }
}

/// The one form of a case: flags at the items, and the decision.
#[component]
fn DecisionForm(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let panel = case.with_value(|Dated { value: case, .. }| DecisionPanel {
        reference: case.reference.clone(),
        version: case.version,
        subject: case.subject.clone(),
        four_eyes: case.four_eyes,
        kept: case.desk.kept.notes.clone(),
    });
    view! {
        <form
            class="case"
            id=BODY
            tabindex="-1"
            aria-label=tr!("staff.case.page_title")
            method="post"
            action=Decide::url()
            data-form="decision"
            novalidate
        >
            // Enter in a box presses the first button of a form: this one does nothing.
            <button type="submit" disabled hidden></button>
            <input type="hidden" name="reference" value=panel.reference.clone()/>
            <input type="hidden" name="version" value=panel.version/>
            <Items case may_flag=true/>
            {live(panel)}
        </form>
    }
}

/// Answers and pictures, side by side.
#[component]
fn Items(case: StoredValue<Dated<CaseView>>, may_flag: bool) -> impl IntoView {
    let case = case.with_value(|case| case.value.clone());
    let kind = ApplicationKind::parse(&case.kind).map(ApplicationKind::spec);
    let flag = |told: &CaseItem| {
        let field = kind.and_then(|kind| kind.field(&told.field))?;
        (may_flag && can_be_flagged(field)).then(|| live(Flag::of(&case, field)))
    };
    let item = |told: CaseItem| Item {
        finding: case.findings.get(&told.field).cloned(),
        is_same: Change::of(&case, &told) == Some(Change::Missing),
        flag: flag(&told),
        told,
        round: case.round,
    };
    let is_picture = |item: &CaseItem| {
        item.picture.is_some() || item.is_picture_deleted || item.picture_before.is_some()
    };
    let mut pictures = Vec::new();
    let mut lists = Vec::new();
    for (step, told) in case.steps.clone() {
        let (shown, said_items): (Vec<_>, Vec<_>) = told.into_iter().partition(is_picture);
        pictures.extend(
            shown
                .into_iter()
                .map(|told| view! { <PictureItem item=item(told)/> }),
        );
        if said_items.is_empty() {
            continue;
        }
        let rows = said_items
            .into_iter()
            .map(|told| view! { <AnswerRow item=item(told)/> })
            .collect_view();
        lists.push(view! {
            <section class="answers">
                <h2 class="answers__title">{facts_title(&step)}</h2>
                <dl class="answers__list">{rows}</dl>
            </section>
        });
    }
    view! {
        <div class="case__columns">
            <div class="case__answers">{lists}</div>
            <div class="case__pictures">{pictures}</div>
        </div>
    }
}
