//! A field of a form the app sends by itself (`live::sending`): HTML, and in it what is said when it
//! is left empty.

use domain::form::FieldError;
use domain::text::Key;
use leptos::prelude::*;

use crate::language::language_signal;

/// Label, control, and the place where the reason stands when something is wrong with it.
#[component]
pub fn SentField(
    /// Id of the control, and its name.
    id: &'static str,
    /// Type of the control.
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers fill in.
    autocomplete: &'static str,
    /// The label.
    label: Key,
    /// A line of help.
    #[prop(optional)]
    hint: Option<Key>,
    /// What is in it at first.
    #[prop(optional)]
    value: String,
    /// Id of a message about the whole form that this field has to do with.
    about: &'static str,
    /// It was wrong: it is empty again, and the keyboard goes there.
    #[prop(optional)]
    is_afresh: bool,
) -> impl IntoView {
    let language = language_signal().get_untracked();
    let mark = move |is_so: bool| is_so.then_some("");
    let reveal = (kind == "password").then(|| {
        let [show, hide] = [
            domain::t!(language, "field_part.show"),
            domain::t!(language, "field_part.hide"),
        ];
        view! {
            <button type="button" class="field__reveal" aria-pressed="false" aria-controls=id
                data-show=show data-hide=hide>{show}</button>
        }
    });
    let malformed = (kind == "email").then(|| FieldError::Malformed.say(language, id));
    let described = format!("{id}-hint {id}-error {about}");
    view! {
        <div class="field field--text" data-field=id data-state="empty">
            <label class="field__label" for=id>{label.in_language(language)}</label>
            {hint.map(|hint| view! {
                <p class="field__hint" id=format!("{id}-hint")>{hint.in_language(language)}</p>
            })}
            <div class="field__control">
                <input
                    id=id
                    name=id
                    type=kind
                    value=value
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    required
                    aria-describedby=described
                    aria-invalid="false"
                    data-missing=FieldError::Required.say(language, id)
                    data-malformed=malformed
                    data-afresh=mark(is_afresh)
                    data-told=mark(is_afresh)
                />
                {reveal}
            </div>
            <div class="field__message" role="status"></div>
        </div>
    }
}
