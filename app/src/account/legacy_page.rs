//! The three ways in for whoever has an account from the older platform (A4.1).

use domain::account::LegacyView;
use domain::form::FieldError;
use domain::text::key;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::api;
use super::plain_field::PlainField;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::error::AppError;
use crate::live::{Part, live};
use crate::suspend::suspend;
use crate::{paths, tr};

/// What the form was answered with. The server's `POST /recover/legacy` puts it into the context and
/// draws the page, so that the address stands in no URL and is not lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedMailbox {
    /// As typed.
    pub mailbox: String,
    /// Why not.
    pub error: AppError,
}

/// `/recover/legacy`
#[component]
pub fn LegacyPage() -> impl IntoView {
    let refused = use_context::<RefusedMailbox>();
    let legacy = Resource::new_blocking(crate::language::language, |language| {
        api::load_legacy(language.tag().to_owned())
    });
    view! {
        <PageTitle text=tr!("account.legacy.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("account.legacy.title")}</h1>
            <p class="page__intro">{tr!("account.legacy.intro")}</p>
            {paths::KEY_SIGN_IN.map(|path| view! { <KeyWay path/> })}
            {live(Mailbox { refused })}
            <section class="card" aria-labelledby="several-title">
                <h2 id="several-title">{tr!("account.legacy.several_title")}</h2>
                <p>{tr!("account.legacy.several_text")}</p>
                <Transition fallback=|| ()>
                    {move || suspend(async move {
                        match legacy.await {
                            Ok(legacy) => view! { <Desks legacy/> }.into_any(),
                            Err(error) => view! { <FailedPage error/> }.into_any(),
                        }
                    })}
                </Transition>
            </section>
        </section>
    }
}

#[component]
fn KeyWay(path: &'static str) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="key-title">
            <h2 id="key-title">{tr!("account.legacy.key_title")}</h2>
            <p>{tr!("account.legacy.key_text")}</p>
            <p><a class="button" href=path>{tr!("account.legacy.key_go")}</a></p>
        </section>
    }
}

/// Mailbox and password.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mailbox {
    refused: Option<RefusedMailbox>,
}

impl Part for Mailbox {
    const NAME: &'static str = "mailbox";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        view! { <MailboxWay refused=self.refused/> }.into_any()
    }
}

/// Whatever does not fit is one sentence: strangers are not told which.
#[component]
fn MailboxWay(refused: Option<RefusedMailbox>) -> impl IntoView {
    let problem = refused.as_ref().map(|refused| refused.error.clone());
    let typed = refused.map(|refused| refused.mailbox).unwrap_or_default();
    let is_malformed = problem == Some(AppError::Answers);
    let wrong = RwSignal::new(is_malformed.then_some(FieldError::Malformed));
    view! {
        <section class="card" aria-labelledby="mailbox-title">
            <h2 id="mailbox-title">{tr!("account.legacy.mailbox_title")}</h2>
            <p>{tr!("account.legacy.mailbox_text")}</p>
            {problem.filter(|_| !is_malformed).map(|error| match error {
                AppError::WrongCredentials => view! {
                    <div class="banner banner--bad" role="alert" data-problem="wrong_credentials">
                        <p>{tr!("account.legacy.refused")}</p>
                    </div>
                }
                .into_any(),
                error => view! { <Problem code=error.code() seconds=error.seconds()/> }.into_any(),
            })}
            <form class="form" method="post" action=paths::LEGACY data-form="mailbox">
                <PlainField id="mailbox" kind="email" autocomplete="off" value=typed
                    label=const { key("account.legacy.mailbox") } error=wrong/>
                <PlainField id="mailbox_password" kind="password" autocomplete="off"
                    label=const { key("account.legacy.mailbox_password") } error=RwSignal::new(None)/>
                <div class="actions">
                    <button class="button" type="submit" data-action="open-by-mailbox">{tr!("account.legacy.go")}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn Desks(legacy: LegacyView) -> impl IntoView {
    let LegacyView { desks, .. } = legacy;
    if desks.is_empty() {
        return view! { <p>{tr!("account.legacy.no_office")}</p> }.into_any();
    }
    let lines = desks
        .into_iter()
        .map(|desk| {
            let link = format!(
                "tel:{}",
                desk.telephone
                    .chars()
                    .filter(|c| !c.is_whitespace())
                    .collect::<String>()
            );
            view! {
                <li data-desk="">
                    <strong>{desk.name}</strong>
                    <span>{desk.address}</span>
                    <a href=link rel="external">{desk.telephone}</a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="desks">{lines}</ul> }.into_any()
}
