//! Signing in again over an open page: whoever was signed in gives password and, if there is one,
//! the code. Somebody else goes to the door, and nothing of the page stays.

use domain::account::Door;
use domain::account::factor::CODE;
use domain::form::FieldError;
use domain::text::key;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::ending::current;
use crate::account::api::sign_in;
use crate::account::plain_field::PlainField;
use crate::components::problem::Problem;
use crate::error::AppError;
use crate::factor::api::finish_sign_in;
use crate::factor::path;
use crate::form::unsent::Unsent;
use crate::language::language_signal;
use crate::review::api::staff_sign_in;
use crate::{browser, tr};

/// Ids of their own: the page beneath may ask for a password too.
const PASSWORD: &str = "again_password";
const AGAIN_CODE: &str = "again_code";

/// The form.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let ending = current();
    let unsent = Unsent::current();
    let language = language_signal();
    let door = match ending.is_staff() {
        true => Door::Staff,
        false => Door::Applicants,
    };
    let name = ending.user_name();
    let wants_code = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<AppError>);
    let (password_error, code_error) = (RwSignal::new(None), RwSignal::new(None));
    let enter = {
        let name = name.clone();
        move |typed: String| {
            let name = name.clone();
            async move {
                let entered = match (wants_code.get_untracked(), door) {
                    (true, _) => {
                        let door = door.id().to_owned();
                        finish_sign_in(door, typed, String::new(), String::new()).await
                    }
                    (false, Door::Applicants) => sign_in(name, typed, String::new()).await,
                    (false, Door::Staff) => staff_sign_in(name, typed, String::new()).await,
                };
                // The box is gone when the session came back another way.
                let Some(wanted_code) = wants_code.try_get_untracked() else {
                    // Or somebody put it aside, and this is how it came back.
                    if entered.is_ok() {
                        ending.look(unsent).await;
                    }
                    return;
                };
                let refused = match wanted_code {
                    true => AGAIN_CODE,
                    false => PASSWORD,
                };
                match entered {
                    // The same box asks for the code: it is empty before anybody can type there.
                    Ok(path) if path.starts_with(&path::code(door, "")) => {
                        browser::set_control_text(PASSWORD, "");
                        wants_code.set(true);
                    }
                    // Something has to be done before anything else: on a page of its own.
                    Ok(path) if path.starts_with(path::factor_page(door)) => {
                        browser::leave_for(&path)
                    }
                    Ok(_) => ending.look(unsent).await,
                    Err(error) => {
                        let is_wrong =
                            matches!(error, AppError::WrongCredentials | AppError::SignedOut);
                        if is_wrong {
                            browser::set_control_text(refused, "");
                        }
                        if wanted_code && error == AppError::SignedOut {
                            wants_code.set(false);
                        }
                        problem.set(Some(error));
                    }
                }
            }
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let (id, error) = match wants_code.get_untracked() {
            true => (AGAIN_CODE, code_error),
            false => (PASSWORD, password_error),
        };
        let typed = browser::control_text(id).unwrap_or_default();
        problem.set(None);
        if typed.trim().is_empty() {
            error.set(Some(FieldError::Required));
            browser::focus(id);
            return;
        }
        is_busy.set(true);
        let entering = enter(typed);
        spawn_local(async move {
            entering.await;
            // Gone when somebody is back.
            if is_busy.try_set(false).is_none() {
                request_animation_frame(move || {
                    let id = match wants_code.try_get_untracked() {
                        Some(true) => AGAIN_CODE,
                        Some(false) => PASSWORD,
                        None => return,
                    };
                    browser::focus(id);
                });
            }
        });
    };
    let somebody_else = path::sign_in(door, "");
    let way_out = somebody_else.clone();
    let said = name.clone();
    view! {
        {move || problem.get().map(|error| {
            let seconds = error.seconds();
            match (wants_code.get_untracked(), &error) {
                (true, AppError::WrongCredentials) => view! {
                    <div class="banner banner--bad" role="alert" data-problem="wrong_code">
                        <p>{tr!("factor.problem.code.wrong_credentials")}</p>
                    </div>
                }
                .into_any(),
                (false, AppError::SignedOut) => view! {
                    <div class="banner banner--bad" role="alert" data-problem="too_late">
                        <p>{tr!("factor.problem.code.signed_out")}</p>
                    </div>
                }
                .into_any(),
                (false, AppError::WrongCredentials) => view! {
                    <div class="banner banner--bad" role="alert" data-problem="wrong_credentials">
                        <p>{tr!("account.password.wrong")}</p>
                    </div>
                }
                .into_any(),
                _ => view! { <Problem code=error.code() seconds/> }.into_any(),
            }
        })}
        <form class="form" method="post" novalidate data-form="sign-in-again" on:submit=submit>
            <p class="session-dialog__who">{tr!("session_end.over.as", name = said)}</p>
            <input type="hidden" name="user_name" value=name autocomplete="username"/>
            {move || match wants_code.get() {
                true => view! {
                    <PlainField id=AGAIN_CODE name=CODE autocomplete="one-time-code"
                        label=const { key("factor.either") } error=code_error/>
                }
                .into_any(),
                false => view! {
                    <PlainField id=PASSWORD name="password" kind="password" autocomplete="current-password"
                        label=const { key("field.password.label") } error=password_error/>
                }
                .into_any(),
            }}
            <div class="session-dialog__buttons">
                <button class="button" type="submit" data-action="come-back" aria-disabled=move || is_busy.get().to_string()>
                    {move || match is_busy.get() {
                        true => domain::t!(language.get(), "account.sign_in.busy"),
                        false => domain::t!(language.get(), "layout.sign_in"),
                    }}
                </button>
                <button class="button button--quiet" type="button" data-action="put-aside" on:click=move |_| ending.put_aside()>
                    {tr!("session_end.over.later")}
                </button>
            </div>
        </form>
        <p class="session-dialog__other">
            <a
                href=somebody_else
                data-action="somebody-else"
                on:click=move |event| {
                    event.prevent_default();
                    event.stop_propagation();
                    ending.leave(&way_out, unsent);
                }
            >
                {tr!("session_end.over.other")}
            </a>
        </p>
    }
}
