//! Forms the app sends by itself, of which nothing has to be a part: it goes on while they are
//! answered, and what is answered is a page. A form says `data-sent`; on a page whose scripts have not
//! come it is a form like any other, sent to the same address with the same answer.

use leptos::ev;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, FormData, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    SubmitEvent, UrlSearchParams,
};

use super::{navigation, swap};
use crate::browser;
use crate::form::unsent::Unsent;

/// What the answer wants the keyboard to go to.
const TOLD: &str = "[data-told]";

/// Attends to such forms, on whatever page.
pub fn attend() {
    let Some(owner) = Owner::current() else {
        return;
    };
    let _ = window_event_listener(ev::submit, move |event| {
        if let Some(form) = sent(&event) {
            event.prevent_default();
            let send = owner.with(|| ScopedFuture::new(send(form, button_of(&event))));
            spawn_local(send);
        }
    });
    // Said in the page, in its language, and not in a bubble of the browser.
    attend_to("invalid", say_what_is_wrong);
    attend_to("input", forget_what_was_wrong);
    attend_to("click", reveal);
    // Sent before the app was there.
    take_to_answer();
}

/// Hears an event wherever it happens in a form of ours, also one that goes no further by itself.
fn attend_to(name: &str, attend: fn(&Event, &HtmlElement) -> Option<()>) {
    let hear = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let target = event.target().and_then(|target| target.dyn_into().ok());
        let of_ours = |target: &HtmlElement| {
            let form = target.closest("form[data-sent]");
            form.is_ok_and(|form| form.is_some())
        };
        if let Some(target) = target.filter(of_ours) {
            attend(&event, &target);
        }
    });
    if let Some(document) = browser::document() {
        let listener = hear.as_ref().unchecked_ref();
        let _ = document.add_event_listener_with_callback_and_bool(name, listener, true);
    }
    hear.forget();
}

fn sent(event: &SubmitEvent) -> Option<HtmlFormElement> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    (form.has_attribute("data-sent") && !event.default_prevented()).then_some(form)
}

fn button_of(event: &SubmitEvent) -> Option<HtmlButtonElement> {
    event.submitter()?.dyn_into().ok()
}

const BUSY: &str = "aria-disabled";

async fn send(form: HtmlFormElement, button: Option<HtmlButtonElement>) {
    let is_busy = |button: &HtmlButtonElement| {
        button
            .get_attribute(BUSY)
            .is_some_and(|busy| busy == "true")
    };
    if button.as_ref().is_some_and(is_busy) {
        return;
    }
    let pairs = FormData::new_with_form(&form)
        .and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data));
    let (Ok(pairs), Some(action)) = (pairs, form.get_attribute("action")) else {
        return;
    };
    let turn = navigation::turn();
    let before = button.as_ref().and_then(|button| button.text_content());
    if let Some(button) = &button {
        let _ = button.set_attribute(BUSY, "true");
        button.set_text_content(button.get_attribute("data-busy").as_deref());
    }
    forget_problem();
    let unsent = Unsent::current();
    let answer = swap::send(&action, &pairs).await;
    if let Some(button) = &button {
        let _ = button.set_attribute(BUSY, "false");
        button.set_text_content(before.as_deref());
    }
    // Whoever left the page is led nowhere.
    if !form.is_connected() || navigation::turn() != turn {
        return;
    }
    let answer = match answer {
        Ok(answer) if answer.address != action || answer.page().is_some() => answer,
        _ => {
            say_that_it_failed(&form);
            return;
        }
    };
    let is_answered_here = navigation::is_shown(&answer.address);
    if let (false, Some(name)) = (is_answered_here, pairs.get("user_name")) {
        unsent.keep_of(&name);
    }
    navigation::answered(answer, is_answered_here).await;
    if is_answered_here {
        take_to_answer();
    }
}

fn take_to_answer() {
    let place = browser::document().and_then(|page| page.query_selector(TOLD).ok().flatten());
    if let Some(place) = place {
        browser::focus(&place.id());
    }
}

/// What was said before is answered now.
fn forget_problem() {
    if let Some(place) = problem_place() {
        place.set_inner_html("");
    }
}

fn problem_place() -> Option<HtmlElement> {
    let place = browser::document()?
        .query_selector("[data-problems]")
        .ok()??;
    place.dyn_into().ok()
}

/// No answer came: nothing of what was typed is lost, and the page says so.
fn say_that_it_failed(form: &HtmlFormElement) {
    let (Some(place), Some(text)) = (problem_place(), form.get_attribute("data-sent")) else {
        return;
    };
    place.set_inner_html(
        "<div class=\"banner banner--bad\" role=\"alert\" data-problem=\"unavailable\"><p></p></div>",
    );
    if let Ok(Some(line)) = place.query_selector("p") {
        line.set_text_content(Some(&text));
    }
    browser::take_keyboard(&place);
}

/// The field of a control, and where what is wrong with it is said.
fn field_of(control: &HtmlElement) -> Option<(Element, Element)> {
    let field = control.closest(".field").ok()??;
    let message = field.query_selector(".field__message").ok()??;
    Some((field, message))
}

fn say_what_is_wrong(event: &Event, control: &HtmlElement) -> Option<()> {
    let (field, message) = field_of(control)?;
    let input = control.dyn_ref::<HtmlInputElement>()?;
    event.prevent_default();
    let reason = match input.value().trim().is_empty() {
        true => control.get_attribute("data-missing"),
        false => control.get_attribute("data-malformed"),
    };
    let line = browser::document()?.create_element("p").ok()?;
    line.set_class_name("field__error");
    line.set_id(&format!("{}-error", control.id()));
    line.set_text_content(reason.as_deref());
    message.set_inner_html("");
    message.append_child(&line).ok()?;
    field.set_attribute("data-state", "invalid").ok()?;
    control.set_attribute("aria-invalid", "true").ok()?;
    if browser::is_first_invalid(control) {
        forget_problem();
        browser::focus(&control.id());
    }
    Some(())
}

fn forget_what_was_wrong(_: &Event, control: &HtmlElement) -> Option<()> {
    let (field, message) = field_of(control)?;
    if field.get_attribute("data-state").as_deref() == Some("invalid") {
        message.set_inner_html("");
        field.set_attribute("data-state", "empty").ok()?;
        control.set_attribute("aria-invalid", "false").ok()?;
    }
    Some(())
}

/// Shows a password, or hides it again.
fn reveal(_: &Event, clicked: &HtmlElement) -> Option<()> {
    let button = clicked.closest("[data-show]").ok()??;
    let of = button.get_attribute("aria-controls")?;
    let input = browser::document()?.get_element_by_id(&of)?;
    let is_shown = button.get_attribute("aria-pressed")? == "true";
    let (says, kind) = match is_shown {
        true => ("data-show", "password"),
        false => ("data-hide", "text"),
    };
    input.set_attribute("type", kind).ok()?;
    button
        .set_attribute("aria-pressed", &(!is_shown).to_string())
        .ok()?;
    button.set_text_content(button.get_attribute(says).as_deref());
    Some(())
}
