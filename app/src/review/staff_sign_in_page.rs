//! The door of staff.

use domain::form::FieldError;
use domain::text::key;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::{api, link};
use crate::account::plain_field::PlainField;
use crate::components::problem::Problem;
use crate::error::AppError;
use crate::session::{self, Who};
use crate::{browser, tr};

const USER_NAME: &str = domain::account::USER_NAME;
const PASSWORD: &str = domain::account::PASSWORD;
/// The message about the whole form.
const PROBLEM: &str = "sign-in-problem";

/// `/staff/sign-in`, with the page to go to afterwards as `next`.
#[component]
pub fn StaffSignInPage() -> impl IntoView {
    let surroundings = session::current().data;
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let was_led_here = next.is_some();
    let next = link::staff_page(&next.unwrap_or_default());
    let way_on = next.clone();
    view! {
        <Title text=tr!("staff.sign_in.title")/>
        <section class="page page--narrow staff-sign-in">
            <h1 class="page__title">{tr!("staff.sign_in.title")}</h1>
            {was_led_here.then(|| view! { <p class="page__intro">{tr!("staff.sign_in.to_go_on")}</p> })}
            <Transition fallback=|| ()>
                {move || {
                    let way_on = way_on.clone();
                    Suspend::new(async move {
                        let Who::Staff { user_name } = surroundings.await.who else { return None };
                        Some(view! {
                            <p class="banner">
                                {tr!("staff.sign_in.already", name = user_name)} " "
                                <a href=way_on>{tr!("staff.sign_in.go_on")}</a>
                            </p>
                        })
                    })
                }}
            </Transition>
            <div class="card"><SignInForm next/></div>
        </section>
    }
}

#[component]
fn SignInForm(next: String) -> impl IntoView {
    let navigate = use_navigate();
    let surroundings = session::current();
    let problem = RwSignal::new(use_query_map().with_untracked(|query| {
        let seconds = query
            .get("seconds")
            .and_then(|seconds| seconds.parse().ok());
        query.get("error").map(|code| (code, seconds.unwrap_or(0)))
    }));
    let missing = [RwSignal::new(None), RwSignal::new(None)];
    let is_busy = RwSignal::new(false);
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let destination = next.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let typed = [USER_NAME, PASSWORD].map(|id| browser::control_text(id).unwrap_or_default());
        for (text, missing) in typed.iter().zip(missing) {
            missing.set(text.trim().is_empty().then_some(FieldError::Required));
        }
        let mut empty = [USER_NAME, PASSWORD]
            .into_iter()
            .zip(&typed)
            .filter(|(_, text)| text.trim().is_empty());
        if let Some((id, _)) = empty.next() {
            problem.set(None);
            browser::focus(id);
            return;
        }
        is_busy.set(true);
        problem.set(None);
        let (navigate, next) = (navigate.clone(), destination.clone());
        let [user_name, password] = typed;
        spawn_local(async move {
            match api::staff_sign_in(user_name, password, next).await {
                Ok(path) => {
                    surroundings.changed();
                    // "Back" must not lead to the form again.
                    navigate(
                        &path,
                        NavigateOptions {
                            replace: true,
                            ..Default::default()
                        },
                    );
                }
                Err(error) => {
                    let seconds = match error {
                        AppError::TooMany { seconds } => seconds,
                        _ => 0,
                    };
                    problem.set(Some((error.code(), seconds)));
                    is_busy.set(false);
                    if error == AppError::WrongCredentials {
                        browser::set_control_text(PASSWORD, "");
                        browser::focus(PASSWORD);
                    } else {
                        browser::focus(PROBLEM);
                    }
                }
            }
        });
    };
    let [user_name_missing, password_missing] = missing;
    view! {
        <div id=PROBLEM tabindex="-1">
            {move || problem.get().map(|(code, seconds)| view! { <Problem code seconds/> })}
        </div>
        <form
            class="form"
            method="post"
            action=api::StaffSignIn::url()
            data-form="staff-sign-in"
            novalidate=move || is_alive.get()
            on:submit=submit
        >
            <input type="hidden" name="next" value=next/>
            <PlainField id=USER_NAME autocomplete="username" label=const { key("staff.sign_in.user_name") }
                about=PROBLEM error=user_name_missing/>
            <PlainField id=PASSWORD kind="password" autocomplete="current-password"
                label=const { key("staff.sign_in.password") } about=PROBLEM error=password_missing/>
            <div class="actions">
                <button class="button" type="submit" data-action="sign-in"
                    aria-disabled=move || is_busy.get().to_string()>{tr!("staff.sign_in.go")}</button>
            </div>
        </form>
    }
}
