//! A long list to choose from, narrowed by the field above it.

use domain::form::{ChoiceSource, Field};
use domain::text::Language;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Seen;
use crate::application::form::Form;
use crate::browser;
use crate::components::markup::Markup;
use crate::language::language_signal;

/// A list.
pub fn write(html: &mut Markup, seen: Seen, parent: Option<&'static str>) {
    let field = seen.field;
    let chosen = seen.text();
    html.tags("<select");
    seen.name(html);
    html.attribute("autocomplete", field.autocomplete);
    seen.describe(html);
    seen.mark_wrong(html);
    seen.draft.form.choices.with(|lists| {
        let list = lists.get(field.id).map_or(&[][..], Vec::as_slice);
        html.flag("disabled", list.is_empty() && parent.is_some())
            .tags("><option value")
            .flag("selected", chosen.is_empty())
            .tags(">")
            .text(domain::t!(seen.language, "field_part.choose"))
            .tags("</option>");
        for choice in list {
            html.tags("<option")
                .attribute("value", &choice.value)
                .flag("selected", choice.value == chosen)
                .tags(">")
                .text(&choice.label)
                .tags("</option>");
        }
    });
    html.tags("</select>");
}

/// A list that was written anew shows what is chosen of it.
pub fn show_chosen(form: Form, field: &Field) {
    let chosen = untrack(|| form.text(field.id));
    let is_shown = browser::control_text(field.id).is_none_or(|shown| shown == chosen);
    if !is_shown && browser::is_offered(field.id, &chosen) {
        browser::set_control_text(field.id, &chosen);
    }
}

/// A new parent, or another language: the list follows; a choice that is not in it goes. What was
/// chosen above before the page came alive wants its list too.
pub fn follow(
    form: Form,
    field: &'static Field,
    source: ChoiceSource,
    parent: Option<&'static str>,
) {
    let language = language_signal();
    let chosen = Memo::new(move |_| form.text(field.id));
    let above = Memo::new(move |_| parent.map(|parent| form.text(parent)));
    Effect::new(move |before: Option<(Option<String>, Language, String)>| {
        let now = (above.get(), language.get(), chosen.get());
        let is_new = match &before {
            Some(before) => (&before.0, before.1) != (&now.0, now.1),
            None => form
                .choices
                .with_untracked(|lists| lists.get(field.id).is_none_or(Vec::is_empty)),
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
}

async fn refresh(
    form: Form,
    field: &'static Field,
    source: ChoiceSource,
    parent: Option<String>,
    language: Language,
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
