//! A case: answers on the left, pictures on the right, the decision below.

use domain::application::kind::ApplicationKind;
use domain::review::view::{CaseItem, CaseView};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::wasm_bindgen::JsCast as _;
use leptos_router::hooks::use_params_map;

use super::api::{self, Dated, Decide};
use super::assign_form::{AssignForm, Assignee};
use super::case_head::{CaseHead, History, Warnings};
use super::case_item::{AnswerRow, Item, PictureItem};
use super::changes::{Change, Changes};
use super::decision_form::DecisionPanel;
use super::desk::{Desk, desk};
use super::duplicates::Duplicates;
use super::flag::Standards;
use super::kept::KeptNotes;
use super::keys::{Keys, Page};
use super::link;
use super::notes::Verdict;
use super::remarks::Remarks;
use super::second::SecondOfficer;
use super::trouble::Trouble;
use super::viewer::PictureViewer;
use super::viewer::gallery::Gallery;
use crate::components::page_title::PageTitle;
use crate::error::AppError;
use crate::language::{facts_title, language_signal};
use crate::message::thread::{Thread, Writer};
use crate::suspend::suspend;
use crate::tr;

/// The id of the part of the page an officer works in.
const BODY: &str = "case-body";

/// `/staff/cases/:reference`
#[component]
pub fn CasePage() -> impl IntoView {
    let params = use_params_map();
    let reference =
        Memo::new(move |_| params.with(|params| params.get("reference").unwrap_or_default()));
    let again = RwSignal::new(0);
    let language = language_signal();
    let case = Resource::new(
        move || (reference.get(), again.get(), language.get()),
        |(reference, _, language)| api::case(reference, language.tag().to_owned()),
    );
    provide_context(Desk::new(reference, again));
    provide_context(Keys::listen(Page::Case));
    view! {
        <PageTitle text=tr!("staff.case.page_title")/>
        <section class="page page--wide case-page">
            <Trouble/>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match case.await {
                        Ok(case) => view! { <Case case=StoredValue::new(case)/> }.into_any(),
                        Err(error) => view! { <NoCase error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// A case that cannot be shown, and the way back.
#[component]
fn NoCase(error: AppError) -> impl IntoView {
    crate::set_page_status(&error);
    let desk = desk();
    view! {
        <h1 class="page__title">{tr!("staff.case.page_title")}</h1>
        <Trouble error/>
        <p><a href=move || link::queue(&desk.filter.get())>{tr!("staff.case.back")}</a></p>
    }
}

#[component]
fn Case(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let is_mine = case.with_value(|case| case.value.is_mine && case.value.may_decide);
    desk().put_back(case.with_value(|case| case.value.desk.kept.notes.clone()));
    provide_context(case.with_value(|case| Gallery::of(&case.value)));
    provide_context(case.with_value(|case| Standards::of(&case.value)));
    let body = match is_mine {
        true => view! { <DecisionForm case/> }.into_any(),
        false => view! { <div class="case"><Items case may_flag=false/></div> }.into_any(),
    };
    let (thread, reference) =
        case.with_value(|case| (case.value.messages.clone(), case.value.reference.clone()));
    let has_new = thread
        .messages
        .iter()
        .any(|message| !message.is_own && !message.is_read);
    view! {
        <CaseHead case/>
        {has_new.then(|| view! {
            <p class="banner banner--warn" data-new-messages="">
                <a href="#messages">{tr!("message.unread_badge")}</a>
            </p>
        })}
        <SecondOfficer case/>
        <Assignee case/>
        <KeptNotes case/>
        <Duplicates case/>
        <Warnings case/>
        <Changes case/>
        {body}
        <Thread thread reference writer=Writer::Staff/>
        <Remarks case/>
        <AssignForm case/>
        <History case/>
        <PictureViewer/>
    }
}

/// The one form of a case: flags at the items, and the decision.
#[component]
fn DecisionForm(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let desk = desk();
    let (reference, version, subject, four_eyes, kept) = case.with_value(|case| {
        (
            case.value.reference.clone(),
            case.value.version,
            case.value.subject.clone(),
            case.value.four_eyes,
            case.value.desk.kept.notes.reason.clone(),
        )
    });
    let decide = desk.decider(version);
    Effect::new(move || desk.keep_claim(BODY));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let verdict = event
            .submitter()
            .and_then(|button| button.dyn_into::<web_sys::HtmlButtonElement>().ok())
            .and_then(|button| Verdict::parse(&button.value()));
        if let Some(verdict) = verdict {
            decide(verdict);
        }
    };
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
            on:submit=submit
        >
            // Enter in a box presses the first button of a form: this one does nothing.
            <button type="submit" disabled hidden></button>
            <input type="hidden" name="reference" value=reference/>
            <input type="hidden" name="version" value=version/>
            <Items case may_flag=true/>
            <DecisionPanel subject four_eyes kept/>
        </form>
    }
}

/// Answers and pictures, side by side.
#[component]
fn Items(case: StoredValue<Dated<CaseView>>, may_flag: bool) -> impl IntoView {
    let case = case.with_value(|case| case.value.clone());
    let kind = ApplicationKind::parse(&case.kind).map(ApplicationKind::spec);
    let item = |told: CaseItem| Item {
        field: kind.and_then(|kind| kind.field(&told.field)),
        finding: case.findings.get(&told.field).cloned(),
        is_same: Change::of(&case, &told) == Some(Change::Missing),
        told,
        round: case.round,
        may_flag,
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
