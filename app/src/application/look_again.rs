//! What is acceptable and seldom meant: named once before a step goes on.

use domain::form::Warning;
use leptos::html::Div;
use leptos::prelude::*;

use crate::language::{label_text, language_signal};
use crate::{browser, tr};

/// The id of a field, what stands in it, and why to look at it again.
pub type Doubt = (&'static str, String, Warning);

/// The fields with the reasons, each a link.
#[component]
pub fn LookAgain(
    /// Fewer and fewer, as they are mended.
    doubts: Memo<Vec<Doubt>>,
) -> impl IntoView {
    let language = language_signal();
    let place = NodeRef::<Div>::new();
    browser::focus_when_there(place);
    let line = move |(field, _, warning): Doubt| {
        let go = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            browser::focus(field);
        };
        let text = move || {
            let language = language.get();
            let (label, reason) = (label_text(language, field), warning.say(language, field));
            format!("{label}{}{reason}", language.colon())
        };
        view! { <li><a href=format!("#{field}") on:click=go>{text}</a></li> }
    };
    let lines = move || doubts.get().into_iter().map(line).collect_view();
    view! {
        <div class="banner banner--warn" role="alert" tabindex="-1" data-problem="look-again" node_ref=place>
            <h2 class="status__reason-title">{tr!("warning.title")}</h2>
            <p>{tr!("warning.text")}</p>
            <ul>{lines}</ul>
        </div>
    }
}
