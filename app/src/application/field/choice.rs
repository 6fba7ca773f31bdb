//! A few choices, all visible, one to be ticked.

use domain::form::asked::Asked;
use domain::form::{Field, Scope};
use leptos::prelude::*;

use super::{control_name, described_by};
use crate::application::form::form;
use crate::browser;
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
    // What is chosen may change with what is offered.
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            browser::set_radio(&control_name(field), &now);
        }
        now
    });
    let option = move |(code, asked): (&'static str, Asked)| {
        let is_offered = Memo::new(move |_| offered.with(|offered| offered.contains(&code)));
        view! {
            <label
                class="choice"
                class:is-unasked=move || form.is_alive.get() && !is_offered.get()
                data-with=asked.with()
                data-without=asked.without()
            >
                <input
                    type="radio"
                    id=format!("{}-{code}", field.id)
                    name=control_name(field)
                    value=code
                    data-option=form.page.with_value(|page| page.number(field.id, code))
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
    // Every choice there ever is on this page; which are offered the answers decide.
    let all = form
        .page
        .with_value(|page| page.choices(field.id).to_vec())
        .into_iter()
        .map(option)
        .collect_view();
    view! {
        <div
            class="choices"
            id=field.id
            role="radiogroup"
            aria-labelledby=format!("{}-label", field.id)
            aria-describedby=described_by(field)
            tabindex="-1"
        >
            {all}
        </div>
    }
}
