//! What a decision about several cases will do, and once it is confirmed, what it did. The result
//! is the server's: it is the same after a reload.

use domain::review::bulk::{BulkView, Fate, ReadFindings};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::bulk::{self as api, CarryOutBulk};
use super::bulk_list::BulkList;
use super::link;
use super::second::Found;
use crate::browser;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::error::AppError;
use crate::language::{language_signal, said};
use crate::suspend::suspend;
use crate::tr;

/// The id of what is said first: where the keyboard goes when it is done.
const RESULT: &str = "bulk-result";

/// `/staff/bulk/:id`
#[component]
pub fn BulkPlanPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let again = RwSignal::new(0);
    let language = language_signal();
    let view = Resource::new(
        move || (id.get(), again.get(), language.get()),
        |(id, _, language)| api::bulk(id, language.tag().to_owned()),
    );
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<AppError>);
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let done = api::carry_out_bulk(id.get_untracked()).await;
            let is_done = done.is_ok();
            if let Err(error) = done {
                trouble.try_set(Some(error));
            } else {
                forget();
            }
            // Part of it may be done all the same.
            again.try_update(|count| *count += 1);
            is_busy.try_set(false);
            if is_done {
                browser::sleep(std::time::Duration::from_millis(50)).await;
                browser::focus(RESULT);
            }
        });
    };
    let told = move || query.with(|query| query.get("error"));
    let back = move || link::queue(&query.with(link::filter));
    view! {
        <PageTitle text=tr!("staff.bulk.title")/>
        <section class="page page--wide bulk">
            <p class="case-head__back"><a href=back>{tr!("staff.bulk.back")}</a></p>
            {move || told().map(|code| view! { <Problem code/> })}
            {move || trouble.get().map(|error| {
                view! { <Problem code=error.code() seconds=error.seconds() takes_focus=true/> }
            })}
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match view.await {
                        Ok(plan) => view! {
                            <Plan plan id=id.get_untracked() is_busy confirm=Callback::new(confirm)/>
                        }
                        .into_any(),
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

/// What was written for it is sent.
fn forget() {
    browser::forget_texts_of("bulk.");
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
fn Plan(
    plan: BulkView,
    id: String,
    is_busy: RwSignal<bool>,
    confirm: Callback<SubmitEvent>,
) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let decision = plan.decision.id();
    let (n, left, all) = (plan.good(), plan.left(), plan.cases.len().to_string());
    let is_confirmed = plan.is_confirmed;
    let is_proposed = plan.cases.iter().any(|case| case.fate == Fate::Proposed);
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
    let change = move || link::bulk(&references, &link::query(&query.with(link::filter)));
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
        {may_confirm.then(|| view! {
            <form class="bulk__confirm" method="post" action=CarryOutBulk::url()
                on:submit=move |event| confirm.run(event)>
                <input type="hidden" name="id" value=id/>
                {(!is_confirmed && !is_proposed).then(|| view! { <p class="decision__hint">{tr!("staff.bulk.undone")}</p> })}
                <div class="bulk__buttons">
                    <button class="button" type="submit" data-action="carry-out"
                        aria-disabled=move || is_busy.get().to_string()>
                        {move || match (is_busy.get(), is_confirmed) {
                            (true, _) => domain::t!(language.get(), "staff.bulk.busy"),
                            (false, true) => domain::t!(language.get(), "staff.bulk.resume"),
                            (false, false) => domain::t!(language.get(), "staff.bulk.confirm"),
                        }}
                    </button>
                    {(!is_confirmed).then(|| view! {
                        <a class="button button--quiet" href=change.clone() data-action="change-bulk">{tr!("staff.bulk.change")}</a>
                    })}
                </div>
            </form>
        })}
        {(!may_confirm && !is_confirmed).then(|| view! {
            <p><a class="button button--secondary" href=change.clone() data-action="change-bulk">{tr!("staff.bulk.change")}</a></p>
        })}
    }
}
