//! The code that is asked for after the password. A plain form: nothing of the first half stays in
//! the memory of the page.

use crate::address::use_query_map;
use domain::account::Door;
use domain::account::factor::CODE;
use domain::text::key;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::factor_page::FactorProblem;
use super::{api, path};
use crate::account::plain_field::PlainField;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::form::unsent::Unsent;
use crate::language::{language_signal, space};
use crate::live::{Part, live};
use crate::review::link;
use crate::suspend::suspend;
use crate::{browser, tr};

/// In the address: it is for one of the codes that were kept.
const RECOVERY: &str = "recovery";

/// `/sign-in/code` and `/staff/sign-in/code`, with the page to go to afterwards as `next`; with
/// `recovery`, for one of the codes that were kept.
#[component]
pub fn CodePage(door: Door) -> impl IntoView {
    let query = use_query_map();
    let next = query
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    let pending = Resource::new_blocking(|| (), {
        let next = next.clone();
        move |()| api::pending_sign_in(door.id().to_owned(), next.clone())
    });
    view! {
        <PageTitle text=tr!("factor.code.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("factor.code.title")}</h1>
            <Transition fallback=|| ()>
                {move || {
                    let next = next.clone();
                    suspend(async move {
                        match pending.await {
                            Ok(Some(pending)) => {
                                live(CodeForm { door, next, user_name: pending.user_name })
                            }
                            // They are led away.
                            Ok(None) => ().into_any(),
                            Err(error) => view! { <FailedPage error/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </section>
    }
}

/// The form, and the way to give one of the codes that were kept instead.
#[derive(Debug, Serialize, Deserialize)]
pub struct CodeForm {
    door: Door,
    next: String,
    user_name: String,
}

impl Part for CodeForm {
    const NAME: &'static str = "code";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            door,
            next,
            user_name,
        } = self;
        view! { <GiveCode door next user_name/> }.into_any()
    }
}

#[component]
fn GiveCode(door: Door, next: String, user_name: String) -> impl IntoView {
    let language = language_signal();
    let unsent = Unsent::current();
    let is_asked_for = use_query_map().with_untracked(|query| query.get(RECOVERY).is_some());
    let is_recovery = RwSignal::new(is_asked_for);
    let was_changed = RwSignal::new(false);
    let with_app = path::code(door, &next);
    let with_recovery = link::with(&with_app, &["recovery=1"]);
    let again = path::sign_in(door, &next);
    let (who, name) = (user_name.clone(), user_name);
    // Whoever comes here has just given a password and goes on typing.
    Effect::new(move |_| {
        is_recovery.track();
        request_animation_frame(|| browser::focus(CODE));
    });
    // At once, without the page: what is typed next must not go with the one before.
    let change = move |event: MouseEvent, to: &str| {
        // For another tab it is a link like any other.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        browser::enter(to);
        is_recovery.update(|is_recovery| *is_recovery = !*is_recovery);
        was_changed.set(true);
    };
    let listener = window_event_listener(leptos::ev::popstate, move |_| {
        let is_now = browser::search().is_some_and(|search| search.contains("recovery=1"));
        if is_recovery.get_untracked() != is_now {
            is_recovery.set(is_now);
            was_changed.set(true);
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <p class="page__intro">
            {tr!("factor.code.for", name = who)} {space()}
            {move || match is_recovery.get() {
                true => domain::t!(language.get(), "factor.code.recovery_intro"),
                false => domain::t!(language.get(), "factor.code.intro"),
            }}
        </p>
        <Show when=move || !was_changed.get()>
            <FactorProblem/>
        </Show>
        <form
            class="card form"
            method="post"
            action=api::FinishSignIn::url()
            data-form="code"
            on:submit=move |_| unsent.keep_of(&name)
        >
            <input type="hidden" name="door" value=door.id()/>
            <input type="hidden" name="next" value=next/>
            {move || match is_recovery.get() {
                true => view! {
                    <input type="hidden" name=RECOVERY value="1"/>
                    <PlainField id=CODE autocomplete="off" label=const { key("factor.code.recovery") }
                        hint=const { key("factor.code.recovery_hint") } error=RwSignal::new(None)/>
                }
                .into_any(),
                false => view! {
                    <PlainField id=CODE autocomplete="one-time-code" inputmode="numeric"
                        label=const { key("factor.code.label") } hint=const { key("factor.code.hint") }
                        error=RwSignal::new(None)/>
                }
                .into_any(),
            }}
            <div class="actions">
                <button class="button" type="submit" data-action="give-code">{tr!("factor.code.go")}</button>
            </div>
        </form>
        <p>
            {move || {
                let to = match is_recovery.get() {
                    true => with_app.clone(),
                    false => with_recovery.clone(),
                };
                let path = to.clone();
                let follow = move |event| change(event, &path);
                match is_recovery.get() {
                    true => view! { <a href=to data-action="use-app" on:click=follow>{tr!("factor.code.use_app")}</a> }.into_any(),
                    false => view! {
                        <a href=to data-action="use-recovery" on:click=follow>{tr!("factor.code.use_recovery")}</a>
                    }
                    .into_any(),
                }
            }}
        </p>
        <p><a href=again>{tr!("factor.code.again")}</a></p>
    }
}
