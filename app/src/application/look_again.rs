//! What is acceptable and seldom meant: named once before a step goes on.

use domain::form::Warning;
use domain::text::Language;

use super::draft_form::write_link;
use crate::components::markup::Markup;
use crate::language::{label_text, warning_text};

/// The id of a field, what stands in it, and why to look at it again.
pub type Doubt = (&'static str, String, Warning);

/// Writes the fields with the reasons, each a link: fewer and fewer, as they are mended.
pub fn write(html: &mut Markup, language: Language, doubts: &[Doubt]) {
    html.tags("<div class=\"banner banner--warn\" role=\"alert\" tabindex=\"-1\" data-problem=\"look-again\">")
        .tags("<h2 class=\"status__reason-title\">")
        .text(domain::t!(language, "warning.title"))
        .tags("</h2><p>")
        .text(domain::t!(language, "warning.text"))
        .tags("</p><ul>");
    for (field, _, warning) in doubts {
        let (label, reason) = (
            label_text(language, field),
            warning_text(language, warning, field),
        );
        write_link(html, field, &format!("{label}{}{reason}", language.colon()));
    }
    html.tags("</ul></div>");
}
