//! All that is wrong on a page, at its top, each line a link to its field.

use domain::document::PictureError;
use domain::form::StepErrors;
use domain::map::Map;
use domain::text::Language;
use leptos::prelude::*;

use super::markup::Markup;
use crate::browser;
use crate::language::{label_text, language_signal, reason_text};

/// The id the keyboard focus goes to.
pub const ID: &str = "error-summary";

/// Writes the summary; nothing in its place while there is nothing wrong. Of the fields in the order
/// of the page; why a picture was not taken is said in place of what else is wrong with it.
pub fn write<'a>(
    html: &mut Markup,
    language: Language,
    order: impl Iterator<Item = &'a str>,
    errors: &StepErrors,
    pictures: &Map<&'static str, PictureError>,
) {
    html.tags("<div class=\"error-summary-place\">");
    if !errors.is_empty() || !pictures.is_empty() {
        html.tags("<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\"")
            .attribute("id", ID)
            .tags("><h2 class=\"error-summary__title\">")
            .text(domain::t!(language, "error_summary.title"))
            .tags("</h2><ul>");
        for id in order {
            let reason = match (pictures.get(id), errors.get(id)) {
                (Some(reason), _) => reason.say(language),
                (None, Some(reason)) => reason_text(language, reason, id),
                (None, None) => continue,
            };
            html.tags("<li><a")
                .attribute("href", &format!("#{id}"))
                .tags(">")
                .text(&label_text(language, id))
                .text(language.colon())
                .text(&reason)
                .tags("</a></li>");
        }
        html.tags("</ul></div>");
    }
    html.tags("</div>");
}

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
                .filter_map(|id| Some((*id, errors.get(id)?.clone())))
                .map(|(id, wrong)| {
                    let text = move || {
                        let language = language.get();
                        let label = label_text(language, id);
                        format!(
                            "{label}{}{}",
                            language.colon(),
                            reason_text(language, &wrong, id)
                        )
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
