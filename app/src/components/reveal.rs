//! The button in a box for a password that shows what is typed.

use domain::text::Language;
use leptos::prelude::*;

use crate::language::language_signal;
use crate::live::markup::Markup;

/// Writes the button of the box with an id.
pub fn write(html: &mut Markup, language: Language, of: &str, is_shown: bool) {
    html.tags("<button type=\"button\" class=\"field__reveal\"")
        .truth("aria-pressed", is_shown)
        .attribute("aria-controls", of)
        .tags(">")
        .text(match is_shown {
            true => domain::t!(language, "field_part.hide"),
            false => domain::t!(language, "field_part.show"),
        })
        .tags("</button>");
}

/// Shows and hides; `shown` is what the box follows.
#[component]
pub fn Reveal(
    /// Id of the box.
    of: &'static str,
    /// What is typed can be read.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let language = language_signal();
    view! {
        <button
            type="button"
            class="field__reveal"
            aria-pressed=move || shown.get().to_string()
            aria-controls=of
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {move || match shown.get() {
                true => domain::t!(language.get(), "field_part.hide"),
                false => domain::t!(language.get(), "field_part.show"),
            }}
        </button>
    }
}
