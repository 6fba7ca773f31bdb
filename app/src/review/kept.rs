//! What an officer wrote about a case that is theirs no longer: it can be read and copied, nothing
//! goes away.

use domain::review::notes::Notes;
use domain::text::Language;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::desk::Desk;
use crate::language::{language_signal, say_here, short_label_text, show_kind_of};
use crate::live::markup::Markup;
use crate::live::{Attended, Part, attended};

/// What is written, where the reader cannot decide the case; nothing when nothing is.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptNotes {
    /// The case.
    pub reference: String,
    /// The kind of the application.
    pub kind: String,
    /// As the server kept it.
    pub kept: Notes,
}

impl Part for KeptNotes {
    const NAME: &'static str = "kept";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        show_kind_of(&self.kind);
        attended(Kept {
            desk: Desk::of(&self.reference),
            kept: self.kept,
            language: language_signal(),
        })
    }
}

struct Kept {
    desk: Desk,
    kept: Notes,
    language: RwSignal<Language>,
}

impl Attended for Kept {
    fn write(&self, html: &mut Markup) {
        let language = self.language.get();
        let read = |notes: &Notes| lines(language, notes);
        let lines = self.desk.of_notes(read(&self.kept), read);
        if lines.is_empty() {
            return;
        }
        html.tags("<section class=\"card kept\" aria-labelledby=kept-title data-kept>")
            .tags("<h2 class=kept__title id=kept-title>")
            .text(domain::t!(language, "desk.kept.title"))
            .tags("</h2><p class=kept__lead>")
            .text(domain::t!(language, "desk.kept.lead"))
            .tags("</p><ul class=kept__list>");
        for line in lines {
            html.tags("<li>").text(&line).tags("</li>");
        }
        html.tags("</ul></section>");
    }

    fn attend(&self, _: &Element) {}
}

fn lines(language: Language, notes: &Notes) -> Vec<String> {
    let mut lines = Vec::new();
    for (field, note) in notes.items.iter().filter(|(_, note)| note.is_flagged) {
        let name = short_label_text(language, field);
        let text = match (note.reason.as_str(), note.instruction.trim()) {
            ("", text) => text.to_owned(),
            (reason, text) => {
                let reason = say_here(language, &format!("reason.{reason}"));
                format!("{reason}{}{text}", language.space())
                    .trim_end()
                    .to_owned()
            }
        };
        lines.push(domain::t!(
            language,
            "desk.kept.flag",
            name = &name,
            text = &text
        ));
    }
    let reason = notes.reason.trim();
    if !reason.is_empty() {
        lines.push(reason.to_owned());
    }
    lines
}
