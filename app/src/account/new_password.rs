//! A new password: its two fields, and what was wrong with it.

use domain::text::{Language, fill, find, key};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::plain_field::PlainField;
use crate::error::say_code;
use crate::language::language_signal;

/// The new password, twice.
#[component]
pub fn NewPassword() -> impl IntoView {
    view! {
        <PlainField id="password" kind="password" autocomplete="new-password"
            label=const { key("account.password.new") } hint=const { key("field.password.hint") }
            error=RwSignal::new(None)/>
        <PlainField id="password_again" kind="password" autocomplete="new-password"
            label=const { key("field.password_again.label") } error=RwSignal::new(None)/>
    }
}

/// What a plain form was told is wrong (`problem` in the query).
#[component]
pub fn PasswordProblem() -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let problem = Memo::new(move |_| {
        query.with(|query| {
            let seconds = query.get("seconds").and_then(|text| text.parse().ok());
            // What is wrong with one field is said there.
            query
                .get("problem")
                .filter(|_| query.get("field").is_none())
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
