//! Whether what was typed is stored already.

use leptos::prelude::*;

use super::saving::Saving;
use super::unsent::Unsent;
use crate::components::problem::SignInHere;
use crate::language::{language_signal, space};
use crate::session::ending;

/// The note.
#[component]
pub fn SaveNote() -> impl IntoView {
    let saving = Unsent::current().saving;
    let language = language_signal();
    let has_ended = ending::current().has_ended;
    let is_refused = move || saving.get() == Saving::Refused && !has_ended.get();
    // The bar, or the dialog, says it already.
    let text = move || match saving.get() {
        Saving::Refused if has_ended.get() => String::new(),
        saving => saving.say(language.get()),
    };
    view! {
        <p
            class="save-note"
            class:save-note--waiting=move || saving.get().is_trouble()
            data-saving=move || saving.get().state()
            role="status"
        >
            {text}
            <Show when=is_refused>
                {space()} <SignInHere/>
            </Show>
        </p>
    }
}
