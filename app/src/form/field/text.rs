//! Controls for text, passwords, dates, textareas and checkboxes; and what is typed in them.

use domain::form::{Control, Field, Keyboard};
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Event, InputEvent};

use crate::browser;
use crate::components::reveal;
use crate::form::Form;
use crate::form::field::{Seen, control_name};
use crate::live::follow;
use crate::live::markup::Markup;

/// One line.
pub fn write_line(html: &mut Markup, seen: Seen) {
    let Seen {
        page,
        paper,
        field,
        language,
    } = seen;
    let is_password = matches!(field.control, Control::Password);
    let is_revealed = is_password && page.surface.revealed.contains(field.id);
    let kind = match field.control {
        Control::Password if is_revealed => "text",
        Control::Password => "password",
        Control::Date => "date",
        Control::Text(Keyboard::Telephone) => "tel",
        Control::Text(Keyboard::Email) => "email",
        _ => "text",
    };
    let mode = match field.keyboard(&paper.scope()) {
        Keyboard::Text => "text",
        Keyboard::Numeric => "numeric",
        Keyboard::Telephone => "tel",
        Keyboard::Email => "email",
    };
    html.tags("<input");
    seen.name(html);
    html.attribute("type", kind)
        .attribute("inputmode", mode)
        .attribute("value", seen.text())
        .attribute("autocomplete", field.autocomplete)
        .tags(" autocapitalize=\"off\" spellcheck=\"false\"");
    seen.describe(html);
    seen.mark_wrong(html);
    html.tags(">");
    if is_password {
        reveal::write(html, language, field.id, is_revealed);
    }
}

/// A textarea.
pub fn write_lines(html: &mut Markup, seen: Seen) {
    html.tags("<textarea");
    seen.name(html);
    html.tags(" rows=\"3\"")
        .attribute("autocomplete", seen.field.autocomplete);
    seen.describe(html);
    seen.mark_wrong(html);
    html.tags(">").lines(seen.text()).tags("</textarea>");
}

/// A box to tick.
pub fn write_box(html: &mut Markup, seen: Seen) {
    let field = seen.field;
    let number = seen.paper.page.number(field.id, "yes");
    let number = number.map(|number| number.to_string());
    html.tags("<label class=\"check\"><input");
    seen.name(html);
    html.tags(" type=\"checkbox\" value=\"yes\"")
        .maybe("data-option", number.as_deref())
        .flag("checked", seen.text() == "yes");
    seen.describe(html);
    html.tags("><span>")
        .text(&domain::text::say(
            seen.language,
            &format!("field.{}.box", field.id),
        ))
        .tags("</span></label>");
}

/// Takes in what was done to the control of a field, other than that of a picture.
pub fn take_in(form: Form, field: &'static Field, event: &Event) {
    let is_left = matches!(event.type_().as_str(), "change" | "blur");
    let is_composing = event
        .dyn_ref::<InputEvent>()
        .is_some_and(InputEvent::is_composing);
    // Leaving the page takes the focus away too; there is nobody to tell then.
    if is_composing || form.is_gone() {
        return;
    }
    match field.control {
        Control::Radio(_) => {
            if event.type_() == "change"
                && let Some(chosen) = browser::radio_text(&control_name(field))
            {
                form.leave(field, chosen);
            }
        }
        Control::Check => {
            if event.type_() == "change" {
                form.leave(field, browser::control_text(field.id).unwrap_or_default());
            }
        }
        Control::Select { .. } => {
            if is_left {
                form.leave(field, browser::control_text(field.id).unwrap_or_default());
            }
            if event.type_() == "blur" {
                form.judge(field);
            }
        }
        Control::Upload => {}
        _ => {
            if let Some(text) = browser::control_text(field.id) {
                take_in_text(form, field, text, is_left);
            }
        }
    }
}

/// A text is judged when its field is left, or while a wrong one is being mended. Never while an input
/// method composes.
fn take_in_text(form: Form, field: &'static Field, text: String, is_left: bool) {
    if is_left {
        form.leave(field, text);
        // Before a code was sent nobody can enter one; once it is entered the server says.
        if !matches!(field.control, Control::EmailCode { .. }) {
            form.judge(field);
        }
    } else if form.paper.peek(|paper| paper.is_wrong(field)) {
        form.mend(field, text);
    } else {
        form.type_in(field, &text);
    }
}

/// Keeps page and answers in step: what was typed before the page was hydrated is taken in, and what
/// a reader fills in later appears in the page.
pub fn keep_in_step(form: Form, field: &'static Field) {
    if field.is_upload() {
        return;
    }
    let in_page = move || match field.control {
        Control::Radio(_) => browser::radio_text(&control_name(field)),
        _ => browser::control_text(field.id),
    };
    let show = move |text: &str| match field.control {
        Control::Radio(_) => browser::set_radio(&control_name(field), text),
        _ => browser::set_control_text(field.id, text),
    };
    let paper = form.paper;
    follow(
        move || paper.see(|paper| paper.text(field.id).to_owned()),
        move |before, text| match (before, in_page()) {
            (None, Some(typed)) if typed != text && !typed.is_empty() => form.leave(field, typed),
            (Some(_), in_page) if in_page.as_deref() != Some(text) => show(text),
            _ => {}
        },
    );
    if matches!(field.control, Control::Radio(_)) {
        // What is chosen may change with what is offered.
        follow(
            move || paper.see(|paper| field.entered(&paper.scope()).to_owned()),
            move |before, now| {
                if before.is_some() {
                    show(now);
                }
            },
        );
    }
}
