//! What was sent back and is sent again as it was: named once before it goes.

use domain::form::Field;
use domain::text::Language;

use crate::form::draft_form::write_link;
use crate::language::short_label_text;
use crate::live::markup::Markup;

/// Writes the fields, each a link until it is changed.
pub fn write(html: &mut Markup, language: Language, fields: &[&Field]) {
    html.tags(
        "<div class=\"banner banner--warn\" role=\"alert\" tabindex=\"-1\" data-problem=\"same\">",
    )
    .tags("<h2 class=\"status__reason-title\">")
    .text(domain::t!(language, "correction.same_title"))
    .tags("</h2><p>")
    .text(domain::t!(language, "correction.same_text"))
    .tags("</p><ul>");
    for field in fields {
        write_link(html, field.id, &short_label_text(language, field.id));
    }
    html.tags("</ul></div>");
}
