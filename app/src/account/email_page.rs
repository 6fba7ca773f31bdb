//! Changing the address mails go to: password and new address, then the code mailed to it.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::EmailView;
use domain::application::view::CodeView;
use domain::form::Warning;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::email_api as api;
use super::new_password::PasswordProblem;
use super::plain_field::{PlainField, wrong_field};
use crate::components::code_note::{self, LookAgain};
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::language_signal;
use crate::live::{Part, live};
use crate::suspend::suspend;
use crate::{browser, paths, tr};

/// Under which name the tab remembers the new address until it is sent.
const MEMORY: &str = "account.email";

/// `/account/email`
#[component]
pub fn EmailPage() -> impl IntoView {
    let email = Resource::new_blocking(|| (), |()| api::load_email());
    view! {
        <PageTitle text=tr!("account.email.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("account.email.title")}</h1>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match email.await {
                        Ok(Some(email)) => view! { <ChangeEmail email/> }.into_any(),
                        Ok(None) => ().into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
            <p><a href=paths::ACCOUNT>{tr!("page.new.back")}</a></p>
        </section>
    }
}

#[component]
fn ChangeEmail(email: EmailView) -> impl IntoView {
    let EmailView {
        current,
        typed,
        code,
        user_name,
    } = email;
    // Whoever mistyped the new address gives another one, also while a code is on its way there.
    let is_another = use_query_map().with_untracked(|query| Told::Another.is_in(query));
    let code = code.filter(|_| !is_another);
    let intro = match current {
        Some(address) => {
            view! { <p class="page__intro">{tr!("account.email.current", address = address)}</p> }
                .into_any()
        }
        None => view! { <p class="page__intro">{tr!("account.email.none")}</p> }.into_any(),
    };
    view! {
        {intro}
        <PasswordProblem/>
        {match code {
            Some(code) => view! { <CodeIsSent code/> }.into_any(),
            None => live(NewEmail { typed, user_name, is_another }),
        }}
    }
}

/// The new address, and the password.
#[derive(Debug, Serialize, Deserialize)]
pub struct NewEmail {
    typed: String,
    user_name: String,
    is_another: bool,
}

impl Part for NewEmail {
    const NAME: &'static str = "new-email";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            typed,
            user_name,
            is_another,
        } = self;
        view! { <AskForCode typed user_name is_another/> }.into_any()
    }
}

#[component]
fn AskForCode(typed: String, user_name: String, is_another: bool) -> impl IntoView {
    let another = is_another.then(|| view! { <input type="hidden" name="another" value="1"/> });
    view! {
        <form class="card form" method="post" action=api::AskForEmail::url() data-form="email">
            <input type="hidden" name="user_name" value=user_name autocomplete="username"/>
            {another}
            <PlainField id="email" kind="email" autocomplete="email" value=typed memory=MEMORY
                label=const { key("account.email.new") } hint=const { key("account.email.new_hint") }
                warns=Warning::of_address error=wrong_field("email")/>
            <PlainField id="current_password" kind="password" autocomplete="current-password"
                label=const { key("account.password.current") } hint=const { key("account.email.why_password") }
                error=RwSignal::new(None)/>
            <div class="actions">
                <button class="button" type="submit" data-action="send-code">{tr!("code.send")}</button>
            </div>
        </form>
    }
}

#[component]
fn CodeIsSent(code: CodeView) -> impl IntoView {
    let query = use_query_map();
    let is_sent_again = query.with_untracked(|query| Told::Sent.is_in(query));
    let wait = Some(code.resend_seconds).filter(|seconds| is_sent_again && *seconds > 0);
    view! {
        {live(EmailCode { code })}
        <div class="account__ways">
            <a class="button button--secondary" href=Told::Another.on(paths::EMAIL) rel="external" data-action="another-email">
                {tr!("account.email.another")}
            </a>
            <form method="post" action=api::AskForEmailCode::url()>
                <button class="button button--secondary" type="submit" data-action="send-again">{tr!("account.email.again")}</button>
            </form>
            <form method="post" action=api::KeepEmail::url()>
                <button class="button button--secondary" type="submit" data-action="keep-email">{tr!("account.email.keep")}</button>
            </form>
        </div>
        {wait.map(|seconds| seconds.to_string()).map(|seconds| view! {
            <p role="status" data-wait="">{tr!("account.email.wait", n = seconds)}</p>
        })}
    }
}

/// The code that was mailed, and what became of the mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct EmailCode {
    code: CodeView,
}

impl Part for EmailCode {
    const NAME: &'static str = "email-code";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        view! { <EnterCode code=self.code/> }.into_any()
    }
}

#[component]
fn EnterCode(code: CodeView) -> impl IntoView {
    // It was sent, and is kept by the server.
    Effect::new(|| browser::remember_text(MEMORY, ""));
    // Told again where the code is waited for: without scripts for the first time.
    let doubt = Warning::of_address(&code.address).map(|warning| {
        let language = language_signal();
        let code = warning.code();
        view! {
            <p data-warning=code>{move || warning.say(language.get(), "email")}</p>
        }
    });
    let code = RwSignal::new(Some(code));
    let ask = || async {
        api::load_email()
            .await
            .map(|email| email.and_then(|email| email.code))
    };
    code_note::watch(code, ask, move |new| code.set(Some(new)));
    let language = language_signal();
    let sentence = move || {
        code.with(|code| {
            code.as_ref()
                .map(|code| code_note::sentence(language.get(), code))
        })
    };
    let is_bad = move || code.with(|code| code.as_ref().is_some_and(code_note::is_bad));
    let has_trouble = move || code.with(|code| code.as_ref().is_some_and(code_note::has_trouble));
    let state = move || code.with(|code| code.as_ref().map(|code| code.mail.id()));
    // What is wrong with the code says what to do next.
    let wrong = wrong_field("email_code");
    view! {
        <Show when=move || wrong.with(Option::is_none) || has_trouble()>
            <div
                class="banner"
                class:banner--info=move || !is_bad()
                class:banner--bad=is_bad
                role="status"
                data-code-sent=""
                data-mail=state
            >
                <p>{sentence}</p>
                <LookAgain code/>
                <p>{tr!("account.email.not_yet")}</p>
            </div>
        </Show>
        {doubt.map(|doubt| view! { <div class="banner banner--warn" role="status">{doubt}</div> })}
        <form class="card form" method="post" action=api::ConfirmEmail::url() data-form="email-code">
            <PlainField id="email_code" autocomplete="one-time-code" inputmode="numeric"
                label=const { key("field.email_code.label") } error=wrong/>
            <div class="actions">
                <button class="button" type="submit" data-action="confirm-email">{tr!("account.email.confirm")}</button>
            </div>
        </form>
    }
}
