//! A few choices, all visible, one to be ticked.

use domain::form::Scope;
use domain::text::{find_of, say_of};

use crate::form::field::Seen;
use crate::form::field::control_name;
use crate::language::kind_id;
use crate::live::markup::Markup;

/// Radio buttons: every choice there ever is on this page; which are offered the answers decide.
pub fn write(html: &mut Markup, seen: Seen, choices: fn(&Scope) -> &'static [&'static str]) {
    let Seen {
        paper,
        field,
        language,
        ..
    } = seen;
    let scope = &paper.scope();
    let (offered, chosen) = (choices(scope), field.entered(scope));
    html.tags("<div class=\"choices\"")
        .attribute("id", field.id)
        .tags(" role=\"radiogroup\"")
        .attribute("aria-labelledby", &seen.id("label"));
    seen.describe(html);
    html.tags(" tabindex=\"-1\">");
    for (code, asked) in paper.page.choices(field.id) {
        let is_unasked = paper.is_hydrated && !offered.contains(code);
        let number = paper.page.number(field.id, code);
        let number = number.map(|number| number.to_string());
        let sentence = format!("choice.{}.{code}", field.id);
        let hint = format!("choice_hint.{}.{code}", field.id);
        html.tags("<label")
            .classes("choice", [("is-unasked", is_unasked)])
            .maybe("data-with", asked.with().as_deref())
            .maybe("data-without", asked.without().as_deref())
            .tags("><input type=\"radio\"")
            .attribute("id", &seen.id(code))
            .attribute("name", &control_name(field))
            .attribute("value", code)
            .maybe("data-option", number.as_deref())
            .flag("checked", chosen == *code)
            .tags("><span class=\"choice__text\"><span>")
            .text(&say_of(language, kind_id(), &sentence))
            .tags("</span><small>")
            .text(find_of(language, kind_id(), &hint).unwrap_or_default())
            .tags("</small></span></label>");
    }
    html.tags("</div>");
}
