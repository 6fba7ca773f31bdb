//! All answers of a draft, step by step, each with a way to change it.

use domain::application::kind::Step;
use domain::application::view::DraftView;
use domain::form::{Control, Field, Read};
use leptos::prelude::*;

use super::answer_text::AnswerText;
use crate::language::{kind_id, language_signal, short_label, show_kind, space};
use crate::paths;

/// One step's answers. `may_change`: show a link back to each.
#[component]
pub fn StepSummary(
    draft: StoredValue<DraftView>,
    step: &'static Step,
    may_change: bool,
) -> impl IntoView {
    let language = language_signal();
    show_kind(draft.with_value(DraftView::spec));
    let rows = step
        .fields()
        .filter(|field| {
            draft.with_value(|draft| (field.applies)(&draft.scope()))
                && !matches!(field.control, Control::EmailCode { .. })
                && field.id != "password_again"
        })
        .map(|field| {
            let change = draft.with_value(|draft| {
                format!("{}#{}", paths::step(&draft.place, step.id), field.id)
            });
            let kind = kind_id();
            let warning = draft.with_value(|draft| field.warning(&draft.scope()));
            view! {
                <div class="summary__row" data-answer=field.id>
                    <dt class="summary__label">{short_label(field.id)}</dt>
                    <dd class="summary__value">
                        <Answer draft field/>
                        {warning.map(|warning| (warning.code(), warning)).map(|(code, warning)| view! {
                            <p class="field__warning" data-warning=code>
                                {move || warning.say_of(language.get(), kind, field.id)}
                            </p>
                        })}
                    </dd>
                    {may_change.then(|| view! {
                        <dd class="summary__action">
                            <a href=change>
                                {move || domain::t!(language.get(), "action.change")}
                                <span class="visually-hidden">{space()}{short_label(field.id)}</span>
                            </a>
                        </dd>
                    })}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="summary">{rows}</dl> }
}

/// An answer as it will be kept, and as a person reads it.
#[component]
pub fn Answer(draft: StoredValue<DraftView>, field: &'static Field) -> impl IntoView {
    let language = language_signal();
    draft.with_value(|draft| {
        let kind = draft.spec().id;
        let text = field.recorded(&draft.scope());
        match field.control {
            Control::Upload => draft
                .pictures
                .get(field.id)
                .map(|picture| {
                    let (link, path) = (paths::document(picture.id), paths::document(picture.id));
                    view! {
                        <a href=link target="_blank">
                            <img class="summary__picture" loading="lazy" fetchpriority="low" src=path width=picture.width height=picture.height
                                alt=short_label(field.id)/>
                        </a>
                    }
                })
                .into_any(),
            Control::Password => {
                (move || domain::t!(language.get(), "summary.password_set")).into_any()
            }
            Control::Radio(_) if text.is_empty() => ().into_any(),
            Control::Radio(_) => (move || match field.read(language.get(), kind, &text) {
                Read::Text(said) => said,
                Read::Entry(_) => text.clone(),
            })
            .into_any(),
            Control::Check => {
                let is_ticked = text == "yes";
                (move || if is_ticked { domain::t!(language.get(), "choice.yes") } else { "–" }).into_any()
            }
            Control::Select { .. } => draft
                .choices
                .get(field.id)
                .and_then(|list| list.iter().find(|choice| choice.value == text))
                .map(|choice| choice.label.clone())
                .into_any(),
            _ if text.is_empty() => "–".into_any(),
            _ => view! { <AnswerText field=field.id.to_owned() text/> }.into_any(),
        }
    })
}
