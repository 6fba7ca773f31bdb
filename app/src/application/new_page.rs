//! What the owner of an account can apply for.

use crate::address::use_query_map;
use domain::application::kind::ApplicationKind;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api::StartApplication;
use crate::account::api::needs_account;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::language::{said, space};
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/applications/new`
#[component]
pub fn NewPage() -> impl IntoView {
    let allowed = Resource::new(|| (), |()| needs_account(paths::NEW_APPLICATION.to_owned()));
    let problem = use_query_map().with_untracked(|query| query.get("error"));
    view! {
        <PageTitle text=tr!("page.new.title")/>
        <section class="page">
            <h1 class="page__title">{tr!("page.new.title")}</h1>
            {problem.map(|code| view! { <Problem code/> })}
            <Transition>
                {move || suspend(async move {
                    match allowed.await {
                        Ok(true) => view! { <Offers/> }.into_any(),
                        Ok(false) => ().into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Offers() -> impl IntoView {
    let offers: Vec<_> = ApplicationKind::offered()
        .map(|kind| kind.spec().id)
        .collect();
    if offers.is_empty() {
        return view! {
            <div class="card empty">
                <p>{tr!("page.new.nothing")}</p>
                <p><a class="button button--secondary" href=paths::ACCOUNT>{tr!("page.new.back")}</a></p>
            </div>
        }
        .into_any();
    }
    let offers = offers
        .into_iter()
        .map(|kind| {
            view! {
                <li class="card tile" data-kind=kind>
                    <h2 class="tile__title">{said(format!("kind.{kind}.name"))}</h2>
                    <p class="tile__text">{said(format!("kind.{kind}.intro"))}</p>
                    <form method="post" action=StartApplication::url()>
                        <input type="hidden" name="kind" value=kind/>
                        <button class="button" type="submit" data-action="start">
                            {tr!("page.new.start")}
                            <span class="visually-hidden">{space()} {said(format!("kind.{kind}.name"))}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! { <p class="page__intro">{tr!("page.new.intro")}</p> <ul class="tiles">{offers}</ul> }
        .into_any()
}
