//! The second factor of whoever is signed in, or of a member of staff who must have one first. Plain
//! forms throughout: each step is a page of its own state.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::Door;
use domain::account::factor::{FactorView, Stage};
use domain::text::{find, key};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::recovery_codes::RecoveryCodes;
use super::set_up::SettingUp;
use super::{api, path};
use crate::account::plain_field::PlainField;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::error::say_code;
use crate::language::language_signal;
use crate::live::{Part, live};
use crate::suspend::suspend;
use crate::tr;

/// From how many recovery codes on somebody is told to make new ones.
const FEW: usize = 3;

/// `/account/second-factor` and `/staff/second-factor`.
#[component]
pub fn FactorPage(door: Door) -> impl IntoView {
    let next = use_query_map()
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    let factor = Resource::new_blocking(|| (), {
        let next = next.clone();
        move |()| api::second_factor(door.id().to_owned(), next.clone())
    });
    view! {
        <PageTitle text=tr!("factor.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("factor.title")}</h1>
            <Transition fallback=|| ()>
                {move || {
                    let next = next.clone();
                    suspend(async move {
                        match factor.await {
                            Ok(Some(factor)) => view! { <Factor door next factor/> }.into_any(),
                            // They are led to the door.
                            Ok(None) => ().into_any(),
                            Err(error) => view! { <FailedPage error/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </section>
    }
}

#[component]
fn Factor(door: Door, next: String, factor: FactorView) -> impl IntoView {
    let FactorView {
        platform,
        user_name,
        stage,
        is_required,
        is_pending,
        replaces,
    } = factor;
    let language = language_signal();
    let query = use_query_map();
    let is_ended = move || query.with(|query| Told::Ended.is_in(query));
    match stage {
        Stage::Off => view! {
            <Show when=is_ended>
                <div class="banner banner--good" role="status" data-ended="factor">
                    <p>{tr!("factor.ended")}</p>
                </div>
            </Show>
            <p class="page__intro">{tr!("factor.off")}</p>
            <FactorProblem/>
            {live(Begin { door, user_name })}
            <Back door/>
        }
        .into_any(),
        Stage::SettingUp(told) => view! {
            <p class="page__intro">
                {move || match (is_pending, replaces) {
                    (true, _) => domain::t!(language.get(), "factor.set_up.required"),
                    (false, true) => domain::t!(language.get(), "factor.set_up.replaces"),
                    (false, false) => domain::t!(language.get(), "factor.set_up.intro"),
                }}
            </p>
            <SettingUp door next told/>
            {(!is_pending).then(|| view! {
                <form method="post" action=api::SettleSecondFactor::url()>
                    <input type="hidden" name="door" value=door.id()/>
                    <button class="button button--quiet" type="submit" data-action="cancel-factor">{tr!("factor.set_up.cancel")}</button>
                </form>
            })}
        }
        .into_any(),
        Stage::Keeping { codes } => view! { <RecoveryCodes door next platform user_name codes/> }.into_any(),
        Stage::On { codes_left } => view! { <On door user_name codes_left is_required/> }.into_any(),
    }
}

/// One that works, and what can be done about it.
#[component]
fn On(door: Door, user_name: String, codes_left: usize, is_required: bool) -> impl IntoView {
    let language = language_signal();
    let left = move || match codes_left {
        0 => domain::t!(language.get(), "factor.codes.none").to_owned(),
        1 => domain::t!(language.get(), "factor.codes.one").to_owned(),
        n => domain::t!(language.get(), "factor.codes.left", n = &n.to_string()),
    };
    let has_few = codes_left <= FEW;
    view! {
        <p class="page__intro">{tr!("factor.on")}</p>
        <FactorProblem/>
        <div class="banner" class:banner--warn=has_few class:banner--good=!has_few data-codes-left=codes_left.to_string()>
            <p>{left}</p>
        </div>
        {live(Changes { door, user_name, is_required })}
        <Back door/>
    }
}

/// What can be done about one that works.
#[derive(Debug, Serialize, Deserialize)]
pub struct Changes {
    door: Door,
    user_name: String,
    is_required: bool,
}

impl Part for Changes {
    const NAME: &'static str = "factor-changes";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            door,
            user_name: name,
            is_required,
        } = self;
        view! {
            <form class="card form" method="post" action=api::RenewRecoveryCodes::url() data-form="renew">
                <h2>{tr!("factor.renew.title")}</h2>
                <p>{tr!("factor.renew.text")}</p>
                <Own door name=name.clone()/>
                <PlainField id="renew_password" name="password" kind="password" autocomplete="current-password"
                    label=const { key("account.password.current") } error=RwSignal::new(None)/>
                <PlainField id="renew_code" name="code" autocomplete="one-time-code"
                    label=const { key("factor.either") } error=RwSignal::new(None)/>
                <div class="actions">
                    <button class="button button--secondary" type="submit" data-action="renew-codes">{tr!("factor.renew.go")}</button>
                </div>
            </form>
            <form class="card form" method="post" action=api::BeginSecondFactor::url() data-form="replace">
                <h2>{tr!("factor.replace.title")}</h2>
                <p>{tr!("factor.replace.text")}</p>
                <Own door name=name.clone()/>
                <PlainField id="replace_password" name="password" kind="password" autocomplete="current-password"
                    label=const { key("account.password.current") } error=RwSignal::new(None)/>
                <PlainField id="replace_code" name="code" autocomplete="one-time-code"
                    label=const { key("factor.either") } error=RwSignal::new(None)/>
                <div class="actions">
                    <button class="button button--secondary" type="submit" data-action="replace-factor">{tr!("factor.replace.go")}</button>
                </div>
            </form>
            {(!is_required).then(|| view! {
                <form class="card form" method="post" action=api::EndSecondFactor::url() data-form="end">
                    <h2>{tr!("factor.end.title")}</h2>
                    <p>{tr!("factor.end.text")}</p>
                    <Own door name=name.clone()/>
                    <PlainField id="end_password" name="password" kind="password" autocomplete="current-password"
                        label=const { key("account.password.current") } error=RwSignal::new(None)/>
                    <PlainField id="end_code" name="code" autocomplete="one-time-code"
                        label=const { key("factor.either") } error=RwSignal::new(None)/>
                    <div class="actions">
                        <button class="button button--secondary" type="submit" data-action="end-factor">{tr!("factor.end.go")}</button>
                    </div>
                </form>
            })}
        }
        .into_any()
    }
}

/// What a new one begins with.
#[derive(Debug, Serialize, Deserialize)]
pub struct Begin {
    door: Door,
    user_name: String,
}

impl Part for Begin {
    const NAME: &'static str = "factor-begin";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self { door, user_name } = self;
        view! {
            <form class="card form" method="post" action=api::BeginSecondFactor::url() data-form="begin">
                <Own door name=user_name/>
                <PlainField id="begin_password" name="password" kind="password" autocomplete="current-password"
                    label=const { key("account.password.current") } error=RwSignal::new(None)/>
                <div class="actions">
                    <button class="button" type="submit" data-action="begin-factor">{tr!("factor.begin")}</button>
                </div>
            </form>
        }
        .into_any()
    }
}

/// What every form here carries: the door, and the name a password keeper looks for.
#[component]
fn Own(door: Door, name: String) -> impl IntoView {
    view! {
        <input type="hidden" name="door" value=door.id()/>
        <input type="hidden" name="user_name" value=name autocomplete="username"/>
    }
}

#[component]
fn Back(door: Door) -> impl IntoView {
    view! { <p><a href=path::account(door)>{tr!("factor.back")}</a></p> }
}

/// What a plain form was told is wrong: `problem`, and in `at` with which of the forms.
#[component]
pub fn FactorProblem() -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let problem = Memo::new(move |_| {
        query.with(|query| {
            let seconds = Told::Seconds.read(query).and_then(|text| text.parse().ok());
            let at = Told::At.read(query).unwrap_or_else(|| CODE_FORM.to_owned());
            Told::Problem
                .read(query)
                .map(|code| (code, at, seconds.unwrap_or(0)))
        })
    });
    move || {
        problem.get().map(|(code, at, seconds)| {
            let mark = code.clone();
            let sentence = move || {
                let language = language.get();
                find(language, &format!("factor.problem.{at}.{code}"))
                    .map_or_else(|| say_code(language, &code, seconds), str::to_owned)
            };
            view! {
                <div class="banner banner--bad" role="alert" data-problem=mark>
                    <p>{sentence}</p>
                </div>
            }
        })
    }
}

/// The form of the page that asks for a code says nothing in `at`.
const CODE_FORM: &str = "code";
