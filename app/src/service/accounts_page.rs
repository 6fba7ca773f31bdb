//! Finding the account of somebody who calls.

use crate::address::use_query_map;
use domain::service::{Found, FoundAccount, MOST_FOUND};
use leptos::prelude::*;

use super::api;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/staff/accounts`
#[component]
pub fn AccountsPage() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(|query| query.get("search")).unwrap_or_default());
    let found = Resource::new_blocking(move || search.get(), api::find_accounts);
    view! {
        <PageTitle text=tr!("service.title")/>
        <section class="page service">
            <h1 class="page__title">{tr!("service.title")}</h1>
            <p class="page__intro">{tr!("service.intro")}</p>
            <form method="get" action=paths::ACCOUNTS class="queue-filter" role="search">
                <div class="queue-filter__part queue-filter__part--search">
                    <label for="account-search">{tr!("service.search")}</label>
                    <input id="account-search" name="search" type="search" maxlength="100" autocomplete="off"
                        aria-describedby="account-search-hint"
                        value=move || search.get()/>
                </div>
                <button class="button" type="submit" data-action="search">{tr!("service.find")}</button>
                <p class="field__hint service__hint" id="account-search-hint">{tr!("service.search_hint")}</p>
            </form>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match found.await {
                        Ok(found) => {
                            let is_asked = search.with_untracked(|search| !search.trim().is_empty());
                            view! { <Results found is_asked/> }.into_any()
                        }
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Results(
    found: Found,
    /// Something was searched for.
    is_asked: bool,
) -> impl IntoView {
    let Found {
        accounts,
        has_more,
        is_too_short,
    } = found;
    let note = match (is_too_short, is_asked && accounts.is_empty()) {
        (true, _) => view! { <p data-found="short">{tr!("service.too_short")}</p> }.into_any(),
        (false, true) => view! { <p data-found="none">{tr!("service.none_found")}</p> }.into_any(),
        (false, false) => ().into_any(),
    };
    let rows = accounts
        .into_iter()
        .map(|found| view! { <Row found/> })
        .collect_view();
    view! {
        <div role="status">{note}</div>
        <ul class="applications">{rows}</ul>
        {has_more.then(|| view! {
            <p data-found="more">{tr!("service.more", n = MOST_FOUND.to_string())}</p>
        })}
    }
}

#[component]
fn Row(found: FoundAccount) -> impl IntoView {
    let FoundAccount {
        id,
        user_name,
        name,
        is_open,
    } = found;
    let mark = user_name.clone();
    view! {
        <li class="card application" data-account=mark>
            <a class="application__link" href=paths::served_account(&id.to_string())>
                <bdi data-user-name="">{user_name}</bdi>
            </a>
            <span class="application__facts">
                {(!name.is_empty()).then(|| view! { <bdi>{name}</bdi> })}
                <span>
                    {match is_open {
                        true => tr!("service.open").into_any(),
                        false => tr!("service.not_open").into_any(),
                    }}
                </span>
            </span>
        </li>
    }
}
