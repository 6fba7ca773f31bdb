//! Whether what was typed is stored already.

use domain::text::Language;
use leptos::prelude::*;

use crate::components::problem;
use crate::form::saving::Saving;
use crate::form::unsent::Unsent;
use crate::live::markup::Markup;
use crate::session::ending;

/// Writes the note.
pub fn write(html: &mut Markup, language: Language) {
    let saving = Unsent::current().saving.get();
    let is_refused = saving == Saving::Refused;
    let has_ended = is_refused && ending::current().has_ended.get();
    let class = match saving.is_trouble() {
        true => "save-note save-note--waiting",
        false => "save-note",
    };
    html.tags("<p")
        .attribute("class", class)
        .attribute("data-saving", saving.state())
        .tags(" role=\"status\">");
    // The bar, or the dialog, says it already.
    if !has_ended {
        html.text(&saving.say(language));
    }
    if is_refused && !has_ended {
        html.text(language.space());
        problem::write_sign_in_here(html, language);
    }
    html.tags("</p>");
}
