//! Something that is not done at the first press: a quiet line that opens a form. It works without
//! scripts.

use domain::text::Key;
use leptos::prelude::*;

use crate::language::language_signal;

/// The line, and the form behind it.
#[component]
pub fn Ask(
    /// Names it for tests: `data-action="<name>"` on the button, `data-ask` on the whole.
    name: &'static str,
    /// The line that opens it.
    open: Key,
    /// The button that does it.
    go: Key,
    /// Where the form is sent.
    action: &'static str,
    /// It takes something away.
    #[prop(optional)]
    is_grave: bool,
    /// It stands open already, because what was entered in it was refused.
    #[prop(optional)]
    is_open: bool,
    /// What happens, and what is asked besides.
    children: Children,
) -> impl IntoView {
    let language = language_signal();
    view! {
        <details class="ask" class:ask--grave=is_grave open=is_open data-ask=name>
            <summary class="ask__open">{move || open.in_language(language.get())}</summary>
            <form class="card ask__form" method="post" action=action>
                {children()}
                <div class="actions">
                    <button class="button" class:button--danger=is_grave type="submit" data-action=name>
                        {move || go.in_language(language.get())}
                    </button>
                </div>
            </form>
        </details>
    }
}
