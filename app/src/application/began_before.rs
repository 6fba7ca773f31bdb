//! The way on for whoever began a registration in another browser.

use leptos::prelude::*;

use crate::account::next::sign_in_then;
use crate::language::space;
use crate::{paths, tr};

/// A quiet line: whoever has an account is signed in, who has not may have had one elsewhere.
#[component]
pub fn BeganBefore() -> impl IntoView {
    view! {
        <p class="page__aside">
            {tr!("registration.began_before")} {space()}
            <a href=sign_in_then(paths::REGISTER) data-action="began-before">{tr!("registration.sign_in")}</a>
        </p>
    }
}
