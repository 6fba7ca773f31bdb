//! What was sent back and is sent again as it was: named once before it goes.

use domain::form::Field;
use leptos::html::Div;
use leptos::prelude::*;

use super::form::form;
use crate::language::short_label;
use crate::{browser, tr};

/// The fields, each a link until it is changed.
#[component]
pub fn StillTheSame(fields: Vec<&'static Field>) -> impl IntoView {
    let form = form();
    let place = NodeRef::<Div>::new();
    browser::focus_when_there(place);
    let lines = fields
        .into_iter()
        .map(|field| {
            let go = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                browser::focus(field.id);
            };
            let is_same = form.is_same(field);
            view! {
                <Show when=move || is_same.get()>
                    <li>
                        <a href=format!("#{}", field.id) on:click=go>
                            {short_label(field.id)}
                        </a>
                    </li>
                </Show>
            }
        })
        .collect_view();
    view! {
        <div class="banner banner--warn" role="alert" tabindex="-1" data-problem="same" node_ref=place>
            <h2 class="status__reason-title">{tr!("correction.same_title")}</h2>
            <p>{tr!("correction.same_text")}</p>
            <ul>{lines}</ul>
        </div>
    }
}
