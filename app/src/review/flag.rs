//! The flag at an item: tick it, say why, say what to do. Opening and closing is a matter of style, so
//! it works without scripts; where they run, the panel with the decision attends to all flags of a
//! case (`flag/attending.rs`).

pub mod attending;

use domain::form::Field;
use domain::review::notes::Note;
use domain::review::reasons_for;
use domain::review::view::CaseView;
use domain::text::{Language, say};

use crate::language::short_label_text;
use crate::live::markup::Markup;

/// The id of the list of reasons of a field.
#[must_use]
pub fn reason_id(field: &str) -> String {
    format!("flag-reason-{field}")
}

/// The id of the instruction of a field.
#[must_use]
pub fn instruction_id(field: &str) -> String {
    format!("flag-instruction-{field}")
}

/// The id of the box of a field.
#[must_use]
pub fn tick_id(field: &str) -> String {
    format!("flag-{field}")
}

/// The flag of a field.
pub struct Flag<'a> {
    field: &'static Field,
    /// What the server kept of it.
    note: Option<&'a Note>,
    /// What the applicant reads.
    spoken: Language,
}

impl<'a> Flag<'a> {
    /// That of a field of a case.
    #[must_use]
    pub fn of(case: &'a CaseView, field: &'static Field) -> Self {
        Self {
            field,
            note: case.desk.kept.notes.items.get(field.id),
            spoken: case.desk.applicant_language,
        }
    }
}

/// Writes it. What the server kept stands in the page before it is hydrated.
pub fn write(html: &mut Markup, language: Language, flag: &Flag) {
    let id = flag.field.id;
    let kept = |read: fn(&Note) -> &str| flag.note.map_or("", read);
    html.tags("<div class=flag><div class=flag__line>")
        .tags("<input class=flag__tick type=checkbox value=yes autocomplete=off")
        .attribute("id", &tick_id(id))
        .attribute("name", &format!("flags[{id}]"))
        .flag("checked", flag.note.is_some_and(|note| note.is_flagged))
        .attribute("data-flag", id)
        .tags("><label class=flag__label")
        .attribute("for", &tick_id(id))
        .tags(">")
        .text(domain::t!(language, "staff.flag.tick"))
        .tags("<span class=visually-hidden>")
        .text(language.space())
        .text(&short_label_text(language, id))
        .tags("</span></label></div><div class=flag__details><label class=flag__name")
        .attribute("for", &reason_id(id))
        .tags(">")
        .text(domain::t!(language, "staff.flag.reason"))
        .tags("</label><select class=flag__reason autocomplete=off aria-invalid=false")
        .attribute("id", &reason_id(id))
        .attribute("name", &format!("reasons[{id}]"))
        .tags("><option value=\"\">")
        .text(domain::t!(language, "staff.flag.choose"))
        .tags("</option>");
    for code in reasons_for(flag.field) {
        html.tags("<option")
            .attribute("value", code)
            .flag("selected", *code == kept(|note| &note.reason))
            .tags(">")
            .text(&say(language, &format!("reason.{code}")))
            .tags("</option>");
    }
    html.tags("</select><label class=flag__name")
        .attribute("for", &instruction_id(id))
        .tags(">")
        .text(domain::t!(language, "staff.flag.instruction"))
        .tags(
            "</label><textarea class=flag__instruction rows=2 autocomplete=off aria-invalid=false",
        )
        .attribute("id", &instruction_id(id))
        .attribute("name", &format!("instructions[{id}]"))
        .attribute("lang", flag.spoken.tag())
        .tags(">")
        .lines(kept(|note| &note.instruction))
        .tags("</textarea><p class=flag__note>")
        .text(domain::t!(language, "desk.standard.note"))
        .text(language.space())
        .text(&domain::t!(
            language,
            "desk.standard.language",
            language = flag.spoken.name()
        ))
        .tags("</p></div></div>");
}
