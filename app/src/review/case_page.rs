//! A case: answers on the left, pictures on the right, the decision below.

use domain::application::kind::ApplicationKind;
use domain::form::Field;
use domain::review::can_be_flagged;
use domain::review::instruction::ReasonSubject;
use domain::review::view::{CaseItem, CaseView};
use domain::text::{Language, facts_title};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;

use super::agreed::Agreed;
use super::api::{self, Dated, Decide};
use super::assign_form::{AssignForm, Assignee};
use super::case_head::{CaseHead, History, Warnings};
use super::case_item::{Item, write_answer, write_picture};
use super::changes::{Change, Changes};
use super::decision_form::{BODY, DecisionPanel};
use super::desk::filter;
use super::duplicates::Duplicates;
use super::flag::Flag;
use super::kept::KeptNotes;
use super::link;
use super::remarks::RemarksPart;
use super::requirements::Requirements;
use super::second::SecondOfficer;
use super::trouble::DeskTrouble;
use super::viewer::PictureViewer;
use crate::components::page_title::PageTitle;
use crate::components::paper_list::PaperList;
use crate::error::AppError;
use crate::language::{language_signal, show_kind_of};
use crate::live::live;
use crate::live::markup::Markup;
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
    let trouble = DeskTrouble {
        reference,
        kept: None,
        error: Some(error.code()),
    };
    view! {
        <h1 class="page__title">{tr!("staff.case.page_title")}</h1>
        {live(trouble)}
        <p><a href=link::queue(&filter())>{tr!("staff.case.back")}</a></p>
    }
}

#[component]
fn Case(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let (reference, kind, kept, remarks, thread, round, is_mine) = case.with_value(|case| {
        let case = &case.value;
        (
            case.reference.clone(),
            case.kind.clone(),
            case.desk.kept.clone(),
            case.desk.remarks.clone(),
            case.messages.clone(),
            case.round,
            case.is_mine && case.may_decide,
        )
    });
    show_kind_of(&kind);
    let papers = case.with_value(|case| {
        (
            case.value.kind.clone(),
            case.value.papers.clone(),
            case.value.reference.clone(),
        )
    });
    let body = match is_mine {
        true => view! { <DecisionForm case/> }.into_any(),
        false => view! { <div class="case"><Items case may_flag=false/></div> }.into_any(),
    };
    let has_new = thread
        .messages
        .iter()
        .any(|message| !message.is_own && !message.is_read);
    let trouble = DeskTrouble {
        reference: reference.clone(),
        kept: Some(kept.notes.clone()),
        error: None,
    };
    let kept_notes = KeptNotes {
        reference: reference.clone(),
        kind: kind.clone(),
        kept: kept.notes,
    };
    let remarks = RemarksPart {
        reference: reference.clone(),
        known: remarks,
        kept: kept.remark,
    };
    let viewer = PictureViewer { kind, round };
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
        <PaperList kind=papers.0 reference=papers.2 papers=papers.1 to=None/>
        {body}
        <Agreed case/>
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
    let panel = case.with_value(|Dated { value: case, .. }| {
        let items = case.steps.iter().flat_map(|(_, items)| items);
        let items = items.filter_map(|item| flagged_field(case, item));
        DecisionPanel::of(
            case,
            items.map(|field| (field.id.to_owned(), ReasonSubject::of(field))),
        )
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

/// The field of an item, where it can be flagged.
fn flagged_field(case: &CaseView, item: &CaseItem) -> Option<&'static Field> {
    let kind = ApplicationKind::parse(&case.kind)?.spec();
    kind.field(&item.field)
        .filter(|field| can_be_flagged(field))
}

/// Answers and pictures, side by side.
#[component]
fn Items(case: StoredValue<Dated<CaseView>>, may_flag: bool) -> impl IntoView {
    let language = language_signal().get_untracked();
    let (answers, pictures) = case.with_value(|case| write_items(&case.value, language, may_flag));
    view! {
        <div class="case__columns">
            <div class="case__answers" inner_html=answers></div>
            <div class="case__pictures" inner_html=pictures></div>
        </div>
    }
}

/// The answers, and the pictures.
fn write_items(case: &CaseView, language: Language, may_flag: bool) -> (String, String) {
    let is_picture = |item: &CaseItem| {
        item.picture.is_some() || item.is_picture_deleted || item.picture_before.is_some()
    };
    let (mut answers, mut pictures) = (Markup::default(), Markup::default());
    for (step, told) in &case.steps {
        let mut is_begun = false;
        for told in told {
            let field = flagged_field(case, told).filter(|_| may_flag);
            let item = Item {
                finding: case.findings.get(&told.field),
                is_same: Change::of(case, told) == Some(Change::Missing),
                flag: field.map(|field| Flag::of(case, field)),
                told,
                round: case.round,
            };
            if is_picture(told) {
                write_picture(&mut pictures, language, &item);
                continue;
            }
            if !is_begun {
                is_begun = true;
                answers
                    .tags("<section class=answers><h2 class=answers__title>")
                    .text(&facts_title(language, &case.kind, step))
                    .tags("</h2><dl class=answers__list>");
            }
            write_answer(&mut answers, language, &item);
        }
        if is_begun {
            answers.tags("</dl></section>");
        }
    }
    (answers.finished(), pictures.finished())
}
