//! Something did not work: what, and what to do now.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::address::use_address;
use crate::application::unsent::Unsent;
use crate::error::{AppError, say_code};
use crate::language::language_signal;
use crate::session::ending;
use crate::{browser, paths, tr};

/// The sentence of an error code. A dead session offers a way back in.
#[component]
pub fn Problem(
    #[prop(into)] code: String,
    #[prop(optional)] seconds: u32,
    /// It answers what was done on a long page: it comes into view and takes the keyboard.
    #[prop(optional)]
    takes_focus: bool,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    if takes_focus {
        browser::focus_when_there(place);
    }
    let language = language_signal();
    let is_signed_out = code == "signed_out";
    let is_password_due = code == "password_due";
    let is_password_expired = code == "password_expired";
    let mark = code.clone();
    view! {
        <div class="banner banner--bad" role="alert" data-problem=mark node_ref=place tabindex=takes_focus.then_some("-1")>
            <p>{move || say_code(language.get(), &code, seconds)}</p>
            {is_signed_out.then(|| view! { <p><SignInHere/></p> })}
            {is_password_due.then(|| view! {
                <p><a href=paths::PASSWORD>{move || domain::t!(language.get(), "account.password.title")}</a></p>
            })}
            {is_password_expired.then(|| view! {
                <p><a href=paths::RECOVER>{move || domain::t!(language.get(), "account.recover.title")}</a></p>
            })}
        </div>
    }
}

/// A way back in that leaves the page, and what is typed in it, as it is. Without scripts it is the
/// way to the door.
#[component]
pub fn SignInHere() -> impl IntoView {
    let ending = ending::current();
    let unsent = Unsent::current();
    // What was refused may be the first to know that the session has ended.
    Effect::new(move |_| spawn_local(ending.look(unsent)));
    // Also where nobody is known to be signed in any more: by what page it is.
    let address = use_address().path;
    let path = move || match ending.is_staff() || paths::is_of_staff(&address.get()) {
        true => paths::STAFF_SIGN_IN,
        false => paths::SIGN_IN,
    };
    let open = move |event: leptos::ev::MouseEvent| {
        if ending.can_ask() {
            event.prevent_default();
            event.stop_propagation();
            ending.ask();
        }
    };
    view! {
        <a href=path data-action="sign-in-here" on:click=open>{tr!("session_end.here")}</a>
    }
}

/// In place of a page that cannot be shown.
#[component]
pub fn FailedPage(error: AppError) -> impl IntoView {
    crate::set_page_status(&error);
    view! { <Problem code=error.code() seconds=error.seconds()/> }
}
