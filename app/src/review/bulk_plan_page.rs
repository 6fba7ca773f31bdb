//! What a decision about several cases will do, and once it is confirmed, what it did. The result
//! is the server's: it is the same after a reload.

use crate::address::use_query_map;
use crate::told::Told;
use domain::review::bulk::{BulkOutcome, BulkView, ReadFindings};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::bulk as api;
use super::bulk_list::BulkList;
use super::carry_out::{Became, CarryOut, RESULT};
use super::link;
use super::second::Found;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::language::{language_signal, said};
use crate::live::live;
use crate::suspend::suspend;
use crate::tr;

/// `/staff/bulk/:id`
#[component]
pub fn BulkPlanPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let language = language_signal();
    let view = Resource::new(
        move || (id.get(), language.get()),
        |(id, language)| api::bulk(id, language.tag().to_owned()),
    );
    let told = move || query.with(|query| Told::Error.read(query));
    let back = move || link::queue(&query.with(link::filter));
    view! {
        <PageTitle text=tr!("staff.bulk.title")/>
        <section class="page page--wide bulk">
            <p class="case-head__back"><a href=back>{tr!("staff.bulk.back")}</a></p>
            {move || told().map(|code| view! { <Problem code/> })}
            {live(Became {})}
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match view.await {
                        Ok(plan) => view! { <Plan plan id=id.get_untracked()/> }.into_any(),
                        Err(error) => view! {
                            <h1 class="page__title">{tr!("staff.bulk.title")}</h1>
                            <FailedPage error/>
                        }
                        .into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// What applicants of one language read, or all of them.
fn read_in(read: ReadFindings) -> impl IntoView {
    let ReadFindings {
        language: language_of,
        findings,
    } = read;
    let language = language_signal();
    let title = language_of.map(|of| {
        view! {
            <h3 class="second__label">
                {move || domain::t!(language.get(), "desk.standard.language", language = of.name())}
            </h3>
        }
    });
    let findings = findings
        .into_iter()
        .map(|finding| match language_of {
            Some(language_of) => view! { <Found finding language_of/> }.into_any(),
            None => view! { <Found finding/> }.into_any(),
        })
        .collect_view();
    view! {
        {title}
        <ul class="second__findings">{findings}</ul>
    }
}

#[component]
fn Plan(plan: BulkView, id: String) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let decision = plan.decision.id();
    let (n, left, all) = (plan.good(), plan.left(), plan.cases.len().to_string());
    let is_confirmed = plan.is_confirmed;
    let is_proposed = plan
        .cases
        .iter()
        .any(|case| case.outcome == BulkOutcome::Proposed);
    let title = match is_confirmed {
        true => "staff.bulk.result_title",
        false => "staff.bulk.preview_title",
    };
    let summary = match (is_confirmed, is_proposed) {
        (true, _) => "staff.bulk.result".to_owned(),
        (false, true) => "staff.bulk.preview_proposed".to_owned(),
        (false, false) => format!("staff.bulk.preview_{decision}"),
    };
    let (count, of) = (n.to_string(), all);
    let summary = move || {
        let text = domain::text::say(language.get(), &summary);
        domain::text::fill(&text, &[("n", &count), ("all", &of)])
    };
    let reason = plan
        .decision
        .reason()
        .filter(|reason| !reason.is_empty())
        .map(str::to_owned);
    let has_findings = !plan.findings.is_empty();
    let findings = plan.findings.into_iter().map(read_in).collect_view();
    let references: Vec<String> = plan
        .cases
        .iter()
        .map(|case| case.reference.clone())
        .collect();
    let filter = link::query(&query.with_untracked(link::filter));
    let change = link::bulk(&references, &filter);
    let may_confirm = (!is_confirmed && n > 0) || left > 0;
    let left_text = left.to_string();
    let class = match (is_confirmed, left) {
        (true, 0) => "banner banner--good",
        (true, _) => "banner banner--warn",
        (false, _) => "banner",
    };
    let mark = if is_confirmed { "done" } else { "preview" };
    view! {
        <h1 class="page__title">{said(title.to_owned())}</h1>
        <div class=class id=RESULT tabindex="-1" role="status" data-bulk=mark data-good=n>
            <p>{summary}</p>
            {(left > 0).then(|| view! {
                <p>{move || domain::t!(language.get(), "staff.bulk.left", n = &left_text)}</p>
            })}
        </div>
        {(reason.is_some() || has_findings).then(|| view! {
            <section class="card second">
                {reason.map(|reason| view! {
                    <div class="second__part">
                        <h2 class="second__label">{tr!("staff.second.reason")}</h2>
                        <p class="second__text">{reason}</p>
                    </div>
                })}
                {has_findings.then(|| view! {
                    <div class="second__part">
                        <h2 class="second__label">{tr!("staff.second.findings")}</h2>
                        {findings}
                    </div>
                })}
            </section>
        })}
        <BulkList cases=plan.cases decision is_confirmed is_chosen=true/>
        {may_confirm.then(|| {
            let change = change.clone();
            live(CarryOut { id, is_confirmed, is_proposed, change })
        })}
        {(!may_confirm && !is_confirmed).then(|| view! {
            <p><a class="button button--secondary" href=change data-action="change-bulk">{tr!("staff.bulk.change")}</a></p>
        })}
    }
}
