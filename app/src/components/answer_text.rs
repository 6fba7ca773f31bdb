//! An answer as a person reads it, and a machine beside: a day in the words of the language.

use domain::text::Language;
use leptos::prelude::*;

use crate::language::{day, kind_shown, language_signal};
use crate::live::markup::Markup;

/// The text of an answer to the field of this id.
#[component]
pub fn AnswerText(
    /// Id of the field.
    field: String,
    /// The answer, readable but for its days.
    text: String,
) -> impl IntoView {
    let language = language_signal();
    match day_of(&field, &text) {
        Some(iso) => {
            let machine = iso.clone();
            view! { <time datetime=machine>{move || day(language.get(), &iso)}</time> }.into_any()
        }
        None => text.into_any(),
    }
}

/// The same, written.
pub fn write(html: &mut Markup, language: Language, field: &str, text: &str) {
    match day_of(field, text) {
        Some(iso) => html
            .tags("<time")
            .attribute("datetime", &iso)
            .tags(">")
            .text(&day(language, &iso))
            .tags("</time>"),
        None => html.text(text),
    };
}

/// The same inside a sentence.
#[must_use]
pub fn answer_text(language: Language, field: &str, text: &str) -> String {
    day_of(field, text).map_or_else(|| text.to_owned(), |iso| day(language, &iso))
}

fn day_of(field: &str, text: &str) -> Option<String> {
    kind_shown()?.field(field)?.day(text)
}
