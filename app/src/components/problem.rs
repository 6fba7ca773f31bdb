//! Something did not work: what, and what to do now.

use domain::text::Language;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::address::use_address;
use crate::error::{AppError, say_code};
use crate::form::unsent::Unsent;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::session::ending::{self, Ending};
use crate::{browser, paths, tr};

/// Writes the sentence of an error code, as [`Problem`] shows it: it answers what was done on a long
/// page, and takes the keyboard (see [`browser::take_reader_to`]).
pub fn write(html: &mut Markup, language: Language, code: &str, seconds: u32) {
    html.tags("<div class=\"banner banner--bad\" role=\"alert\" tabindex=\"-1\"")
        .attribute("data-problem", code)
        .tags("><p>")
        .text(&say_code(language, code, seconds))
        .tags("</p>");
    let way = match code {
        "password_due" => Some((
            paths::PASSWORD,
            domain::t!(language, "account.password.title"),
        )),
        "password_expired" => Some((
            paths::RECOVER,
            domain::t!(language, "account.recover.title"),
        )),
        _ => None,
    };
    if code == "signed_out" {
        html.tags("<p>");
        write_sign_in_here(html, language);
        html.tags("</p>");
    }
    if let Some((to, text)) = way {
        html.tags("<p><a")
            .attribute("href", to)
            .tags(">")
            .text(text)
            .tags("</a></p>");
    }
    html.tags("</div>");
}

/// Writes what [`SignInHere`] shows; who writes it calls [`sign_in_here`] when it is pressed, and
/// [`look_whether_ended`] when it comes.
pub fn write_sign_in_here(html: &mut Markup, language: Language) {
    html.tags("<a data-action=\"sign-in-here\"")
        .attribute("href", way_in(ending::current(), &use_address().path.get()))
        .tags(">")
        .text(domain::t!(language, "session_end.here"))
        .tags("</a>");
}

/// Where somebody signs in, also where nobody is known to be signed in any more: by what page it is.
fn way_in(ending: Ending, path: &str) -> &'static str {
    match ending.is_staff() || paths::is_of_staff(path) {
        true => paths::STAFF_SIGN_IN,
        false => paths::SIGN_IN,
    }
}

/// Asks them to sign in where they are, if that is possible; the link leads on otherwise.
pub fn sign_in_here(ending: Ending, event: &web_sys::Event) {
    if ending.can_ask() {
        event.prevent_default();
        event.stop_propagation();
        ending.ask();
    }
}

/// What was refused may be the first to know that the session has ended.
pub fn look_whether_ended(ending: Ending, unsent: Unsent) {
    spawn_local(ending.look(unsent));
}

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
    Effect::new(move |_| look_whether_ended(ending, unsent));
    let address = use_address().path;
    let path = move || way_in(ending, &address.get());
    let open = move |event: leptos::ev::MouseEvent| sign_in_here(ending, &event);
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
