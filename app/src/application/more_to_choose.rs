//! What came into a page that a plain form shows again, and is to be chosen from.

use domain::form::Field;
use domain::text::Language;
use leptos::prelude::*;

use super::draft_form::write_link;
use super::form::Form;
use crate::components::markup::Markup;
use crate::language::label_text;

/// Writes the lists that came with the answers above them: not wrong, only not answered yet.
pub fn write(html: &mut Markup, language: Language, form: Form) {
    let open: Vec<&Field> = form.more.with_value(|fields| {
        let fields = fields.iter().copied();
        fields
            .filter(|field| form.with_scope(|scope| field.check(scope).is_err()))
            // One that waits for another list has its turn after it.
            .filter(|field| {
                form.choices
                    .with(|lists| lists.get(field.id).is_some_and(|list| !list.is_empty()))
            })
            .collect()
    });
    if open.is_empty() {
        return;
    }
    html.tags("<div class=\"banner banner--info\" role=status data-more><h2>")
        .text(domain::t!(language, "more.title"))
        .tags("</h2><p>")
        .text(domain::t!(language, "more.text"))
        .tags("</p><ul>");
    for field in open {
        write_link(html, field.id, &label_text(language, field.id));
    }
    html.tags("</ul></div>");
}
