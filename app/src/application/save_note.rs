//! Whether what was typed is stored already.

use leptos::prelude::*;

use super::saving::Saving;
use super::unsent::Unsent;
use crate::components::problem::SignInHere;
use crate::language::{language_signal, space};

/// The note.
#[component]
pub fn SaveNote() -> impl IntoView {
    let saving = Unsent::current().saving;
    let language = language_signal();
    let text = move || saving.get().say(language.get());
    let is_refused = move || saving.get() == Saving::Refused;
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
