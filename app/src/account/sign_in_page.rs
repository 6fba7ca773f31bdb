//! Signing in with user name and password.

use crate::address::use_query_map;
use crate::told::Told;
use leptos::prelude::*;

use super::api;
use super::sign_in_form::{Door, SignInForm};
use crate::components::page_title::PageTitle;
use crate::language::space;
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = use_query_map()
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    let here = Resource::new(|| (), {
        let next = next.clone();
        move |()| api::leave_sign_in(next.clone())
    });
    let query = use_query_map();
    let recovered = move || query.with(|query| Told::Recovered.is_in(query));
    view! {
        <PageTitle text=tr!("layout.sign_in")/>
        // Draws nothing; but the answer waits for it, and may be a redirect.
        <Suspense>{move || suspend(async move { drop(here.await) })}</Suspense>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("layout.sign_in")}</h1>
            <p class="page__intro">{tr!("account.sign_in.intro")}</p>
            <Show when=recovered>
                <div class="banner banner--good" role="status" data-recovered="">
                    <p>{tr!("account.recover.done")}</p>
                </div>
            </Show>
            <div class="card"><SignInForm door=Door::Applicants next/></div>
            <p><a href=paths::RECOVER>{tr!("account.recover.link")}</a></p>
            <p>
                {tr!("account.sign_in.no_account")} {space()}
                <a href=paths::REGISTER>{tr!("home.register.action")}</a>
            </p>
            <p>
                {tr!("account.sign_in.only_status")} {space()}
                <a href=paths::STATUS>{tr!("home.status.title")}</a>
            </p>
        </section>
    }
}
