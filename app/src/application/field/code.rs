//! The code mailed to an address: ask for one, see when another can be asked for, enter it.

use domain::application::view::{CodeView, StepOutcome};
use domain::form::{Control, Field};
use domain::text::Language;
use domain::value::email_address::EmailAddress;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Seen, text};
use crate::address::use_address;
use crate::application::api;
use crate::application::form::Form;
use crate::application::sender::Sender;
use crate::application::unsent::Unsent;
use crate::browser;
use crate::components::code_note;
use crate::components::countdown::Countdown;
use crate::components::markup::Markup;
use crate::error::AppError;
use crate::language::language_signal;
use crate::session::ending::{self, Ending};

/// What the field knows besides the form.
#[derive(Clone, Copy)]
pub struct Mailing {
    /// The field the code is entered in.
    field: &'static Field,
    /// The field with the address it goes to.
    address: &'static str,
    wait: Countdown,
    is_busy: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    ending: Ending,
    unsent: Unsent,
    language: RwSignal<Language>,
}

impl Mailing {
    /// That of the form's code, where it asks for one.
    #[must_use]
    pub fn of(form: Form, fields: &[&'static Field]) -> Option<Self> {
        fields.iter().find_map(|field| {
            let Control::EmailCode { address } = field.control else {
                return None;
            };
            let seconds = form
                .code
                .with_untracked(|code| code.as_ref().map_or(0, |code| code.resend_seconds));
            Some(Self {
                field,
                address,
                wait: Countdown::new(seconds),
                is_busy: RwSignal::new(false),
                problem: RwSignal::new(None),
                ending: ending::current(),
                unsent: Unsent::current(),
                language: language_signal(),
            })
        })
    }

    /// Asks what becomes of the mail.
    pub fn attend(self, form: Form) {
        code_note::watch(
            form.code,
            move || api::mailed_code(form.place.get_value().value()),
            move |code| self.learn(form, code),
        );
    }

    fn learn(self, form: Form, code: CodeView) {
        self.wait.restart(code.resend_seconds);
        form.code.set(Some(code));
    }

    /// The code that was mailed to the address that is typed now: what is said of it, and the wait,
    /// belong to the address it went to.
    fn theirs(self, form: Form) -> Option<CodeView> {
        let typed = EmailAddress::parse(&form.text(self.address))
            .ok()?
            .to_string();
        form.code.get().filter(|code| code.address == typed)
    }

    fn left(self, form: Form) -> u32 {
        match self.theirs(form) {
            Some(_) => self.wait.left(),
            None => 0,
        }
    }

    /// Asks for a code.
    pub fn send(self, sender: Sender) {
        let form = sender.form();
        if self.is_busy.get_untracked() {
            return;
        }
        if let Some(text) = browser::control_text(self.address)
            && let Some(field) = sender.field(self.address)
        {
            form.leave(field, text);
            form.judge(field);
        }
        if untrack(|| self.left(form)) > 0 {
            return;
        }
        self.is_busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let saved = sender.save("send-code").await;
            if sender.is_gone() {
                return;
            }
            match saved {
                Ok(StepOutcome::CodeSent { code }) => {
                    sender.code_sent(code.clone());
                    self.learn(form, code);
                }
                Ok(StepOutcome::Stay { errors }) => sender.show(errors),
                Ok(StepOutcome::Go { .. } | StepOutcome::Later { .. }) => {}
                // The page asks them to sign in again, and says so once.
                Err(AppError::SignedOut) if self.ending.can_ask() => {
                    self.ending.was_refused(self.unsent).await;
                }
                Err(error) => {
                    let sentence = error.say(self.language.get_untracked());
                    self.problem.set(Some(sentence));
                }
            }
            self.is_busy.set(false);
        });
    }
}

/// Code and the button that mails one.
pub fn write(html: &mut Markup, seen: Seen) {
    let Seen {
        draft, language, ..
    } = seen;
    let Some(mailing) = draft.mailing else {
        return;
    };
    let form = draft.form;
    let is_confirmed = form.with_scope(|scope| mailing.field.check(scope).is_ok());
    let theirs = mailing.theirs(form);
    let left = mailing.left(form);
    // Without scripts it is good for an address that is typed anew.
    let waits = form.is_alive.get() && (left > 0 || mailing.is_busy.get());
    html.tags("<div class=code>");
    text::write_line(html, seen);
    html.tags("<button type=submit class=\"button button--secondary\" name=action value=send-code")
        .tags(" data-action=send-code formnovalidate")
        .flag("disabled", is_confirmed)
        .truth("aria-disabled", waits)
        .tags(">");
    match left {
        0 => html.text(domain::t!(language, "code.send")),
        wait => html.text(&domain::t!(
            language,
            "code.again_in",
            n = &wait.to_string()
        )),
    }
    .tags("</button></div>");
    // What is wrong with the code is said by the field, and says what to do.
    let told = theirs
        .as_ref()
        .filter(|code| !form.is_wrong(mailing.field) || code_note::has_trouble(code))
        .filter(|_| !is_confirmed);
    let class = match told.is_some_and(code_note::is_bad) {
        true => "code__note code__note--bad",
        false => "code__note",
    };
    html.tags("<p")
        .attribute("class", class)
        .maybe("data-mail", told.map(|code| code.mail.id()))
        .tags(" role=status>");
    match (is_confirmed, told) {
        (true, _) => {
            html.text(domain::t!(language, "code.confirmed"));
        }
        (false, Some(code)) => {
            html.text(&code_note::sentence(language, code));
        }
        (false, None) => {}
    }
    html.tags("</p>");
    // Where no script does, a link asks what became of it.
    if !form.is_alive.get() && theirs.is_some_and(|code| code.mail.is_under_way()) {
        let again = format!("{}?sent=1", use_address().path.get_untracked());
        html.tags("<p class=code__again><a rel=external")
            .attribute("href", &again)
            .tags(">")
            .text(domain::t!(language, "code.look_again"))
            .tags("</a></p>");
    }
    if let Some(problem) = mailing.problem.get() {
        html.tags("<p class=field__error role=alert>")
            .text(&problem)
            .tags("</p>");
    }
}
