//! A field: label, hint, control, mark and reason. Writes any [`Field`] of any kind, and takes in what
//! somebody does to its control.

use domain::form::{Control, Field};
use domain::text::Language;
use leptos::prelude::*;

use super::draft_form::DraftForm;
use super::form::Mark;
use super::uploads::Slot;
use crate::components::field_warning;
use crate::components::markup::Markup;
use crate::language::label_text;

mod choice;
pub mod code;
mod disputed;
pub mod select;
mod text;
pub mod upload;

pub use text::{keep_in_step, take_in};

/// The name of the control in a plain form.
#[must_use]
pub fn control_name(field: &Field) -> String {
    match field.control {
        Control::Upload => field.id.to_owned(),
        _ => format!("answers[{}]", field.id),
    }
}

/// What all of a field's parts are written from.
#[derive(Clone, Copy)]
pub struct Seen {
    draft: DraftForm,
    field: &'static Field,
    language: Language,
}

impl Seen {
    /// The id of one of the field's parts.
    fn id(self, part: &str) -> String {
        format!("{}-{part}", self.field.id)
    }

    /// Says which parts describe the control, for screen readers.
    fn describe(self, html: &mut Markup) {
        let parts = format!("{0}-hint {0}-error", self.field.id);
        html.attribute("aria-describedby", &parts);
    }

    /// Says what the control is, and whether what stands in it is wrong.
    fn name(self, html: &mut Markup) {
        html.attribute("id", self.field.id)
            .attribute("name", &control_name(self.field));
    }

    fn mark_wrong(self, html: &mut Markup) {
        html.truth("aria-invalid", self.draft.form.is_wrong(self.field));
    }

    /// What stands in it.
    fn text(self) -> String {
        self.draft.form.text(self.field.id)
    }
}

/// One field, with whatever control it wants; nothing while it does not apply. What a choice of the
/// page decides about is there from the beginning, shown or not.
pub fn write(html: &mut Markup, draft: DraftForm, field: &'static Field, language: Language) {
    let form = draft.form;
    let (varies, with, without) = form.page.with_value(|page| {
        let asked = page.field(field.id);
        (asked.varies(), asked.with(), asked.without())
    });
    let applies = form.applies(field);
    if !varies && !applies {
        return;
    }
    let seen = Seen {
        draft,
        field,
        language,
    };
    let slot = form.slot(field.id);
    let is_refused = matches!(&slot, Slot::Failed(trouble) if trouble.is_refusal());
    let mark = form.mark(field);
    let is_read = form.sources.with(|sources| sources.contains_key(field.id));
    let is_unasked = form.is_alive.get() && !applies;
    let class = format!(
        "field field--{}{}",
        control_class(&field.control),
        if is_unasked { " is-unasked" } else { "" }
    );
    let state = match &mark {
        _ if slot.is_busy() => "uploading",
        _ if is_refused => "invalid",
        mark => mark.state(),
    };
    html.tags("<div")
        .attribute("class", &class)
        .maybe("data-with", with.as_deref())
        .maybe("data-without", without.as_deref())
        .attribute("data-field", field.id)
        .attribute("data-state", state)
        .maybe("data-source", is_read.then_some("document"))
        .tags(">");
    write_label(html, seen);
    html.tags("<p class=field__hint")
        .attribute("id", &seen.id("hint"))
        .tags(">")
        .text(
            form.with_scope(|scope| field.hint(language, scope))
                .unwrap_or_default(),
        )
        .tags("</p><div class=field__control>");
    match field.control {
        Control::Text(_) | Control::Password | Control::Date => text::write_line(html, seen),
        Control::LongText => text::write_lines(html, seen),
        Control::Radio(choices) => choice::write(html, seen, choices),
        Control::Select { parent, .. } => select::write(html, seen, parent),
        Control::Check => text::write_box(html, seen),
        Control::EmailCode { .. } => code::write(html, seen),
        Control::Upload => upload::write(html, seen, &slot),
    }
    html.tags("<span class=field__mark aria-hidden=true></span></div>");
    if is_read {
        html.tags("<p class=field__source>")
            .text(domain::t!(language, "upload.read_from_document"))
            .tags("</p>");
    }
    html.tags("<div class=field__message role=status>");
    // What is wrong with a picture is said in its slot.
    if let (Mark::Invalid(reason), false) = (&mark, is_refused) {
        match reason.other() {
            Some(_) => disputed::write(html, seen, reason),
            None => {
                html.tags("<p class=field__error")
                    .attribute("id", &seen.id("error"))
                    .tags(">")
                    .text(&reason.say(language, field.id))
                    .tags("</p>");
            }
        }
    }
    if form.is_same(field) {
        // A fact at first; a warning once it was tried to send it so.
        let class = match form.was_asked.get() {
            true => "field__warning",
            false => "field__hint",
        };
        html.tags("<p")
            .attribute("class", class)
            .attribute("data-same", field.id)
            .tags(">")
            .text(domain::t!(language, "correction.same"))
            .tags("</p>");
    }
    if let Some(warning) = form.with_scope(|scope| field.warning(scope)) {
        field_warning::write(html, language, field.id, &warning);
    }
    html.tags("</div></div>");
}

fn write_label(html: &mut Markup, seen: Seen) {
    let Seen {
        draft,
        field,
        language,
    } = seen;
    let is_group = matches!(
        field.control,
        Control::Radio(_) | Control::Upload | Control::Check
    );
    match is_group {
        true => html
            .tags("<div class=field__label")
            .attribute("id", &seen.id("label")),
        false => html
            .tags("<label class=field__label")
            .attribute("for", field.id),
    }
    .tags(">")
    .text(&label_text(language, field.id));
    if draft.form.with_scope(|scope| (field.required)(scope)) {
        html.tags("<span class=field__required aria-hidden=true>*</span>");
    }
    html.tags(if is_group { "</div>" } else { "</label>" });
}

const fn control_class(control: &Control) -> &'static str {
    match control {
        Control::Text(_) | Control::Password => "text",
        Control::LongText => "long-text",
        Control::Radio(_) => "choice",
        Control::Select { .. } => "select",
        Control::Date => "date",
        Control::Check => "check",
        Control::Upload => "upload",
        Control::EmailCode { .. } => "code",
    }
}
