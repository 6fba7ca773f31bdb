//! The form of both doors, of applicants and of staff: what differs is who is let in where. The app
//! sends it by itself; there is nothing in it that lives.

use crate::told::Told;
pub use domain::account::Door;
use domain::text::{Key, key};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::address::use_query_map;
use crate::components::problem::Problem;
use crate::components::sent_field::SentField;
use crate::language::language_signal;
use crate::review::api as staff_api;

const USER_NAME: &str = domain::account::USER_NAME;
const PASSWORD: &str = domain::account::PASSWORD;
/// The message about the whole form.
const PROBLEM: &str = "sign-in-problem";

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
#[component]
pub fn SignInForm(
    /// Whose door it is.
    door: Door,
    /// The page to go to afterwards, if there is one.
    next: String,
) -> impl IntoView {
    let language = language_signal().get_untracked();
    let (problem, seconds) = use_query_map().with_untracked(|query| {
        let seconds = Told::Seconds
            .read(query)
            .and_then(|seconds| seconds.parse().ok());
        (Told::Error.read(query), seconds.unwrap_or(0))
    });
    let is_wrong = problem.as_deref() == Some("wrong_credentials");
    let is_told = (problem.is_some() && !is_wrong).then_some("");
    let [user_name_label, password_label, go] = texts(door);
    view! {
        <div id=PROBLEM tabindex="-1" data-problems="" data-told=is_told>
            {problem.map(|code| view! { <Problem code seconds/> })}
        </div>
        <form
            class="form"
            method="post"
            action=action(door)
            data-form=name(door)
            data-sent=domain::t!(language, "app_error.unavailable")
        >
            <input type="hidden" name="next" value=next/>
            <SentField id=USER_NAME autocomplete="username" label=user_name_label about=PROBLEM/>
            <SentField id=PASSWORD kind="password" autocomplete="current-password"
                label=password_label about=PROBLEM is_afresh=is_wrong/>
            <div class="actions">
                <button class="button" type="submit" data-action="sign-in"
                    data-busy=domain::t!(language, "account.sign_in.busy")>
                    {go.in_language(language)}
                </button>
            </div>
        </form>
    }
}
