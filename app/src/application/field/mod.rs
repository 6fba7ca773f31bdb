//! A field: label, hint, control, mark and reason. Draws any [`Field`] of any kind.

use domain::form::{Control, Field};
use leptos::prelude::*;

use self::choice_field::ChoiceField;
use self::code_field::CodeField;
use self::disputed::Disputed;
use self::select_field::SelectField;
use self::text_field::{CheckField, LongTextField, TextField};
use self::upload_field::UploadField;
use super::form::{Form, Mark, form};
use super::uploads::Slot;
use crate::browser;
use crate::components::field_warning::FieldWarning;
use crate::language::{label_text, language_signal};
use crate::tr;

mod choice_field;
mod code_field;
mod disputed;
pub mod group;
mod select_field;
mod text_field;
mod upload_field;

/// The name of the control in a plain form.
#[must_use]
pub fn control_name(field: &Field) -> String {
    match field.control {
        Control::Upload => field.id.to_owned(),
        _ => format!("answers[{}]", field.id),
    }
}

/// What the control is described by, for screen readers.
#[must_use]
pub fn described_by(field: &Field) -> String {
    format!("{0}-hint {0}-error", field.id)
}

/// One field, with whatever control it wants; nothing while it does not apply. What a choice of the
/// page decides about is there from the beginning, shown or not.
#[component]
pub fn FieldView(field: &'static Field) -> impl IntoView {
    let form = form();
    if form.page.with_value(|page| page.field(field.id).varies()) {
        return view! { <FieldFrame field/> }.into_any();
    }
    let applies = form.applies(field);
    view! { <Show when=move || applies.get()><FieldFrame field/></Show> }.into_any()
}

#[component]
fn FieldFrame(field: &'static Field) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let mark = form.mark(field);
    let asked = form.page.with_value(|page| page.field(field.id).clone());
    let applies = form.applies(field);
    let is_group = matches!(field.control, Control::Radio(_) | Control::Upload);
    let is_required = Memo::new(move |_| form.with_scope(|scope| (field.required)(scope)));
    let is_read = Memo::new(move |_| form.sources.with(|sources| sources.contains_key(field.id)));
    let slot = form.slot(field.id);
    let is_refused = Memo::new(move |_| {
        slot.with(|slot| matches!(slot, Slot::Failed(trouble) if trouble.is_refusal()))
    });
    keep_in_step(form, field);
    let control = match field.control {
        Control::Text(_) | Control::Password | Control::Date => {
            view! { <TextField field/> }.into_any()
        }
        Control::LongText => view! { <LongTextField field/> }.into_any(),
        Control::Radio(choices) => view! { <ChoiceField field choices/> }.into_any(),
        Control::Select { source, parent } => {
            view! { <SelectField field source parent/> }.into_any()
        }
        Control::Check => view! { <CheckField field/> }.into_any(),
        Control::EmailCode { address } => view! { <CodeField field address/> }.into_any(),
        Control::Upload => view! { <UploadField field state=slot/> }.into_any(),
    };
    let label = move || {
        view! {
            {move || label_text(language.get(), field.id)}
            <Show when=move || is_required.get()><span class="field__required" aria-hidden="true">"*"</span></Show>
        }
    };
    let hint = move || form.with_scope(|scope| field.hint(language.get(), scope));
    let is_same = form.is_same(field);
    // A fact at first; a warning once it was tried to send it so.
    let same_class = move || match form.was_asked.get() {
        true => "field__warning",
        false => "field__hint",
    };
    let warning = Memo::new(move |_| form.with_scope(|scope| field.warning(scope)));
    // The button goes with the doubt.
    let take = Callback::new(move |meant: String| {
        form.leave(field, meant);
        browser::focus(field.id);
    });
    // What is wrong with a picture is said in its slot.
    let reason = move || match mark.get() {
        Mark::Invalid(reason) if !is_refused.get() => Some(reason),
        _ => None,
    };
    view! {
        <div
            class=format!("field field--{}", control_class(&field.control))
            class:is-unasked=move || form.is_alive.get() && !applies.get()
            data-with=asked.with()
            data-without=asked.without()
            data-field=field.id
            data-state=move || match slot.with(Slot::is_busy) {
                true => "uploading",
                false if is_refused.get() => "invalid",
                false => mark.get().state(),
            }
            data-source=move || is_read.get().then_some("document")
        >
            {match is_group || matches!(field.control, Control::Check) {
                true => view! { <div class="field__label" id=format!("{}-label", field.id)>{label()}</div> }.into_any(),
                false => view! { <label class="field__label" for=field.id>{label()}</label> }.into_any(),
            }}
            <p class="field__hint" id=format!("{}-hint", field.id)>{hint}</p>
            <div class="field__control">{control}<span class="field__mark" aria-hidden="true"></span></div>
            <Show when=move || is_read.get()>
                <p class="field__source">{move || domain::t!(language.get(), "upload.read_from_document")}</p>
            </Show>
            <div class="field__message" role="status">
                {move || reason().map(|reason| match reason.other() {
                    Some(_) => view! { <Disputed field reason/> }.into_any(),
                    None => view! {
                        <p class="field__error" id=format!("{}-error", field.id)>
                            {reason.say(language.get(), field.id)}
                        </p>
                    }.into_any(),
                })}
                <Show when=move || is_same.get()>
                    <p class=same_class data-same=field.id>{tr!("correction.same")}</p>
                </Show>
                {move || warning.get().map(|warning| view! { <FieldWarning field=field.id warning take/> })}
            </div>
        </div>
    }
}

const fn control_class(control: &Control) -> &'static str {
    match control {
        Control::Text(_) | Control::Password => "text",
        Control::LongText => "long-text",
        Control::Radio(_) => "choice",
        Control::Select { .. } => "select",
        Control::Date => "date",
        Control::Check => "check",
        Control::Upload => "upload",
        Control::EmailCode { .. } => "code",
    }
}

/// Keeps page and answers in step: what was typed before the page came alive is taken in, and what
/// a reader fills in later appears in the page.
fn keep_in_step(form: Form, field: &'static Field) {
    if field.is_upload() {
        return;
    }
    let text = form.text(field.id);
    Effect::new(move |before: Option<String>| {
        let text = text.get();
        let in_page = match field.control {
            Control::Radio(_) => browser::radio_text(&control_name(field)),
            _ => browser::control_text(field.id),
        };
        match (before, in_page) {
            (None, Some(typed)) if typed != text && !typed.is_empty() => form.leave(field, typed),
            (Some(before), in_page) if before != text && in_page.as_deref() != Some(&text) => {
                match field.control {
                    Control::Radio(_) => browser::set_radio(&control_name(field), &text),
                    _ => browser::set_control_text(field.id, &text),
                }
            }
            _ => {}
        }
        text
    });
}
