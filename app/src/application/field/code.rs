//! The code mailed to an address: ask for one, see when another can be asked for, enter it.

use domain::application::view::{CodeView, StepOutcome};
use domain::form::Field;
use domain::value::email_address::EmailAddress;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::text_field::TextField;
use crate::application::api;
use crate::application::form::{Mark, form};
use crate::application::step_page::Sender;
use crate::application::unsent::Unsent;
use crate::browser;
use crate::components::code_note::{self, LookAgain};
use crate::components::countdown::Countdown;
use crate::error::AppError;
use crate::language::language_signal;
use crate::session::ending;

/// Code and the button that mails one.
#[component]
pub fn CodeField(field: &'static Field, address: &'static str) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let sender = expect_context::<Sender>();
    let (ending, unsent) = (ending::current(), Unsent::current());
    let wait = Countdown::new(
        form.code
            .with_untracked(|code| code.as_ref().map_or(0, |code| code.resend_seconds)),
    );
    let is_busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let is_confirmed = Memo::new(move |_| form.with_scope(|scope| field.check(scope).is_ok()));
    let learn = move |code: CodeView| {
        wait.restart(code.resend_seconds);
        form.code.set(Some(code));
    };
    code_note::watch(
        form.code,
        move || api::mailed_code(form.place.get_value().value()),
        learn,
    );
    let to = form.text(address);
    // What is said of a code, and the wait, belong to the address it went to.
    let is_theirs = Memo::new(move |_| {
        let typed = EmailAddress::parse(&to.get()).map(|to| to.to_string());
        form.code
            .with(|code| matches!((code, typed), (Some(code), Ok(typed)) if typed == code.address))
    });
    let send = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        if let Some(text) = browser::control_text(address)
            && let Some(field) = sender.field(address)
        {
            form.leave(field, text);
            form.judged.update(|judged| {
                judged.insert(address.to_owned());
            });
        }
        if is_theirs.get_untracked() && !wait.is_over() {
            return;
        }
        is_busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let saved = sender.save("send-code").await;
            if sender.is_gone() {
                return;
            }
            match saved {
                Ok(StepOutcome::CodeSent { code }) => {
                    sender.code_sent(code.clone());
                    learn(code);
                }
                Ok(StepOutcome::Stay { errors }) => sender.show(errors),
                Ok(StepOutcome::Go { .. } | StepOutcome::Later { .. }) => {}
                // The page asks them to sign in again, and says so once.
                Err(AppError::SignedOut) if ending.can_ask() => {
                    ending.was_refused(unsent).await;
                }
                Err(error) => problem.set(Some(error.say(language.get_untracked()))),
            }
            is_busy.set(false);
        });
    };
    // What is wrong with the code is said by the field, and says what to do.
    let mark = form.mark(field);
    let is_wrong = move || matches!(mark.get(), Mark::Invalid(_));
    let theirs = Signal::derive(move || form.code.get().filter(|_| is_theirs.get()));
    let code = move || {
        theirs
            .get()
            .filter(|code| !is_wrong() || code_note::has_trouble(code))
    };
    let left = move || match is_theirs.get() {
        true => wait.left(),
        false => 0,
    };
    let sent = move || match (is_confirmed.get(), code()) {
        (true, _) => Some(domain::t!(language.get(), "code.confirmed").to_owned()),
        (false, Some(code)) => Some(code_note::sentence(language.get(), &code)),
        (false, None) => None,
    };
    let state = move || match is_confirmed.get() {
        true => None,
        false => code().map(|code| code.mail.id()),
    };
    let is_bad = move || !is_confirmed.get() && code().is_some_and(|code| code_note::is_bad(&code));
    view! {
        <div class="code">
            <TextField field/>
            <button
                type="submit"
                class="button button--secondary"
                name="action"
                value="send-code"
                data-action="send-code"
                formnovalidate
                disabled=move || is_confirmed.get()
                // Without scripts it is good for an address that is typed anew.
                aria-disabled=move || (form.is_alive.get() && (left() > 0 || is_busy.get())).to_string()
                on:click=send
            >
                {move || match left() {
                    0 => domain::t!(language.get(), "code.send").to_owned(),
                    wait => domain::t!(language.get(), "code.again_in", n = &wait.to_string()),
                }}
            </button>
        </div>
        <p class="code__note" class:code__note--bad=is_bad data-mail=state role="status">{sent}</p>
        <LookAgain code=theirs/>
        {move || problem.get().map(|problem| view! { <p class="field__error" role="alert">{problem}</p> })}
    }
}
