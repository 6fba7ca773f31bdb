//! What was read from a picture, beside what was answered: on the page below the picture; the viewer
//! shows the same at its side.

use domain::review::view::ReadValue;
use domain::text::{Language, say};

use crate::components::answer_text;
use crate::language::short_label_text;
use crate::live::markup::Markup;

/// Writes the list.
pub fn write(html: &mut Markup, language: Language, readings: &[ReadValue]) {
    html.tags("<dl class=readings>");
    for reading in readings {
        let agrees = reading.agrees();
        let verdict = if agrees { "same" } else { "differs" };
        html.tags(match agrees {
            true => "<div class=readings__line",
            false => "<div class=\"readings__line readings__line--differs\"",
        })
        .attribute("data-reading", &reading.field)
        .tags("><dt class=readings__field>")
        .text(&short_label_text(language, &reading.field))
        .tags(" <span class=readings__verdict>")
        .text(&say(language, &format!("desk.reading.{verdict}")))
        .tags("</span></dt>");
        if !agrees {
            html.tags("<dd class=readings__value><span class=readings__of>")
                .text(domain::t!(language, "desk.reading.answer"))
                .tags("</span> ");
            match reading.answer.is_empty() {
                true => {
                    html.text(domain::t!(language, "desk.reading.empty"));
                }
                false => answer_text::write(html, language, &reading.field, &reading.answer),
            }
            html.tags("</dd>");
        }
        html.tags("<dd class=readings__value>");
        if !agrees {
            html.tags("<span class=readings__of>")
                .text(domain::t!(language, "desk.reading.read"))
                .tags("</span>");
        }
        html.tags(" ");
        answer_text::write(html, language, &reading.field, &reading.read);
        html.tags("</dd></div>");
    }
    html.tags("</dl>");
}
