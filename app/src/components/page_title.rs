//! The title of a page.

#![expect(clippy::disallowed_methods, reason = "the one place that may")]

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// The title where a page has none yet.
#[component]
pub fn FirstTitle() -> impl IntoView {
    view! { <leptos_meta::Title text="Docket"/> }
}

/// What the browser shows as the title of a page; every page has one.
#[component]
pub fn PageTitle(#[prop(into)] text: TextProp) -> impl IntoView {
    // The text is made here and now: `leptos_meta` asks for it when the page is written, by then
    // among the signals of whichever request the thread worked for last.
    let text = text.get().into_owned();
    view! { <leptos_meta::Title text/> }
}
