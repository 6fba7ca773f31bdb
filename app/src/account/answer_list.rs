//! Answers to read, in the order and under the titles of the steps that asked for them.

use domain::application::kind::Kind;
use domain::form::Control;
use leptos::prelude::*;

use crate::components::field::label_text;
use crate::language::language_signal;

/// The answers: field → readable text.
#[component]
pub fn AnswerList(kind: &'static Kind, answers: Vec<(String, String)>) -> impl IntoView {
    let language = language_signal();
    let text_of = |id: &str| {
        answers
            .iter()
            .find(|(field, _)| field == id)
            .map(|(_, text)| text.clone())
    };
    kind.steps
        .iter()
        .filter_map(|step| {
            let rows: Vec<_> = step
                .fields
                .iter()
                .filter(|field| !matches!(field.control, Control::EmailCode { .. }))
                .filter_map(|field| text_of(field.id).map(|text| (field.id, text)))
                .filter(|(_, text)| !text.is_empty())
                .map(|(id, text)| {
                    view! {
                        <div class="summary__row" data-answer=id>
                            <dt class="summary__label">{move || label_text(language.get(), id)}</dt>
                            <dd class="summary__value">{text}</dd>
                        </div>
                    }
                })
                .collect();
            let title =
                move || domain::text::say(language.get(), &format!("step.{}.title", step.id));
            (!rows.is_empty()).then(|| {
                view! {
                    <h3 class="answers__step">{title}</h3>
                    <dl class="summary">{rows}</dl>
                }
            })
        })
        .collect_view()
}
