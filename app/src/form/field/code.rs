//! The code mailed to an address: ask for one, see when another can be asked for, enter it.

use std::time::Duration;

use domain::application::view::{CodeView, StepOutcome};
use domain::form::{Control, Field};
use domain::text::Language;
use domain::value::email_address::EmailAddress;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::address::use_address;
use crate::application::api;
use crate::browser;
use crate::components::code_note;
use crate::components::countdown::Countdown;
use crate::error::AppError;
use crate::form::draft_form::Surface;
use crate::form::field::{Seen, text};
use crate::form::paper::Paper;
use crate::form::sender::Sender;
use crate::form::unsent::Unsent;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::live::{Shared, follow};
use crate::session::ending::{self, Ending};

/// What the field knows besides the form.
#[derive(Clone, Copy)]
pub struct Mailing {
    sender: Sender,
    surface: Shared<Surface>,
    /// The field with the address it goes to.
    address: &'static str,
    wait: Countdown,
    ending: Ending,
    unsent: Unsent,
    language: RwSignal<Language>,
}

impl Mailing {
    /// That of the form's code, where it asks for one.
    #[must_use]
    pub fn of(sender: Sender, surface: Shared<Surface>, fields: &[&'static Field]) -> Option<Self> {
        fields.iter().find_map(|field| {
            let Control::EmailCode { address } = field.control else {
                return None;
            };
            let seconds = |code: &CodeView| code.resend_seconds;
            let paper = sender.form.paper;
            let seconds = paper.peek(|paper| paper.code.as_ref().map_or(0, seconds));
            Some(Self {
                sender,
                surface,
                address,
                wait: Countdown::new(seconds),
                ending: ending::current(),
                unsent: Unsent::current(),
                language: language_signal(),
            })
        })
    }

    /// Asks what becomes of the mail, as long as something may become of it.
    pub fn attend(self) {
        let paper = self.sender.form.paper;
        let is_under_way = |paper: &Paper| {
            let code = paper.code.as_ref();
            code.is_some_and(|code| code.mail.is_under_way())
        };
        follow(
            move || paper.see(is_under_way).to_string(),
            move |_, under_way| {
                if under_way == "true" {
                    spawn_local(self.watch());
                }
            },
        );
    }

    async fn watch(self) {
        let paper = self.sender.form.paper;
        let mut pause = Duration::from_secs(1);
        loop {
            browser::sleep(pause).await;
            pause = (pause * 2).min(code_note::PAUSE);
            let asked = paper.try_peek(|paper| {
                let code = paper
                    .code
                    .as_ref()
                    .filter(|code| code.mail.is_under_way())?;
                Some((paper.place.value(), code.address.clone()))
            });
            let Some((place, address)) = asked.flatten() else {
                break;
            };
            if let Ok(Some(new)) = api::mailed_code(place).await
                && new.address == address
            {
                self.learn(new);
            }
        }
    }

    fn learn(self, code: CodeView) {
        self.wait.restart(code.resend_seconds);
        self.sender
            .form
            .paper
            .change(|paper| paper.code = Some(code));
    }

    /// The code that was mailed to the address that is typed now: what is said of it, and the wait,
    /// belong to the address it went to.
    fn theirs(self, paper: &Paper) -> Option<&CodeView> {
        let typed = EmailAddress::parse(paper.text(self.address)).ok()?;
        let code = paper.code.as_ref()?;
        (code.address == typed.to_string()).then_some(code)
    }

    fn left(self, paper: &Paper) -> u32 {
        match self.theirs(paper) {
            Some(_) => self.wait.left(),
            None => 0,
        }
    }

    /// Asks for a code.
    pub fn send(self) {
        let Self {
            sender, surface, ..
        } = self;
        let form = sender.form;
        if surface.peek(|surface| surface.is_mailing) {
            return;
        }
        if let Some(text) = browser::control_text(self.address)
            && let Some(field) = sender.field(self.address)
        {
            form.leave(field, text);
            form.judge(field);
        }
        if untrack(|| form.paper.peek(|paper| self.left(paper))) > 0 {
            return;
        }
        surface.change(|surface| {
            surface.is_mailing = true;
            surface.not_mailed = None;
        });
        spawn_local(async move {
            let saved = sender.save("send-code").await;
            if sender.is_gone() {
                return;
            }
            let mut not_mailed = None;
            match saved {
                Ok(StepOutcome::CodeSent { code }) => {
                    sender.code_sent(code.clone());
                    self.learn(code);
                }
                Ok(StepOutcome::Stay { errors }) => sender.show(errors),
                Ok(StepOutcome::Go { .. } | StepOutcome::Later { .. }) => {}
                // The page asks them to sign in again, and says so once.
                Err(AppError::SignedOut) if self.ending.can_ask() => {
                    self.ending.was_refused(self.unsent).await;
                }
                Err(error) => not_mailed = Some(error.say(self.language.get_untracked())),
            }
            surface.change(|surface| {
                surface.is_mailing = false;
                surface.not_mailed = not_mailed;
            });
        });
    }
}

/// Code and the button that mails one.
pub fn write(html: &mut Markup, seen: Seen) {
    let Seen {
        page,
        paper,
        field,
        language,
    } = seen;
    let Some(mailing) = page.mailing else {
        return;
    };
    let is_confirmed = field.check(&paper.scope()).is_ok();
    let theirs = mailing.theirs(paper);
    let left = mailing.left(paper);
    // Without scripts it is good for an address that is typed anew.
    let waits = paper.is_hydrated && (left > 0 || page.surface.is_mailing);
    html.tags("<div class=\"code\">");
    text::write_line(html, seen);
    html.tags("<button type=\"submit\" class=\"button button--secondary\" name=\"action\" value=\"send-code\"")
        .tags(" data-action=\"send-code\" formnovalidate")
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
        .filter(|code| !paper.is_wrong(field) || code_note::has_trouble(code))
        .filter(|_| !is_confirmed);
    let is_bad = told.is_some_and(code_note::is_bad);
    html.tags("<p")
        .classes("code__note", [("code__note--bad", is_bad)])
        .maybe("data-mail", told.map(|code| code.mail.id()))
        .tags(" role=\"status\">");
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
    if !paper.is_hydrated && theirs.is_some_and(|code| code.mail.is_under_way()) {
        let again = crate::told::Told::Sent.on(&use_address().path.get_untracked());
        html.tags("<p class=\"code__again\"><a rel=\"external\"")
            .attribute("href", &again)
            .tags(">")
            .text(domain::t!(language, "code.look_again"))
            .tags("</a></p>");
    }
    if let Some(problem) = &page.surface.not_mailed {
        html.tags("<p class=\"field__error\" role=\"alert\">")
            .text(problem)
            .tags("</p>");
    }
}
