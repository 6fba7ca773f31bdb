//! A new password: its two fields, and what was wrong with it.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::PASSWORD;
use domain::form::FieldError;
use domain::text::{Language, fill, find, key};
use domain::value::password::Password;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api::judge_password;
use super::plain_field::PlainField;
use crate::browser;
use crate::error::say_code;
use crate::language::language_signal;

/// The new password, twice; each is judged when it is left.
#[component]
pub fn NewPassword(
    /// Whose.
    user_name: String,
) -> impl IntoView {
    let (first, second) = (RwSignal::new(None), RwSignal::new(None));
    let judge = Callback::new(move |text: String| {
        let own = [user_name.as_str()];
        let judged = Password::parse(&text).and_then(|password| password.refuse_guessable(&own));
        first.set(judged.err().filter(|_| !text.is_empty()));
        if first.with_untracked(Option::is_some) || text.is_empty() {
            return;
        }
        let user_name = user_name.clone();
        spawn_local(async move {
            // Without an answer the page says it when the form is sent.
            let judged = judge_password(text.clone(), user_name).await.ok().flatten();
            if browser::control_text(PASSWORD).as_ref() == Some(&text) {
                let _ = first.try_set(judged);
            }
        });
    });
    let compare = Callback::new(move |text: String| {
        let is_other = browser::control_text(PASSWORD).is_some_and(|first| first != text);
        second.set((is_other && !text.is_empty()).then_some(FieldError::PasswordsDiffer));
    });
    view! {
        <PlainField id=PASSWORD kind="password" autocomplete="new-password"
            label=const { key("account.password.new") } hint=const { key("field.password.hint") }
            error=first left=judge/>
        <PlainField id="password_again" kind="password" autocomplete="new-password"
            label=const { key("field.password_again.label") } error=second left=compare/>
    }
}

/// What a plain form was told is wrong (`problem` in the query).
#[component]
pub fn PasswordProblem() -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let problem = Memo::new(move |_| {
        query.with(|query| {
            let seconds = Told::Seconds.read(query).and_then(|text| text.parse().ok());
            // What is wrong with one field is said there.
            Told::Problem
                .read(query)
                .filter(|_| !Told::Field.is_in(query))
                .map(|code| (code, seconds.unwrap_or(0)))
        })
    });
    move || {
        problem.get().map(|(code, seconds)| {
            let mark = code.clone();
            view! {
                <div class="banner banner--bad" role="alert" data-problem=mark>
                    <p>{move || sentence(language.get(), &code, seconds)}</p>
                </div>
            }
        })
    }
}

fn sentence(language: Language, code: &str, seconds: u32) -> String {
    if code == "wrong_credentials" {
        return domain::t!(language, "account.password.wrong").to_owned();
    }
    let least = domain::value::password::MIN.to_string();
    let most = domain::value::password::MAX.to_string();
    let bound = if code == "too_long" { most } else { least };
    find(language, &format!("field.password.error.{code}"))
        .or_else(|| find(language, &format!("error.{code}")))
        .map_or_else(
            || say_code(language, code, seconds),
            |sentence| fill(sentence, &[("n", &bound)]),
        )
}
