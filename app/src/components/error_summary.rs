//! All that is wrong on a page, at its top, each line a link to its field.

use domain::form::StepErrors;
use leptos::prelude::*;

use crate::browser;
use crate::language::{label_text, language_signal};

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
