//! A way back for whoever lost their password or tried too many. Plain forms, because whoever comes
//! here comes from a mail, perhaps on another device.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::RecoveryView;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::api;
use super::new_password::{NewPassword, PasswordProblem};
use super::plain_field::PlainField;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::language::space;
use crate::live::{Part, live};
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/recover`: asks for an address, and with `token`, from the mail, for a new password.
#[component]
pub fn RecoverPage() -> impl IntoView {
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("token")));
    view! {
        <PageTitle text=tr!("account.recover.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("account.recover.title")}</h1>
            {move || match token.get() {
                Some(token) => view! { <UseLink token/> }.into_any(),
                None => view! { <AskForLink/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn AskForLink() -> impl IntoView {
    let query = use_query_map();
    let problem = move || {
        let (code, seconds) =
            query.with(|query| (Told::Error.read(query), Told::Seconds.read(query)));
        let seconds = seconds.and_then(|seconds| seconds.parse().ok());
        code.map(|code| view! { <Problem code seconds=seconds.unwrap_or(0)/> })
    };
    let asked = move || query.with(|query| Told::Asked.is_in(query));
    let legacy = Resource::new_blocking(|| (), |()| api::load_legacy(String::new()));
    view! {
        <p class="page__intro">{tr!("account.recover.intro")}</p>
        {problem}
        <Show when=asked>
            <div class="banner banner--good" role="status" data-asked="">
                <p>{tr!("account.recover.asked")}</p>
            </div>
        </Show>
        {live(AskedAddress {})}
        <Transition fallback=|| ()>
            {move || suspend(async move {
                let has_accounts = legacy.await.is_ok_and(|legacy| legacy.has_accounts);
                has_accounts.then(|| view! {
                    <p><a href=paths::LEGACY data-action="legacy">{tr!("account.recover.older")}</a></p>
                })
            })}
        </Transition>
        <p>
            {tr!("account.recover.no_mail")} {space()}
            <a href=paths::SIGN_IN>{tr!("layout.sign_in")}</a>
        </p>
    }
}

/// Where the mail is to go.
#[derive(Debug, Serialize, Deserialize)]
pub struct AskedAddress {}

impl Part for AskedAddress {
    const NAME: &'static str = "recover";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        view! {
            <form class="card form" method="post" action=api::AskForRecovery::url() data-form="recover">
                <PlainField id="email" kind="email" autocomplete="email"
                    label=const { key("field.email.label") } error=RwSignal::new(None)/>
                <div class="actions">
                    <button class="button" type="submit" data-action="ask">{tr!("account.recover.ask")}</button>
                </div>
            </form>
        }
        .into_any()
    }
}

#[component]
fn UseLink(token: String) -> impl IntoView {
    let recovery = Resource::new_blocking(
        {
            let token = token.clone();
            move || token.clone()
        },
        api::recovery,
    );
    view! {
        <Suspense>
            {move || {
                let token = token.clone();
                suspend(async move {
                    match recovery.await {
                        Ok(Some(recovery)) => view! { <SetPassword token recovery/> }.into_any(),
                        Ok(None) => view! {
                            <div class="banner banner--bad" role="alert" data-problem="link">
                                <p>{tr!("account.recover.dead")}</p>
                            </div>
                            <p><a class="button" href=paths::RECOVER>{tr!("account.recover.again")}</a></p>
                        }
                        .into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
fn SetPassword(token: String, recovery: RecoveryView) -> impl IntoView {
    let RecoveryView {
        user_name,
        may_unlock,
    } = recovery;
    let own = user_name.clone();
    view! {
        <p class="page__intro">{tr!("account.recover.for", name = user_name)}</p>
        <PasswordProblem/>
        {live(LinkPassword { token: token.clone(), user_name: own })}
        {may_unlock.then(|| view! { <Unlock token/> })}
    }
}

/// The new password of whoever came by the link of a mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct LinkPassword {
    token: String,
    user_name: String,
}

impl Part for LinkPassword {
    const NAME: &'static str = "link-password";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self { token, user_name } = self;
        view! {
            <form class="card form" method="post" action=api::Recover::url() data-form="new-password">
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="user_name" value=user_name.clone() autocomplete="username"/>
                <NewPassword user_name/>
                <div class="actions">
                    <button class="button" type="submit" data-action="set-password">
                        {tr!("account.password.set")}
                    </button>
                </div>
            </form>
        }
        .into_any()
    }
}

/// For whoever knows the password and was only locked out.
#[component]
fn Unlock(token: String) -> impl IntoView {
    view! {
        <form class="card form" method="post" action=api::Recover::url() data-form="unlock">
            <h2>{tr!("account.recover.unlock_title")}</h2>
            <p>{tr!("account.recover.unlock_text")}</p>
            <input type="hidden" name="token" value=token/>
            <input type="hidden" name="action" value="unlock"/>
            <div class="actions">
                <button class="button button--secondary" type="submit" data-action="unlock">
                    {tr!("account.recover.unlock")}
                </button>
            </div>
        </form>
    }
}
