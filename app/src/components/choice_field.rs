//! A few choices, all visible, one to be ticked.

use domain::form::{Field, Scope};
use leptos::prelude::*;

use super::field::{control_name, described_by};
use crate::application::form::form;
use crate::language::language_signal;

/// Radio buttons.
#[component]
pub fn ChoiceField(
    field: &'static Field,
    choices: fn(&Scope) -> &'static [&'static str],
) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let offered = Memo::new(move |_| form.with_scope(choices));
    let chosen = Memo::new(move |_| form.with_scope(|scope| field.entered(scope).to_owned()));
    let option = move |code: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    id=format!("{}-{code}", field.id)
                    name=control_name(field)
                    value=code
                    checked=chosen.get_untracked() == code
                    on:change=move |_| form.leave(field, code.to_owned())
                />
                <span class="choice__text">
                    <span>{move || domain::text::say(language.get(), &format!("choice.{}.{code}", field.id))}</span>
                    <small>{move || domain::text::find(language.get(), &format!("choice_hint.{}.{code}", field.id))}</small>
                </span>
            </label>
        }
    };
    view! {
        <div
            class="choices"
            id=field.id
            role="radiogroup"
            aria-labelledby=format!("{}-label", field.id)
            aria-describedby=described_by(field)
            tabindex="-1"
        >
            <For each=move || offered.get().to_vec() key=|code| *code children=option/>
        </div>
    }
}
