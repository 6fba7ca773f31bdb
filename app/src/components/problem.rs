//! Something did not work: what, and what to do now.

use leptos::prelude::*;

use crate::error::say_code;
use crate::language::language_signal;
use crate::paths;

/// The sentence of an error code. A dead session offers a way back in that leaves this page, and
/// what is typed in it, as it is.
#[component]
pub fn Problem(#[prop(into)] code: String, #[prop(optional)] seconds: u32) -> impl IntoView {
    let language = language_signal();
    let is_signed_out = code == "signed_out";
    let mark = code.clone();
    view! {
        <div class="banner banner--bad" role="alert" data-problem=mark>
            <p>{move || say_code(language.get(), &code, seconds)}</p>
            {is_signed_out.then(|| view! {
                <p>
                    <a href=paths::SIGN_IN target="_blank">{move || domain::t!(language.get(), "layout.sign_in")}</a>
                </p>
            })}
        </div>
    }
}
