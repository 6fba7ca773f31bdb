//! The account: what it waits for until it is open, what it is known by, and what can be done from
//! here.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::Opening;
use domain::account::profile;
use domain::application::kind::ApplicationKind;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::answer_list::AnswerList;
use super::api::{self, AccountView};
use super::registration::Registration;
use super::sessions::Sessions;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::language_signal;
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    let language = language_signal();
    // Answers are readable texts, so another language means asking again.
    let account = Resource::new(move || language.get().tag().to_owned(), api::load_account);
    view! {
        <PageTitle text=tr!("layout.account")/>
        <Transition>
            {move || suspend(async move {
                match account.await {
                    Ok(Some(account)) => view! { <OwnAccount account/> }.into_any(),
                    Ok(None) => ().into_any(),
                    Err(error) => view! { <FailedPage error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn OwnAccount(account: AccountView) -> impl IntoView {
    let AccountView {
        user_name,
        name,
        opening,
        answers,
        sessions,
    } = account;
    let is_open = opening == Opening::Open;
    let registration = match opening {
        Opening::Open => None,
        Opening::Waits { registration } => Some(registration),
    };
    let query = use_query_map();
    let password_changed = move || query.with(|query| Told::Password.is_in(query));
    let email_changed = move || query.with(|query| Told::Email.is_in(query));
    let offers_any = is_open && ApplicationKind::offered().next().is_some();
    let greeted = if name.is_empty() {
        user_name.clone()
    } else {
        name
    };
    view! {
        <section class="page">
            <h1 class="page__title">{tr!("account.greeting", name = greeted)}</h1>
            <p class="page__intro">{tr!("account.signed_in_as", name = user_name)}</p>
            <Show when=password_changed>
                <div class="banner banner--good" role="status" data-changed="password">
                    <p>{tr!("account.password.changed")}</p>
                </div>
            </Show>
            {registration.map(|registration| view! { <Registration registration/> })}
            <ul class="tiles">
                <li class="card tile">
                    <h2 class="tile__title">{tr!("account.applications.title")}</h2>
                    <p class="tile__text">{tr!("account.applications.text")}</p>
                    <a class="button" href=paths::APPLICATIONS>{tr!("account.applications.action")}</a>
                </li>
                {offers_any.then(|| view! {
                    <li class="card tile">
                        <h2 class="tile__title">{tr!("account.new.title")}</h2>
                        <p class="tile__text">{tr!("account.new.text")}</p>
                        <a class="button button--secondary" href=paths::NEW_APPLICATION>{tr!("account.new.action")}</a>
                    </li>
                })}
            </ul>
            <Show when=email_changed>
                <div class="banner banner--good" role="status" data-changed="email">
                    <p>{tr!("account.email.changed")}</p>
                </div>
            </Show>
            <ul class="account__links">
                <li><a href=paths::PASSWORD data-action="password">{tr!("account.password.title")}</a></li>
                // Before it is open, its address is an answer of the registration.
                {is_open.then(|| view! {
                    <li><a href=paths::EMAIL data-action="email">{tr!("account.email.title")}</a></li>
                })}
                <li><a href=paths::SECOND_FACTOR data-action="second-factor">{tr!("factor.title")}</a></li>
            </ul>
            <Sessions sessions end=api::EndOtherSessions::url()/>
            {(is_open && !answers.is_empty()).then(|| view! {
                <section class="card" aria-labelledby="profile-title">
                    <h2 id="profile-title">{tr!("account.profile.title")}</h2>
                    <p>{tr!("account.profile.text")}</p>
                    <AnswerList kind=profile::kind() answers/>
                </section>
            })}
        </section>
    }
}
