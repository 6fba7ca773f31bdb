//! A long list to choose from, narrowed by the field above it.

use domain::application::view::Choice;
use domain::form::{ChoiceSource, Field};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{control_name, described_by};
use crate::application::form::{Form, Mark, form};
use crate::browser;
use crate::language::language_signal;

/// A list.
#[component]
pub fn SelectField(
    field: &'static Field,
    source: ChoiceSource,
    parent: Option<&'static str>,
) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let mark = form.mark(field);
    let list = Memo::new(move |_| {
        form.choices
            .with(|lists| lists.get(field.id).cloned().unwrap_or_default())
    });
    let chosen = form.text(field.id);
    let above = Memo::new(move |_| {
        parent.map(|parent| form.answers.with(|answers| answers.get(parent).to_owned()))
    });
    // A new parent, or another language: the list follows; a choice that is not in it goes. What
    // was chosen above before the page came alive wants its list too.
    Effect::new(move |before: Option<(Option<String>, _, String)>| {
        let now = (above.get(), language.get(), chosen.get());
        let is_new = match &before {
            Some(before) => (&before.0, before.1) != (&now.0, now.1),
            None => list.with_untracked(Vec::is_empty),
        };
        if is_new {
            // What came together with a new parent was read from a picture and belongs to it.
            if before.is_some_and(|before| before.0 != now.0 && before.2 == now.2) {
                form.leave(field, String::new());
            }
            spawn_local(refresh(form, field, source, now.0.clone(), now.1));
        }
        now
    });
    view! {
        <select
            id=field.id
            name=control_name(field)
            autocomplete=field.autocomplete
            aria-describedby=described_by(field)
            aria-invalid=move || matches!(mark.get(), Mark::Invalid(_)).to_string()
            disabled=move || list.with(Vec::is_empty) && parent.is_some()
            on:change:target=move |event| form.leave(field, event.target().value())
            on:blur:target=move |event| {
                form.leave(field, event.target().value());
                form.judge(field);
            }
        >
            <option value="" selected=move || chosen.get().is_empty()>
                {move || domain::t!(language.get(), "field_part.choose")}
            </option>
            <For
                each=move || list.get()
                key=|choice| (choice.value.clone(), choice.label.clone())
                children=move |Choice { value, label }| {
                    let own = value.clone();
                    view! { <option value=value selected=move || chosen.get() == own>{label}</option> }
                }
            />
        </select>
    }
}

async fn refresh(
    form: Form,
    field: &'static Field,
    source: ChoiceSource,
    parent: Option<String>,
    language: domain::text::Language,
) {
    let list = match &parent {
        Some(parent) if parent.is_empty() => Some(Vec::new()),
        parent => {
            let parent = parent.as_deref().unwrap_or_default();
            let (source, tag) = (source.name(), language.tag());
            let path = match parent {
                "" => format!("/api/choices/{source}?language={tag}"),
                parent => format!("/api/choices/{source}?parent={parent}&language={tag}"),
            };
            browser::get_json(&path)
                .await
                .and_then(|text| crate::json::read(&text))
        }
    };
    if let Some(list) = list {
        form.choices
            .try_update(|lists| lists.insert(field.id.to_owned(), list));
    }
}
