//! A field that was changed in two places: both texts, and a choice between them.

use domain::form::drawn::{keep, take_other};
use domain::form::{Field, FieldError};
use leptos::prelude::*;

use crate::application::form::form;
use crate::browser;
use crate::language::language_signal;
use crate::tr;

/// The other text, and the buttons. Without scripts they send the page, as its other buttons do.
#[component]
pub fn Disputed(field: &'static Field, reason: FieldError) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let other = reason.other().unwrap_or_default().to_owned();
    let (keep, take) = (keep(field.id, &other), take_other(field.id, &other));
    let text = move || reason.other_text(language.get(), field.id);
    let choose = move |event: leptos::ev::MouseEvent, takes_other: bool| {
        event.prevent_default();
        form.choose(field, takes_other);
        browser::focus(field.id);
    };
    view! {
        <div class="field__disputed" id=format!("{}-error", field.id) data-disputed=field.id>
            <p class="field__error">{tr!("disputed.text")}</p>
            <blockquote class="field__other" data-other=field.id>{text}</blockquote>
            <div class="field__choice">
                <button class="button button--secondary" type="submit" name="action" value=keep
                    data-action="keep-here" formnovalidate on:click=move |event| choose(event, false)>
                    {tr!("disputed.keep")}
                </button>
                <button class="button button--secondary" type="submit" name="action" value=take
                    data-action="take-other" formnovalidate on:click=move |event| choose(event, true)>
                    {tr!("disputed.take")}
                </button>
            </div>
        </div>
    }
}
