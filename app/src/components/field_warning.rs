//! What to look at again in a field, and what was probably meant.

use domain::form::Warning;
use domain::text::Language;
use leptos::prelude::*;

use super::markup::Markup;
use crate::language::{kind_id, language_signal, warning_text};

/// Writes the sentence, and the button that takes what was meant.
pub fn write(html: &mut Markup, language: Language, field: &str, warning: &Warning) {
    html.tags("<div class=\"field__warning\"")
        .attribute("data-warning", warning.code())
        .tags("><p>")
        .text(&warning_text(language, warning, field))
        .tags("</p>");
    // Without scripts the sentence says it all.
    if let Some(meant) = warning.suggestion() {
        html.tags("<button class=\"field__suggestion\" type=\"button\"")
            .attribute("data-suggestion", meant)
            .tags(">")
            .text(&domain::t!(language, "action.take", meant = meant))
            .tags("</button>");
    }
    html.tags("</div>");
}

/// The sentence, and the button that takes what was meant.
#[component]
pub fn FieldWarning(
    /// Id of the field.
    field: &'static str,
    warning: Warning,
    /// Puts what was meant into the field.
    take: Callback<String>,
) -> impl IntoView {
    let (language, kind) = (language_signal(), kind_id());
    let meant = warning.suggestion().map(str::to_owned).map(|meant| {
        let (taken, shown) = (meant.clone(), meant.clone());
        // Without scripts the sentence says it all.
        view! {
            <button class="field__suggestion" type="button" data-suggestion=meant
                on:click=move |_| take.run(taken.clone())>
                {move || domain::t!(language.get(), "action.take", meant = &shown)}
            </button>
        }
    });
    let code = warning.code();
    view! {
        <div class="field__warning" data-warning=code>
            <p>{move || warning.say_of(language.get(), kind, field)}</p>
            {meant}
        </div>
    }
}
