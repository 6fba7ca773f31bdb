//! All that is wrong on a page, at its top, each line a link to its field.

use std::collections::BTreeMap;

use domain::document::PictureError;
use domain::form::{FieldError, StepErrors};
use leptos::prelude::*;

use crate::browser;
use crate::language::{label_text, language_signal};

/// The id the keyboard focus goes to.
pub const ID: &str = "error-summary";

/// What is wrong with a field.
enum Wrong {
    Answer(FieldError),
    Picture(PictureError),
}

/// The summary; nothing while there is nothing wrong.
#[component]
pub fn ErrorSummary(
    /// Field → reason.
    #[prop(into)]
    errors: Signal<StepErrors>,
    /// Field ids in the order of the page.
    order: Vec<&'static str>,
    /// Field → why its picture was not taken: said in place of what else is wrong with it.
    #[prop(optional, into)]
    pictures: Signal<BTreeMap<&'static str, PictureError>>,
) -> impl IntoView {
    let language = language_signal();
    let is_empty = move || errors.with(StepErrors::is_empty) && pictures.with(BTreeMap::is_empty);
    let lines = move || {
        let pictures = pictures.get();
        errors.with(|errors| {
            order
                .iter()
                .filter_map(|id| match pictures.get(id) {
                    Some(picture) => Some((*id, Wrong::Picture(*picture))),
                    None => Some((*id, Wrong::Answer(errors.get(*id)?.clone()))),
                })
                .map(|(id, wrong)| {
                    let text = move || {
                        let language = language.get();
                        let label = label_text(language, id);
                        let reason = match &wrong {
                            Wrong::Answer(reason) => reason.say(language, id),
                            Wrong::Picture(reason) => reason.say(language),
                        };
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
                (!is_empty()).then(|| view! {
                    <div class="error-summary" id=ID role="alert" tabindex="-1">
                        <h2 class="error-summary__title">{move || domain::t!(language.get(), "error_summary.title")}</h2>
                        <ul>{lines()}</ul>
                    </div>
                })
            }}
        </div>
    }
}
