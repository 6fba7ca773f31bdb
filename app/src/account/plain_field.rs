//! A field outside the wizard: nothing of it is autosaved, and the browser owns what is typed, so
//! a text entered before the page was hydrated stays. What the browser finds wrong is said here, in
//! the language of the page, and not in a bubble of its own.

use crate::address::use_query_map;
use crate::told::Told;
use domain::form::{FieldError, Warning};
use domain::text::Key;
use domain::value::email_address::EmailAddress;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;

use crate::browser;
use crate::components::field_warning::FieldWarning;
use crate::components::reveal::Reveal;
use crate::language::language_signal;

/// What a plain form was told is wrong with this field (`field` and `problem` in the query).
#[must_use]
pub fn wrong_field(id: &'static str) -> RwSignal<Option<FieldError>> {
    let told = use_query_map().with_untracked(|query| {
        Told::Problem
            .read(query)
            .filter(|_| Told::Field.read(query).is_some_and(|field| field == id))
    });
    RwSignal::new(told.map(|code| FieldError::of_code(&code).unwrap_or(FieldError::Malformed)))
}

/// What is said of a text the browser does not send.
fn reason_of(kind: &str, text: &str) -> FieldError {
    match kind {
        "email" if !text.trim().is_empty() => EmailAddress::parse(text)
            .err()
            .unwrap_or(FieldError::Malformed),
        _ => FieldError::Required,
    }
}

/// Label, control, and the reason when something is wrong with it.
#[component]
pub fn PlainField(
    /// Id of the control.
    id: &'static str,
    /// Its name, where it is not its id.
    #[prop(optional)]
    name: Option<&'static str>,
    /// Type of the control.
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers fill in.
    autocomplete: &'static str,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// The label.
    label: Key,
    /// A line of help.
    #[prop(optional)]
    hint: Option<Key>,
    /// What is in it at first.
    #[prop(optional)]
    value: String,
    /// Id of a message about the whole form that this field has to do with.
    #[prop(default = "")]
    about: &'static str,
    /// The keyboard goes here when the page is opened.
    #[prop(optional)]
    takes_focus: bool,
    /// Called with what stands in it when it is left.
    #[prop(optional, into)]
    left: Option<Callback<String>>,
    /// What may be a slip of the hand in it: said when it is left, and in what is in it at first.
    #[prop(optional)]
    warns: Option<fn(&str) -> Option<Warning>>,
    /// Under which name the tab remembers what is typed until it is sent.
    #[prop(optional)]
    memory: Option<&'static str>,
    /// What is wrong; gone as soon as somebody types.
    error: RwSignal<Option<FieldError>>,
) -> impl IntoView {
    let language = language_signal();
    let reason = move || error.get().map(|reason| reason.say(language.get(), id));
    let is_wrong = move || error.with(Option::is_some);
    let shown = RwSignal::new(false);
    let doubt = move |text: &str| warns.and_then(|warns| warns(text));
    let warning = RwSignal::new(doubt(&value));
    if let Some(memory) = memory {
        let first = value.clone();
        Effect::new(move || {
            // Once: what was typed before the page was hydrated comes first.
            let typed = browser::control_text(id).unwrap_or_default();
            let known = browser::remembered_text(memory).filter(|known| *known != typed);
            if let Some(known) = known.filter(|_| typed.is_empty() || typed == first) {
                browser::set_control_text(id, &known);
                warning.set(doubt(&known));
            }
        });
    }
    let keep = move || {
        if let Some(memory) = memory {
            let typed = browser::control_text(id).unwrap_or_default();
            browser::remember_text(memory, &typed);
        }
    };
    let take = Callback::new(move |meant: String| {
        browser::set_control_text(id, &meant);
        error.set(None);
        warning.set(None);
        keep();
        browser::focus(id);
    });
    let described = format!("{id}-hint {id}-error {about}");
    view! {
        <div
            class="field field--text"
            data-field=id
            data-state=move || if is_wrong() { "invalid" } else { "empty" }
        >
            <label class="field__label" for=id>{move || label.in_language(language.get())}</label>
            {hint.map(|hint| view! {
                <p class="field__hint" id=format!("{id}-hint")>{move || hint.in_language(language.get())}</p>
            })}
            <div class="field__control">
                <input
                    id=id
                    name=name.unwrap_or(id)
                    type=move || if shown.get() { "text" } else { kind }
                    value=value
                    autocomplete=autocomplete
                    inputmode=inputmode
                    autocapitalize="off"
                    spellcheck="false"
                    required
                    autofocus=takes_focus
                    aria-describedby=described.trim_end().to_owned()
                    aria-invalid=move || is_wrong().to_string()
                    on:input=move |_| {
                        error.set(None);
                        warning.set(None);
                        keep();
                    }
                    on:invalid=move |event| {
                        event.prevent_default();
                        let Some(input) = event.target() else { return };
                        let input: web_sys::HtmlInputElement = input.unchecked_into();
                        error.set(Some(reason_of(kind, &input.value())));
                        if browser::is_first_invalid(&input) {
                            browser::focus(id);
                        }
                    }
                    on:blur:target=move |event| {
                        warning.set(doubt(&event.target().value()));
                        if let Some(left) = left {
                            left.run(event.target().value());
                        }
                    }
                />
                {(kind == "password").then(|| view! { <Reveal of=id shown/> })}
            </div>
            <div class="field__message" role="status">
                {move || reason().map(|reason| view! {
                    <p class="field__error" id=format!("{id}-error")>{reason}</p>
                })}
                {move || warning.get().map(|warning| view! { <FieldWarning field=id warning take/> })}
            </div>
        </div>
    }
}
