//! Emptying a page: asked first, in place, so that it needs no script and loses nothing typed.

use domain::application::kind::{Completion, Step};
use leptos::html::Details;
use leptos::prelude::*;

use crate::{browser, tr};

/// What opens the question, and the question.
#[component]
pub fn ClearPage(step: &'static Step) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    let has_pictures = step.fields().any(domain::form::Field::is_upload);
    let text = match (step.completes, has_pictures) {
        (Completion::Credential, _) => view! { <p>{tr!("clear.credential")}</p> }.into_any(),
        (_, true) => view! { <p>{tr!("clear.pictures")}</p> }.into_any(),
        (_, false) => view! { <p>{tr!("clear.text")}</p> }.into_any(),
    };
    let keep = move |_| {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
            browser::focus("clear-page");
        }
    };
    view! {
        <details class="clear" node_ref=details>
            <summary class="button button--quiet" id="clear-page" data-action="reset">{tr!("action.reset")}</summary>
            <div class="clear__question banner banner--warn">
                {text}
                <div class="clear__ways">
                    <button class="button button--danger" type="submit" name="action" value="reset" data-action="clear" formnovalidate>
                        {tr!("clear.action")}
                    </button>
                    // Without scripts it is closed where it was opened.
                    <button class="button button--secondary clear__keep" type="button" data-action="keep" on:click=keep>
                        {tr!("clear.keep")}
                    </button>
                </div>
            </div>
        </details>
    }
}
