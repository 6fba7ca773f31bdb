//! The code that is asked for after the password. A plain form: nothing of the first half stays in
//! the memory of the page.

use domain::account::Door;
use domain::account::factor::CODE;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_query_map;

use super::factor_page::FactorProblem;
use super::{api, path};
use crate::account::plain_field::PlainField;
use crate::application::unsent::Unsent;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::{language_signal, space};
use crate::review::link;
use crate::suspend::suspend;
use crate::{browser, tr};

/// `/sign-in/code` and `/staff/sign-in/code`, with the page to go to afterwards as `next`; with
/// `recovery`, for one of the codes that were kept.
#[component]
pub fn CodePage(door: Door) -> impl IntoView {
    let query = use_query_map();
    let next = query
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    let half = Resource::new_blocking(|| (), {
        let next = next.clone();
        move |()| api::half_sign_in(door.id().to_owned(), next.clone())
    });
    view! {
        <PageTitle text=tr!("factor.code.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("factor.code.title")}</h1>
            <Transition fallback=|| ()>
                {move || {
                    let next = next.clone();
                    suspend(async move {
                        match half.await {
                            Ok(Some(half)) => {
                                view! { <CodeForm door next user_name=half.user_name/> }.into_any()
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

#[component]
fn CodeForm(door: Door, next: String, user_name: String) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let unsent = Unsent::current();
    let is_recovery = Memo::new(move |_| query.with(|query| query.get("recovery").is_some()));
    let with_app = path::code(door, &next);
    let with_recovery = link::with(&with_app, &["recovery=1"]);
    let again = path::sign_in(door, &next);
    let (who, name) = (user_name.clone(), user_name);
    // Whoever comes here has just given a password and goes on typing.
    Effect::new(move |_| {
        is_recovery.track();
        request_animation_frame(|| browser::focus(CODE));
    });
    view! {
        <p class="page__intro">
            {tr!("factor.code.for", name = who)} {space()}
            {move || match is_recovery.get() {
                true => domain::t!(language.get(), "factor.code.recovery_intro"),
                false => domain::t!(language.get(), "factor.code.intro"),
            }}
        </p>
        <FactorProblem/>
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
                    <input type="hidden" name="recovery" value="1"/>
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
            {move || match is_recovery.get() {
                true => view! { <a href=with_app.clone() data-action="use-app">{tr!("factor.code.use_app")}</a> }.into_any(),
                false => view! {
                    <a href=with_recovery.clone() data-action="use-recovery">{tr!("factor.code.use_recovery")}</a>
                }
                .into_any(),
            }}
        </p>
        <p><a href=again>{tr!("factor.code.again")}</a></p>
    }
}
