//! The form of both doors, of applicants and of staff: what differs is who is let in where.

use std::time::Duration;

use crate::address::NavigateOptions;
use crate::address::{use_navigate, use_query_map};
pub use domain::account::Door;
use domain::form::FieldError;
use domain::text::{Key, key};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::api;
use super::plain_field::PlainField;
use crate::application::unsent::Unsent;
use crate::browser;
use crate::components::problem::Problem;
use crate::error::AppError;
use crate::language::language_signal;
use crate::live::Part;
use crate::review::api as staff_api;

const USER_NAME: &str = domain::account::USER_NAME;
const PASSWORD: &str = domain::account::PASSWORD;
/// The message about the whole form.
const PROBLEM: &str = "sign-in-problem";

async fn open(
    door: Door,
    user_name: String,
    password: String,
    next: String,
) -> Result<String, AppError> {
    match door {
        Door::Applicants => api::sign_in(user_name, password, next).await,
        Door::Staff => staff_api::staff_sign_in(user_name, password, next).await,
    }
}

fn action(door: Door) -> &'static str {
    match door {
        Door::Applicants => api::SignIn::url(),
        Door::Staff => staff_api::StaffSignIn::url(),
    }
}

const fn name(door: Door) -> &'static str {
    match door {
        Door::Applicants => "sign-in",
        Door::Staff => "staff-sign-in",
    }
}

/// User name, password, and the button.
const fn texts(door: Door) -> [Key; 3] {
    match door {
        Door::Applicants => {
            const {
                [
                    key("field.user_name.label"),
                    key("field.password.label"),
                    key("layout.sign_in"),
                ]
            }
        }
        Door::Staff => {
            const {
                [
                    key("staff.sign_in.user_name"),
                    key("staff.sign_in.password"),
                    key("staff.sign_in.go"),
                ]
            }
        }
    }
}

/// User name, password and the button.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// Whose door it is.
    pub door: Door,
    /// The page to go to afterwards, if there is one.
    pub next: String,
}

impl Part for SignIn {
    const NAME: &'static str = "sign-in";
    const BUNDLE: &'static str = "sign_in_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self { door, next } = self;
        view! { <SignInForm door next/> }.into_any()
    }
}

/// It works as a plain form too.
#[component]
fn SignInForm(door: Door, next: String) -> impl IntoView {
    let language = language_signal();
    let navigate = use_navigate();
    let unsent = Unsent::current();
    let problem = RwSignal::new(use_query_map().with_untracked(|query| {
        let seconds = query
            .get("seconds")
            .and_then(|seconds| seconds.parse().ok());
        query.get("error").map(|code| (code, seconds.unwrap_or(0)))
    }));
    let missing = [RwSignal::new(None), RwSignal::new(None)];
    let is_busy = RwSignal::new(false);
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| {
        is_alive.set(true);
        if problem.with_untracked(Option::is_some) {
            browser::focus(USER_NAME);
        }
    });
    let submit = {
        let next = next.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if is_busy.get_untracked() {
                return;
            }
            let typed =
                [USER_NAME, PASSWORD].map(|id| browser::control_text(id).unwrap_or_default());
            for (text, missing) in typed.iter().zip(missing) {
                missing.set(text.trim().is_empty().then_some(FieldError::Required));
            }
            let first = [USER_NAME, PASSWORD].into_iter().zip(missing);
            if let Some((id, _)) = first
                .into_iter()
                .find(|(_, missing)| missing.get_untracked().is_some())
            {
                problem.set(None);
                browser::focus(id);
                return;
            }
            is_busy.set(true);
            problem.set(None);
            let (navigate, next) = (navigate.clone(), next.clone());
            let [user_name, password] = typed;
            spawn_local(async move {
                match open(door, user_name.clone(), password, next).await {
                    Ok(path) => {
                        unsent.keep_of(&user_name);
                        // Whoever left the page is led nowhere.
                        if is_busy.is_disposed() {
                            return;
                        }
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
                            // Only what is drawn already can take the focus.
                            browser::sleep(Duration::ZERO).await;
                            browser::focus(PROBLEM);
                        }
                    }
                }
            });
        }
    };
    let [user_name_missing, password_missing] = missing;
    let [user_name_label, password_label, go] = texts(door);
    view! {
        <div id=PROBLEM tabindex="-1">
            {move || problem.get().map(|(code, seconds)| view! { <Problem code seconds/> })}
        </div>
        <form
            class="form"
            method="post"
            action=action(door)
            data-form=name(door)
            novalidate=move || is_alive.get()
            on:submit=submit
        >
            <input type="hidden" name="next" value=next/>
            <PlainField id=USER_NAME autocomplete="username" label=user_name_label
                about=PROBLEM error=user_name_missing/>
            <PlainField id=PASSWORD kind="password" autocomplete="current-password"
                label=password_label about=PROBLEM error=password_missing/>
            <div class="actions">
                <button class="button" type="submit" data-action="sign-in"
                    aria-disabled=move || is_busy.get().to_string()>
                    {move || match is_busy.get() {
                        true => domain::t!(language.get(), "account.sign_in.busy"),
                        false => go.in_language(language.get()),
                    }}
                </button>
            </div>
        </form>
    }
}
