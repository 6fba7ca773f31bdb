//! A long list to choose from, narrowed by the field above it.

use domain::form::{ChoiceSource, Field};
use domain::text::Language;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::form::Form;
use crate::form::field::Seen;
use crate::form::paper::Paper;
use crate::language::language_signal;
use crate::live::follow;
use crate::live::markup::Markup;

/// A list.
pub fn write(html: &mut Markup, seen: Seen, parent: Option<&'static str>) {
    let field = seen.field;
    let chosen = seen.text();
    html.tags("<select");
    seen.name(html);
    html.attribute("autocomplete", field.autocomplete);
    seen.describe(html);
    seen.mark_wrong(html);
    let list = seen.paper.choices.get(field.id);
    let list = list.map_or(&[][..], Vec::as_slice);
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
    html.tags("</select>");
}

/// A list that was written anew shows what is chosen of it.
pub fn show_chosen(form: Form, field: &Field) {
    let chosen = form.paper.peek(|paper| paper.text(field.id).to_owned());
    let is_shown = browser::control_text(field.id).is_none_or(|shown| shown == chosen);
    if !is_shown && browser::is_offered(field.id, &chosen) {
        browser::set_control_text(field.id, &chosen);
    }
}

/// A new parent, or another language: the list follows; a choice that is not in it goes. What was
/// chosen above before the page was hydrated wants its list too.
pub fn attend(
    form: Form,
    field: &'static Field,
    source: ChoiceSource,
    parent: Option<&'static str>,
) {
    let (language, paper) = (language_signal(), form.paper);
    let above = move |paper: &Paper| parent.map_or("", |parent| paper.text(parent)).to_owned();
    let chosen = move |paper: &Paper| paper.text(field.id).to_owned();
    follow(
        // Three lines: none of them is more than a code.
        move || {
            let (above, chosen) = paper.see(|paper| (above(paper), chosen(paper)));
            [language.get().tag(), &above, &chosen].join("\n")
        },
        move |before, now| {
            let lines = |key: &str| key.split('\n').map(str::to_owned).collect::<Vec<_>>();
            let (before, now) = (before.map(lines), lines(now));
            let is_new = match &before {
                Some(before) => before[..2] != now[..2],
                None => paper.peek(|paper| paper.choices.get(field.id).is_none_or(Vec::is_empty)),
            };
            if !is_new {
                return;
            }
            // What came together with a new parent was read from a picture and belongs to it.
            if before.is_some_and(|before| before[1] != now[1] && before[2] == now[2]) {
                form.leave(field, String::new());
            }
            let parent = parent.map(|_| now[1].clone());
            let language = language.get_untracked();
            spawn_local(refresh(form, field, source, parent, language));
        },
    );
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
            let (source, tag) = (source.id(), language.tag());
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
        form.paper
            .change(|paper| paper.choices.insert(field.id.to_owned(), list));
    }
}
