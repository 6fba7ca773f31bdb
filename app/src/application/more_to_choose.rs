//! What came into a page that a plain form shows again, and is to be chosen from.

use domain::form::Field;
use leptos::prelude::*;

use super::form::form;
use crate::browser;
use crate::language::{label_text, language_signal};

/// Lists that came with the answers above them: not wrong, only not answered yet.
#[component]
pub fn MoreToChoose(fields: Vec<&'static Field>) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let open = move || {
        fields
            .iter()
            .copied()
            .filter(|field| form.with_scope(|scope| field.check(scope).is_err()))
            // One that waits for another list has its turn after it.
            .filter(|field| {
                form.choices
                    .with(|lists| lists.get(field.id).is_some_and(|list| !list.is_empty()))
            })
            .collect::<Vec<_>>()
    };
    let line = move |field: &'static Field| {
        let go = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            browser::focus(field.id);
        };
        view! {
            <li>
                <a href=format!("#{}", field.id) on:click=go>
                    {move || label_text(language.get(), field.id)}
                </a>
            </li>
        }
    };
    move || {
        let open = open();
        (!open.is_empty()).then(|| {
            view! {
                <div class="banner banner--info" role="status" data-more="">
                    <h2>{move || domain::t!(language.get(), "more.title")}</h2>
                    <p>{move || domain::t!(language.get(), "more.text")}</p>
                    <ul>{open.into_iter().map(line).collect_view()}</ul>
                </div>
            }
        })
    }
}
