//! Whether what was typed is stored already.

use leptos::prelude::*;

use super::problem::SignInHere;
use crate::application::unsent::{Saving, Unsent};
use crate::language::{language_signal, space};

/// The note.
#[component]
pub fn SaveNote() -> impl IntoView {
    let saving = Unsent::current().saving;
    let language = language_signal();
    let text = move || match saving.get() {
        Saving::Idle => "",
        Saving::Busy => domain::t!(language.get(), "saving.busy"),
        Saving::Saved => domain::t!(language.get(), "saving.saved"),
        Saving::Waiting => domain::t!(language.get(), "saving.waiting"),
        Saving::Refused => domain::t!(language.get(), "saving.refused"),
    };
    let is_refused = move || saving.get() == Saving::Refused;
    view! {
        <p
            class="save-note"
            class:save-note--waiting=move || matches!(saving.get(), Saving::Waiting | Saving::Refused)
            data-saving=move || format!("{:?}", saving.get()).to_lowercase()
            role="status"
        >
            {text}
            <Show when=is_refused>
                {space()} <SignInHere/>
            </Show>
        </p>
    }
}
