//! A field that was changed in two places: both texts, and a choice between them.

use domain::form::FieldError;
use domain::form::drawn::{keep, take_other};

use super::Seen;
use crate::components::markup::Markup;
use crate::language::kind_id;

/// The other text, and the buttons. Without scripts they send the page, as its other buttons do.
pub fn write(html: &mut Markup, seen: Seen, reason: &FieldError) {
    let Seen {
        field, language, ..
    } = seen;
    let other = reason.other().unwrap_or_default();
    html.tags("<div class=\"field__disputed\"")
        .attribute("id", &seen.id("error"))
        .attribute("data-disputed", field.id)
        .tags("><p class=\"field__error\">")
        .text(domain::t!(language, "disputed.text"))
        .tags("</p><blockquote class=\"field__other\"")
        .attribute("data-other", field.id)
        .tags(">")
        .text(&reason.other_text(language, kind_id(), field.id))
        .tags("</blockquote><div class=\"field__choice\">");
    let mut button = |action, value: String, text| {
        html.tags(
            "<button class=\"button button--secondary\" type=\"submit\" name=\"action\" formnovalidate",
        )
        .attribute("value", &value)
        .attribute("data-action", action)
        .tags(">")
        .text(text)
        .tags("</button>");
    };
    let kept = domain::t!(language, "disputed.keep");
    button("keep-here", keep(field.id, other), kept);
    let taken = domain::t!(language, "disputed.take");
    button("take-other", take_other(field.id, other), taken);
    html.tags("</div></div>");
}
