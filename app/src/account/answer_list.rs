//! Answers to read, in the order and under the titles of the steps that asked for them.

use domain::application::kind::Kind;
use domain::form::Control;
use leptos::prelude::*;

use crate::components::answer_text::AnswerText;
use crate::language::{facts_title, short_label, show_kind};

/// The answers: field → readable text.
#[component]
pub fn AnswerList(kind: &'static Kind, answers: Vec<(String, String)>) -> impl IntoView {
    show_kind(kind);
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
                .fields()
                .filter(|field| !matches!(field.control, Control::EmailCode { .. }))
                .filter_map(|field| text_of(field.id).map(|text| (field.id, text)))
                .filter(|(_, text)| !text.is_empty())
                .map(|(id, text)| {
                    view! {
                        <div class="summary__row" data-answer=id>
                            <dt class="summary__label">{short_label(id)}</dt>
                            <dd class="summary__value"><AnswerText field=id.to_owned() text/></dd>
                        </div>
                    }
                })
                .collect();
            let title = facts_title(step.id);
            (!rows.is_empty()).then(|| {
                view! {
                    <h3 class="answers__step">{title}</h3>
                    <dl class="summary">{rows}</dl>
                }
            })
        })
        .collect_view()
}
