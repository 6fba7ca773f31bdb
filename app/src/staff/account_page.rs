//! A member of staff's own page: password, second factor, where they are signed in.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::Door;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api::{self, StaffAccountView};
use crate::account::new_password::PasswordProblem;
use crate::account::password_form::PasswordForm;
use crate::account::sessions::Sessions;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::{said, space};
use crate::live::live;
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/staff/account`
#[component]
pub fn StaffAccountPage() -> impl IntoView {
    let account = Resource::new_blocking(|| (), |()| api::staff_account());
    view! {
        <PageTitle text=tr!("staff_account.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("staff_account.title")}</h1>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match account.await {
                        Ok(account) => view! { <Account account/> }.into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Account(account: StaffAccountView) -> impl IntoView {
    let StaffAccountView {
        user_name,
        role,
        has_factor,
        sessions,
    } = account;
    let query = use_query_map();
    let is_changed = move || query.with(|query| Told::Password.is_in(query));
    let name = user_name.clone();
    view! {
        <p class="page__intro">
            {tr!("account.signed_in_as", name = name)} {space()} {said(format!("staff_account.role.{}", role.id()))}
        </p>
        <Show when=is_changed>
            <div class="banner banner--good" role="status" data-changed="password">
                <p>{tr!("account.password.changed")}</p>
            </div>
        </Show>
        <PasswordProblem/>
        <section class="card" aria-labelledby="factor-title" data-factor=if has_factor { "on" } else { "off" }>
            <h2 id="factor-title">{tr!("factor.title")}</h2>
            {match has_factor {
                true => view! {
                    <p>{tr!("factor.on")}</p>
                    <p><a class="button button--secondary" href=paths::STAFF_SECOND_FACTOR data-action="second-factor">
                        {tr!("staff_account.factor.change")}
                    </a></p>
                }
                .into_any(),
                false => view! {
                    <p>{tr!("factor.off")}</p>
                    <p><a class="button" href=paths::STAFF_SECOND_FACTOR data-action="second-factor">
                        {tr!("factor.begin")}
                    </a></p>
                }
                .into_any(),
            }}
        </section>
        {live(PasswordForm { door: Door::Staff, user_name })}
        <Sessions sessions end=api::EndOtherStaffSessions::url()/>
    }
}
