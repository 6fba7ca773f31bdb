//! All that is wrong on a page, at its top, each line a link to its field.

use domain::form::{Field, StepErrors};
use leptos::prelude::*;

use super::field::label_text;
use crate::application::form::form;
use crate::browser;
use crate::language::language_signal;

/// The id the keyboard focus goes to.
pub const ID: &str = "error-summary";

/// The summary; nothing while there is nothing wrong.
#[component]
pub fn ErrorSummary(
    /// Field → reason.
    #[prop(into)]
    errors: Signal<StepErrors>,
    /// Field ids in the order of the page.
    order: Vec<&'static str>,
) -> impl IntoView {
    let language = language_signal();
    let lines = move || {
        errors.with(|errors| {
            order
                .iter()
                .filter_map(|id| errors.get(*id).map(|reason| (*id, reason.clone())))
                .map(|(id, reason)| {
                    let text = move || {
                        let language = language.get();
                        let label = label_text(language, id);
                        let reason = reason.say(language, id);
                        format!("{label}{}{reason}", language.colon())
                    };
                    view! {
                        <li>
                            <a href=format!("#{id}") on:click=move |event| {
                                event.prevent_default();
                                browser::focus(id);
                            }>{text}</a>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <div class="error-summary-place">
            {move || {
                let lines = lines.clone();
                (!errors.with(StepErrors::is_empty)).then(|| view! {
                    <div class="error-summary" id=ID role="alert" tabindex="-1">
                        <h2 class="error-summary__title">{move || domain::t!(language.get(), "error_summary.title")}</h2>
                        <ul>{lines()}</ul>
                    </div>
                })
            }}
        </div>
    }
}

/// Lists that came with the answers above them: not wrong, only not answered yet.
#[component]
pub fn MoreToChoose(fields: Vec<&'static Field>) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let open = move || {
        fields
            .iter()
            .copied()
            .filter(|field| form.with_scope(|scope| field.check(scope).is_err()))
            // One that waits for another list has its turn after it.
            .filter(|field| {
                form.choices
                    .with(|lists| lists.get(field.id).is_some_and(|list| !list.is_empty()))
            })
            .collect::<Vec<_>>()
    };
    let line = move |field: &'static Field| {
        let go = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            browser::focus(field.id);
        };
        view! {
            <li>
                <a href=format!("#{}", field.id) on:click=go>
                    {move || label_text(language.get(), field.id)}
                </a>
            </li>
        }
    };
    move || {
        let open = open();
        (!open.is_empty()).then(|| {
            view! {
                <div class="banner banner--info" role="status" data-more="">
                    <h2>{move || domain::t!(language.get(), "more.title")}</h2>
                    <p>{move || domain::t!(language.get(), "more.text")}</p>
                    <ul>{open.into_iter().map(line).collect_view()}</ul>
                </div>
            }
        })
    }
}
