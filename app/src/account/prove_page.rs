//! Giving the password again before something that whoever finds a browser open must not do.

use crate::address::use_query_map;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::api::needs_account;
use super::email_api as api;
use super::new_password::PasswordProblem;
use super::next::prove_then;
use super::plain_field::PlainField;
use crate::components::page_title::PageTitle;
use crate::live::{Part, live};
use crate::session::{self, Who};
use crate::suspend::suspend;
use crate::tr;

/// `/account/prove`
#[component]
pub fn ProvePage() -> impl IntoView {
    let next = use_query_map()
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    let surroundings = session::current().data;
    let here = Resource::new_blocking(|| (), {
        let next = next.clone();
        move |()| needs_account(prove_then(&next))
    });
    view! {
        <PageTitle text=tr!("account.prove.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("account.prove.title")}</h1>
            <Transition fallback=|| ()>
                {move || {
                    let next = next.clone();
                    suspend(async move {
                        // Whoever is signed out is led away.
                        drop(here.await);
                        let Who::Applicant { user_name } = surroundings.await.who else { return None };
                        Some(view! { <Password next user_name/> })
                    })
                }}
            </Transition>
        </section>
    }
}

#[component]
fn Password(next: String, user_name: String) -> impl IntoView {
    view! {
        <p class="page__intro">{tr!("account.prove.intro")}</p>
        <PasswordProblem/>
        {live(Proof { next, user_name })}
    }
}

/// The password once more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Proof {
    next: String,
    user_name: String,
}

impl Part for Proof {
    const NAME: &'static str = "proof";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self { next, user_name } = self;
        view! {
            <form class="card form" method="post" action=api::Prove::url() data-form="prove">
                <input type="hidden" name="next" value=next/>
                <input type="hidden" name="user_name" value=user_name autocomplete="username"/>
                <PlainField id="current_password" kind="password" autocomplete="current-password"
                    label=const { key("account.password.current") } error=RwSignal::new(None)/>
                <div class="actions">
                    <button class="button" type="submit" data-action="prove">{tr!("account.prove.go")}</button>
                </div>
            </form>
        }
        .into_any()
    }
}
