//! What came into a page that a plain form shows again, and is to be chosen from.

use domain::form::Field;
use domain::text::Language;

use crate::form::draft_form::write_link;
use crate::form::paper::Paper;
use crate::language::label_text;
use crate::live::markup::Markup;

/// Writes the lists that came with the answers above them: not wrong, only not answered yet.
pub fn write(html: &mut Markup, language: Language, paper: &Paper) {
    // One that waits for another list has its turn after it.
    let is_open = |field: &&Field| {
        let list = paper.choices.get(field.id);
        list.is_some_and(|list| !list.is_empty()) && field.check(&paper.scope()).is_err()
    };
    let open: Vec<&Field> = paper.more.iter().copied().filter(is_open).collect();
    if open.is_empty() {
        return;
    }
    html.tags("<div class=\"banner banner--info\" role=\"status\" data-more><h2>")
        .text(domain::t!(language, "more.title"))
        .tags("</h2><p>")
        .text(domain::t!(language, "more.text"))
        .tags("</p><ul>");
    for field in open {
        write_link(html, field.id, &label_text(language, field.id));
    }
    html.tags("</ul></div>");
}
