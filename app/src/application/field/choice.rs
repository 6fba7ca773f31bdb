//! A few choices, all visible, one to be ticked.

use domain::form::Scope;
use domain::text::{find, say};
use leptos::prelude::*;

use super::{Seen, control_name};
use crate::components::markup::Markup;

/// Radio buttons: every choice there ever is on this page; which are offered the answers decide.
pub fn write(html: &mut Markup, seen: Seen, choices: fn(&Scope) -> &'static [&'static str]) {
    let Seen {
        draft,
        field,
        language,
    } = seen;
    let form = draft.form;
    let (offered, chosen) =
        form.with_scope(|scope| (choices(scope), field.entered(scope).to_owned()));
    html.tags("<div class=choices")
        .attribute("id", field.id)
        .tags(" role=radiogroup")
        .attribute("aria-labelledby", &seen.id("label"));
    seen.describe(html);
    html.tags(" tabindex=-1>");
    let is_alive = form.is_alive.get();
    form.page.with_value(|page| {
        for (code, asked) in page.choices(field.id) {
            let is_unasked = is_alive && !offered.contains(code);
            let number = page.number(field.id, code).map(|number| number.to_string());
            let class = if is_unasked {
                "choice is-unasked"
            } else {
                "choice"
            };
            let sentence = format!("choice.{}.{code}", field.id);
            let hint = format!("choice_hint.{}.{code}", field.id);
            html.tags("<label")
                .attribute("class", class)
                .maybe("data-with", asked.with().as_deref())
                .maybe("data-without", asked.without().as_deref())
                .tags("><input type=radio")
                .attribute("id", &seen.id(code))
                .attribute("name", &control_name(field))
                .attribute("value", code)
                .maybe("data-option", number.as_deref())
                .flag("checked", chosen == *code)
                .tags("><span class=choice__text><span>")
                .text(&say(language, &sentence))
                .tags("</span><small>")
                .text(find(language, &hint).unwrap_or_default())
                .tags("</small></span></label>");
        }
    });
    html.tags("</div>");
}
