//! All applications of an account.

use domain::account::Opening;
use domain::application::kind::ApplicationKind;
use domain::application::state::ApplicationState;
use domain::application::view::{ListedApplication, ListedPage};
use leptos::prelude::*;

use super::api::{self, OwnApplications};
use super::begin_again::BeginAgain;
use super::record::RecordLine;
use crate::account::api::or_sign_in;
use crate::address::use_query_map;
use crate::components::badge::badge_class;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::{day, language_signal, said, said_of, space};
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/applications`
#[component]
pub fn ListPage() -> impl IntoView {
    let query = use_query_map();
    let list = Resource::new(
        move || query.with(|query| query.get("before")).unwrap_or_default(),
        |before| async move {
            let page = older(&before);
            let is_first = before.is_empty();
            let own = or_sign_in(api::applications(before).await, page).await;
            own.map(|own| (own, is_first))
        },
    );
    view! {
        <PageTitle text=tr!("page.list.title")/>
        <section class="page">
            <h1 class="page__title">{tr!("page.list.title")}</h1>
            <Transition>
                {move || suspend(async move {
                    match list.await {
                        Ok((own, is_first)) => view! { <Own own is_first/> }.into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// The page before one of them; nothing: the newest.
fn older(before: &str) -> String {
    match before {
        "" => paths::APPLICATIONS.to_owned(),
        _ => format!("{}?before={before}", paths::APPLICATIONS),
    }
}

#[component]
fn Own(
    own: OwnApplications,
    /// None is newer than what is on the page.
    is_first: bool,
) -> impl IntoView {
    let OwnApplications { page, opening } = own;
    let ListedPage { listed: list, next } = page;
    // What can be begun: anything once the account is open, before that only what is to open it.
    let begin = match opening {
        Opening::Open => ApplicationKind::offered().next().map(|_| {
            view! {
                <p><a class="button" href=paths::NEW_APPLICATION data-action="new">{tr!("page.list.new")}</a></p>
            }
            .into_any()
        }),
        Opening::Waits { registration } => registration
            .filter(|newest| newest.state.ended_without_effect())
            .map(|newest| view! { <BeginAgain kind=newest.kind/> }.into_any()),
    };
    let list = match list.is_empty() {
        true if is_first => view! { <p class="empty">{tr!("page.list.empty")}</p> }.into_any(),
        true => view! { <p class="empty">{tr!("page.list.none_older")}</p> }.into_any(),
        false => {
            let rows = list
                .into_iter()
                .map(|listed| view! { <Row listed/> })
                .collect_view();
            view! { <ul class="applications">{rows}</ul> }.into_any()
        }
    };
    let newest = (!is_first).then(|| {
        view! {
            <a class="button button--secondary" href=paths::APPLICATIONS data-action="newest">{tr!("page.list.newest")}</a>
        }
    });
    let older = next.map(|last| {
        view! {
            <a class="button button--secondary" href=older(&last) data-action="older">{tr!("page.list.older")}</a>
        }
    });
    let further = (newest.is_some() || older.is_some())
        .then(|| view! { <p class="actions">{newest} {older}</p> });
    view! { {begin} {list} {further} }
}

#[component]
fn Row(listed: ListedApplication) -> impl IntoView {
    let language = language_signal();
    let ListedApplication {
        reference,
        kind,
        state,
        record,
        in_review,
        changed_on,
        due_on,
        has_unread,
    } = listed;
    let shown = match in_review {
        true => "in_review",
        false => state.id(),
    };
    let step = match state {
        ApplicationState::Returned => Some((paths::correction(&reference), "status.correct_now")),
        ApplicationState::Draft => Some((paths::application(&reference), "status.continue")),
        _ => None,
    };
    let step = step.map(|(path, text)| {
        view! { <p class="application__step"><a href=path data-next-step="">{said(text.to_owned())}</a></p> }
    });
    let machine = changed_on.clone();
    view! {
        <li class="card application">
            <a class="application__link" href=paths::application(&reference) data-application=reference.clone()>
                {said(format!("kind.{kind}.name"))}
            </a>
            <span class="application__badges">
                <span class=badge_class(shown)>{said_of(&kind, format!("state.{shown}"))}</span>
                {has_unread.then(|| view! {
                    " "<span class="badge badge--warn" data-unread="">{tr!("message.unread_badge")}</span>
                })}
            </span>
            {record.map(|record| view! { <p class="application__about"><RecordLine record=Some(record)/></p> })}
            <p class="application__facts">
                <span class="visually-hidden">{tr!("status.reference")} " "</span>
                <span class="reference">{reference}</span>
                <span>
                    {tr!("page.list.changed")} {space()}
                    <time datetime=machine>{move || day(language.get(), &changed_on)}</time>
                </span>
                {due_on.map(|due| {
                    let machine = due.clone();
                    view! {
                        <span data-due="">
                            {tr!("status.due")} {space()}
                            <time datetime=machine>{move || day(language.get(), &due)}</time>
                        </span>
                    }
                })}
            </p>
            {step}
        </li>
    }
}
