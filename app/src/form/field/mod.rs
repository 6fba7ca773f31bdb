//! A field: label, hint, control, mark and reason. Writes any [`Field`] of any kind, and takes in what
//! somebody does to its control.

use domain::form::{Control, Field};
use domain::text::Language;

use crate::components::field_warning;
use crate::form::draft_form::Surface;
use crate::form::paper::FieldMark;
use crate::form::paper::Paper;
use crate::form::uploads::Slot;
use crate::form::uploads::Uploads;
use crate::language::label_text;
use crate::language::reason_text;
use crate::live::markup::Markup;

mod choice;
pub mod code;
mod disputed;
pub mod group;
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

/// What all fields of a page are written from.
#[derive(Clone, Copy)]
pub struct FieldsPage<'a> {
    /// What stands on it.
    pub paper: &'a Paper,
    /// What else is shown.
    pub surface: &'a Surface,
    /// Pictures on their way.
    pub uploads: Uploads,
    /// The code that is mailed.
    pub mailing: Option<code::Mailing>,
    /// In which language.
    pub language: Language,
}

/// What all of a field's parts are written from.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    page: FieldsPage<'a>,
    paper: &'a Paper,
    field: &'static Field,
    language: Language,
}

impl Seen<'_> {
    /// The id of one of the field's parts.
    fn id(self, part: &str) -> String {
        [self.field.id, part].join("-")
    }

    /// Says which parts describe the control, for screen readers.
    fn describe(self, html: &mut Markup) {
        let parts = [self.id("hint"), self.id("error")].join(" ");
        html.attribute("aria-describedby", &parts);
    }

    /// Says what the control is.
    fn name(self, html: &mut Markup) {
        html.attribute("id", self.field.id)
            .attribute("name", &control_name(self.field));
    }

    /// Says whether what stands in it is wrong.
    fn mark_wrong(self, html: &mut Markup) {
        html.truth("aria-invalid", self.paper.is_wrong(self.field));
    }

    /// What stands in it.
    fn text(&self) -> &str {
        self.paper.text(self.field.id)
    }
}

/// One field, with whatever control it wants; nothing while it does not apply. What a choice of the
/// page decides about is there from the beginning, shown or not.
pub fn write(html: &mut Markup, page: FieldsPage, field: &'static Field) {
    let FieldsPage {
        paper, language, ..
    } = page;
    if !paper.is_there(field) {
        return;
    }
    let seen = Seen {
        page,
        paper,
        field,
        language,
    };
    let slot = match field.is_upload() {
        true => page.uploads.slot(&paper.place, field.id),
        false => Slot::Still,
    };
    let is_refused = matches!(&slot, Slot::Failed(trouble) if trouble.is_refusal());
    let mark = paper.mark(field);
    let is_read = paper.sources.contains_key(field.id);
    let asked = paper.page.field(field.id);
    let state = match &mark {
        _ if slot.is_busy() => "uploading",
        _ if is_refused => "invalid",
        mark => mark.state(),
    };
    html.tags("<div")
        .classes(
            control_class(&field.control),
            [("is-unasked", paper.is_hydrated && !paper.applies(field))],
        )
        .maybe("data-with", asked.with().as_deref())
        .maybe("data-without", asked.without().as_deref())
        .attribute("data-field", field.id)
        .attribute("data-state", state)
        .maybe("data-source", is_read.then_some("document"))
        .tags(">");
    write_label(html, seen);
    html.tags("<p class=\"field__hint\"")
        .attribute("id", &seen.id("hint"))
        .tags(">")
        .text(field.hint(language, &paper.scope()).unwrap_or_default())
        .tags("</p><div class=\"field__control\">");
    match field.control {
        Control::Text(_) | Control::Password | Control::Date => text::write_line(html, seen),
        Control::LongText => text::write_lines(html, seen),
        Control::Radio(choices) => choice::write(html, seen, choices),
        Control::Select { parent, .. } => select::write(html, seen, parent),
        Control::Check => text::write_box(html, seen),
        Control::EmailCode { .. } => code::write(html, seen),
        Control::Upload => upload::write(html, seen, &slot),
    }
    html.tags("<span class=\"field__mark\" aria-hidden=\"true\"></span></div>");
    if is_read {
        html.tags("<p class=\"field__source\">")
            .text(domain::t!(language, "upload.read_from_document"))
            .tags("</p>");
    }
    html.tags("<div class=\"field__message\" role=\"status\">");
    // What is wrong with a picture is said in its slot.
    if let (FieldMark::Invalid(reason), false) = (&mark, is_refused) {
        match reason.other() {
            Some(_) => disputed::write(html, seen, reason),
            None => {
                html.tags("<p class=\"field__error\"")
                    .attribute("id", &seen.id("error"))
                    .tags(">")
                    .text(&reason_text(language, reason, field.id))
                    .tags("</p>");
            }
        }
    }
    if paper.is_as_sent(field) {
        // A fact at first; a warning once it was tried to send it so.
        let class = match paper.was_asked {
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
    if let Some(warning) = field.warning(&paper.scope()) {
        field_warning::write(html, language, field.id, &warning);
    }
    html.tags("</div></div>");
}

fn write_label(html: &mut Markup, seen: Seen) {
    let Seen {
        paper,
        field,
        language,
        ..
    } = seen;
    let is_group = matches!(
        field.control,
        Control::Radio(_) | Control::Upload | Control::Check
    );
    match is_group {
        true => html
            .tags("<div class=\"field__label\"")
            .attribute("id", &seen.id("label")),
        false => html
            .tags("<label class=\"field__label\"")
            .attribute("for", field.id),
    }
    .tags(">")
    .text(&label_text(language, field.id));
    if (field.required)(&paper.scope()) {
        html.tags("<span class=\"field__required\" aria-hidden=\"true\">*</span>");
    }
    html.tags(if is_group { "</div>" } else { "</label>" });
}

const fn control_class(control: &Control) -> &'static str {
    match control {
        Control::Text(_) | Control::Password => "field field--text",
        Control::LongText => "field field--long-text",
        Control::Radio(_) => "field field--choice",
        Control::Select { .. } => "field field--select",
        Control::Date => "field field--date",
        Control::Check => "field field--check",
        Control::Upload => "field field--upload",
        Control::EmailCode { .. } => "field field--code",
    }
}
