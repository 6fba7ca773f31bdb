//! The list of keys, and the switch for them. The button is there once the page is hydrated: before,
//! and without scripts, no key does anything.

use domain::text::{Language, say};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement};

use super::rule::{KeyAct, LINES};
use super::{Keys, possible};
use crate::live::markup::Markup;
use crate::live::{Attended, at, listen};

/// The button that opens the list, and the list.
pub(super) struct KeysHelp {
    pub(super) keys: Keys,
    /// What does nothing on the page as it is now is not in the list.
    pub(super) acts: RwSignal<Vec<KeyAct>>,
    pub(super) language: RwSignal<Language>,
}

impl Attended for KeysHelp {
    fn write(&self, html: &mut Markup) {
        if !self.keys.is_hydrated.get() {
            return;
        }
        let language = self.language.get();
        let is_on = self.keys.is_on.get();
        html.tags("<button class=keys__button type=button data-action=keys aria-haspopup=dialog>")
            .text(domain::t!(language, "desk.keys.button"))
            .tags(" <kbd class=keys__key aria-hidden=true>?</kbd></button>")
            .tags("<dialog class=keys aria-labelledby=keys-title data-keys>")
            .tags("<h2 class=keys__title id=keys-title>")
            .text(domain::t!(language, "desk.keys.title"))
            .tags("</h2><p class=keys__lead>")
            .text(domain::t!(language, "desk.keys.lead"))
            .tags("</p><label class=keys__switch><input type=checkbox id=keys-on")
            .flag("checked", is_on)
            .tags("><span>")
            .text(domain::t!(language, "desk.keys.on"))
            .tags("</span></label><p class=keys__off role=status>");
        if !is_on {
            html.text(domain::t!(language, "desk.keys.off_note"));
        }
        html.tags(match is_on {
            true => "</p><dl class=keys__list>",
            false => "</p><dl class=\"keys__list keys__list--off\">",
        });
        self.write_lines(html, language);
        html.tags("</dl><div class=keys__end>")
            .tags("<button class=button type=button data-action=keys-close>")
            .text(domain::t!(language, "desk.keys.close"))
            .tags("</button></div></dialog>");
    }

    fn attend(&self, place: &Element) {
        let (keys, acts) = (self.keys, self.acts);
        keys.listen();
        let of = place.clone();
        listen(place, &["click", "change"], move |event| {
            if event.type_() == "change" {
                let switch = event.target().and_then(|it| it.dyn_into().ok());
                if let Some(switch) = switch {
                    keys.switch(HtmlInputElement::checked(&switch));
                }
                return;
            }
            let Some(button) = at(event, "button") else {
                return;
            };
            let dialog = of.query_selector("dialog").ok().flatten();
            let Some(dialog) = dialog.and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) else {
                return;
            };
            match button.get_attribute("data-action").as_deref() {
                Some("keys") => {
                    acts.set(possible());
                    let _ = dialog.show_modal();
                }
                _ => dialog.close(),
            }
        });
    }
}

impl KeysHelp {
    fn write_lines(&self, html: &mut Markup, language: Language) {
        let acts = self.acts.get();
        let is_here = |act: KeyAct| acts.contains(&act);
        for line in LINES {
            if !line.pages.contains(&self.keys.page) || !is_here(line.act) {
                continue;
            }
            html.tags("<div class=keys__line><dt>");
            for (at, key) in line.keys.iter().enumerate() {
                if at > 0 {
                    html.tags(" <span class=keys__then>")
                        .text(domain::t!(language, "desk.keys.then"))
                        .tags("</span> ");
                }
                html.tags("<kbd class=keys__key>")
                    .text(&key.to_ascii_uppercase())
                    .tags("</kbd>");
            }
            html.tags("</dt><dd>")
                .text(&say(language, &format!("desk.keys.{}", line.text)))
                .tags("</dd></div>");
        }
    }
}
