//! Controls for text, passwords, dates, several lines, and a box to tick.

use domain::form::{Control, Field, Keyboard};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;

use super::{control_name, described_by};
use crate::application::form::{Form, Mark, form};
use crate::components::escaped::escaped;
use crate::components::reveal::Reveal;
use crate::language::language_signal;

/// Takes in what is typed, and judges it when the field is left, or while a wrong text is being
/// mended. Never while an input method composes.
fn take_in(
    form: Form,
    field: &'static Field,
    mark: Memo<Mark>,
) -> impl Fn(String, bool, bool) + Copy {
    move |text, is_left, is_composing| {
        if is_composing {
            return;
        }
        // Leaving the page takes the focus away too; there is nobody to tell then.
        let Some(mark) = mark.try_get_untracked() else {
            return;
        };
        let is_wrong = matches!(mark, Mark::Invalid(_));
        if is_left {
            form.leave(field, text);
            // Before a code was sent nobody can enter one; once it is entered the server says.
            if !matches!(field.control, Control::EmailCode { .. }) {
                form.judge(field);
            }
        } else if is_wrong {
            form.mend(field, text);
        } else {
            form.type_in(field, &text);
        }
    }
}

fn is_composing(event: &leptos::ev::Event) -> bool {
    event
        .dyn_ref::<web_sys::InputEvent>()
        .is_some_and(web_sys::InputEvent::is_composing)
}

/// One line.
#[component]
pub fn TextField(field: &'static Field) -> impl IntoView {
    let form = form();
    let mark = form.mark(field);
    let take = take_in(form, field, mark);
    let is_password = matches!(field.control, Control::Password);
    let kind = match field.control {
        Control::Password => "password",
        Control::Date => "date",
        Control::Text(Keyboard::Telephone) => "tel",
        Control::Text(Keyboard::Email) => "email",
        _ => "text",
    };
    let mode = move || match form.with_scope(|scope| field.keyboard(scope)) {
        Keyboard::Text => "text",
        Keyboard::Numeric => "numeric",
        Keyboard::Telephone => "tel",
        Keyboard::Email => "email",
    };
    let shown = RwSignal::new(false);
    view! {
        <input
            id=field.id
            name=control_name(field)
            type=move || if shown.get() { "text" } else { kind }
            inputmode=mode
            value=form.answers.with_untracked(|answers| answers.get(field.id).to_owned())
            autocomplete=field.autocomplete
            autocapitalize="off"
            spellcheck="false"
            aria-describedby=described_by(field)
            aria-invalid=move || matches!(mark.get(), Mark::Invalid(_)).to_string()
            on:blur:target=move |event| take(event.target().value(), true, false)
            on:change:target=move |event| take(event.target().value(), true, false)
            on:input=move |event| take(event_target_value(&event), false, is_composing(&event))
            on:compositionend:target=move |event| take(event.target().value(), false, false)
        />
        {is_password.then(|| view! {
            <Reveal of=field.id shown/>
        })}
    }
}

/// Several lines.
#[component]
pub fn LongTextField(field: &'static Field) -> impl IntoView {
    let form = form();
    let mark = form.mark(field);
    let take = take_in(form, field, mark);
    view! {
            <textarea
                id=field.id
                name=control_name(field)
                rows="3"
                autocomplete=field.autocomplete
                aria-describedby=described_by(field)
                aria-invalid=move || matches!(mark.get(), Mark::Invalid(_)).to_string()
    inner_html=form
                    .answers
                    .with_untracked(|answers| escaped(answers.get(field.id)))
                on:blur:target=move |event| take(event.target().value(), true, false)
                on:change:target=move |event| take(event.target().value(), true, false)
                on:input=move |event| take(event_target_value(&event), false, is_composing(&event))
                on:compositionend:target=move |event| take(event.target().value(), false, false)
            ></textarea>
        }
}

/// A box to tick.
#[component]
pub fn CheckField(field: &'static Field) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let option = form.page.with_value(|page| page.number(field.id, "yes"));
    let is_ticked = form
        .answers
        .with_untracked(|answers| answers.get(field.id) == "yes");
    view! {
        <label class="check">
            <input
                id=field.id
                name=control_name(field)
                type="checkbox"
                value="yes"
                data-option=option
                checked=is_ticked
                aria-describedby=described_by(field)
                on:change:target=move |event| {
                    form.leave(field, if event.target().checked() { "yes" } else { "" }.to_owned());
                }
            />
            <span>{move || domain::text::say(language.get(), &format!("field.{}.box", field.id))}</span>
        </label>
    }
}
