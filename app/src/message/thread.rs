//! The messages about an application, and the form to write one. What is written stays in its box
//! until it is sent, and is sent once, however often the button or the network repeats.

use crate::address::{ParamsMap, use_query_map};
use crate::told::Told;
use domain::message::{MessageView, NoMessage, Open, ThreadView, written};
use domain::text::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event};

use super::api::{WriteToApplicant, WriteToOffice, write_to_applicant, write_to_office};
use crate::browser;
use crate::components::kept_text::KeptBox;
use crate::components::problem;
use crate::components::timeline::write_moment;
use crate::error::AppError;
use crate::form::unsent::Unsent;
use crate::language::{day, language_signal};
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen, live};
use crate::session::ending::{self, Ending};
use crate::written::WrittenForm;

/// Who reads and writes here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writer {
    /// The owner of the application.
    Applicant,
    /// Staff of the office.
    Staff,
}

impl Writer {
    /// How this one's texts are told apart from the other's in a tab.
    const fn id(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff => "staff",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Applicant => WriteToOffice::url(),
            Self::Staff => WriteToApplicant::url(),
        }
    }

    async fn send(
        self,
        reference: String,
        form: String,
        text: String,
    ) -> Result<Option<ThreadView>, AppError> {
        match self {
            Self::Applicant => write_to_office(reference, form, text).await,
            Self::Staff => write_to_applicant(reference, form, text).await,
        }
    }
}

/// The place of the messages on a page.
pub const MESSAGES: &str = "messages";
const BOX: &str = "message-text";
const HINT: &str = "message-hint";
const WRONG: &str = "message-error";

/// The messages, and the form where there is one.
#[component]
pub fn Thread(thread: ThreadView, reference: String, writer: Writer) -> impl IntoView {
    let messages = Messages {
        thread,
        reference,
        writer,
    };
    match (messages.thread.may_write, messages.writer) {
        (true, Writer::Applicant) => live(messages),
        (true, Writer::Staff) => live(CaseMessages(messages)),
        // They are only read.
        (false, _) => messages.draw(),
    }
}

/// The messages and the form.
#[derive(Debug, Serialize, Deserialize)]
pub struct Messages {
    thread: ThreadView,
    reference: String,
    writer: Writer,
}

/// The same where staff read them: their code comes with that of the case around them.
#[derive(Debug, Serialize, Deserialize)]
pub struct CaseMessages(Messages);

impl Part for CaseMessages {
    const NAME: &'static str = "case-messages";
    const BUNDLE: &'static str = "desk_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        self.0.draw()
    }
}

impl Part for Messages {
    const NAME: &'static str = "messages";
    const BUNDLE: &'static str = "message_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            thread,
            reference,
            writer,
        } = self;
        let form = match writer {
            Writer::Applicant => WrittenForm::ToOffice,
            Writer::Staff => WrittenForm::ToApplicant,
        };
        let memory = format!("message.{}.{reference}", writer.id());
        let text = KeptBox::new(BOX, memory, form, reference.clone(), thread.kept.clone());
        attended(Section {
            thread: RwSignal::new(thread),
            reference: StoredValue::new(reference),
            writer,
            text,
            is_busy: RwSignal::new(false),
            is_sent: RwSignal::new(false),
            wrong: RwSignal::new(None),
            trouble: RwSignal::new(None),
            language: language_signal(),
            query: use_query_map(),
            ending: ending::current(),
            unsent: Unsent::current(),
        })
    }
}

#[derive(Clone, Copy)]
struct Section {
    thread: RwSignal<ThreadView>,
    reference: StoredValue<String>,
    writer: Writer,
    text: KeptBox,
    is_busy: RwSignal<bool>,
    is_sent: RwSignal<bool>,
    wrong: RwSignal<Option<NoMessage>>,
    trouble: RwSignal<Option<AppError>>,
    language: RwSignal<Language>,
    query: Memo<ParamsMap>,
    ending: Ending,
    unsent: Unsent,
}

impl Attended for Section {
    fn write(&self, html: &mut Markup) {
        let language = self.language.get();
        html.tags("<section class=\"card messages\" tabindex=-1")
            .attribute("id", MESSAGES)
            .tags(" aria-labelledby=messages-title>")
            .tags("<h2 class=messages__title id=messages-title>")
            .text(match self.writer {
                Writer::Applicant => domain::t!(language, "message.title"),
                Writer::Staff => domain::t!(language, "message.title_staff"),
            })
            .tags("</h2>");
        self.thread.with(|thread| {
            self.write_messages(html, language, thread);
            match thread.may_write {
                true => self.write_form(html, language, thread),
                false => self.write_closed(html, language, thread),
            }
        });
        html.tags("</section>");
    }

    fn attend(&self, place: &Element) {
        let section = *self;
        section.text.attend();
        listen(place, &["submit", "input", "click"], move |event| {
            section.hear(event);
        });
        Effect::new(move || {
            let Some(trouble) = section.trouble.get() else {
                return;
            };
            browser::take_reader_to(".messages .banner--bad[data-problem]");
            if trouble == AppError::SignedOut {
                problem::look_whether_ended(section.ending, section.unsent);
            }
        });
    }
}

impl Section {
    fn write_messages(self, html: &mut Markup, language: Language, thread: &ThreadView) {
        let note = |html: &mut Markup, text: &str| {
            html.tags("<p class=messages__note>")
                .text(text)
                .tags("</p>");
        };
        if thread.has_earlier {
            let shown = domain::message::SHOWN.to_string();
            let text = domain::t!(language, "message.earlier", n = &shown);
            note(html, &text);
        }
        if thread.messages.is_empty() {
            note(
                html,
                match self.writer {
                    Writer::Applicant => domain::t!(language, "message.none"),
                    Writer::Staff => domain::t!(language, "message.none_staff"),
                },
            );
        }
        html.tags("<ol class=messages__list>");
        for message in &thread.messages {
            write_entry(html, language, message);
        }
        html.tags("</ol>");
    }

    /// Why there is no form.
    fn write_closed(self, html: &mut Markup, language: Language, thread: &ThreadView) {
        let why = match (self.writer, thread.open) {
            (Writer::Staff, Open::Yes | Open::Until(_)) => {
                domain::t!(language, "message.only_reading")
            }
            _ => domain::t!(language, "message.closed"),
        };
        html.tags("<p class=messages__note>").text(why).tags("</p>");
    }

    /// The form. Without scripts it is told in the URL what became of it.
    fn write_form(self, html: &mut Markup, language: Language, thread: &ThreadView) {
        let error = self.error(language);
        html.tags("<form class=messages__form method=post data-form=message novalidate")
            .attribute("action", self.writer.action())
            .tags("><input type=hidden name=reference")
            .attribute("value", &self.reference.get_value())
            .tags("><input type=hidden name=form")
            .attribute("value", &thread.form)
            .tags("><label class=messages__label")
            .attribute("for", BOX)
            .tags(">")
            .text(match self.writer {
                Writer::Applicant => domain::t!(language, "message.label"),
                Writer::Staff => domain::t!(language, "message.label_staff"),
            })
            .tags("</label><p class=messages__note")
            .attribute("id", HINT)
            .tags(">")
            .text(match self.writer {
                Writer::Applicant => domain::t!(language, "message.hint"),
                Writer::Staff => domain::t!(language, "message.hint_staff"),
            });
        if let Open::Until(last) = thread.open {
            let date = day(language, &last.to_string());
            html.tags(" ")
                .text(&domain::t!(language, "message.until", date = &date));
        }
        html.tags("</p>");
        let described_by = format!("{HINT} {WRONG}");
        self.text
            .write(html, "text", "4", &described_by, error.is_some());
        html.tags("<div role=alert")
            .attribute("id", WRONG)
            .tags(">");
        if let Some(text) = error {
            html.tags("<p class=field__error>").text(text).tags("</p>");
        }
        html.tags("</div>");
        if let Some(error) = self.trouble.get() {
            problem::write(html, language, &error.code(), error.seconds());
        }
        let is_busy = self.is_busy.get();
        html.tags("<div class=messages__actions>")
            .tags("<button class=button type=submit data-action=send-message")
            .truth("aria-disabled", is_busy)
            .tags(">")
            .text(match is_busy {
                true => domain::t!(language, "message.busy"),
                false => domain::t!(language, "message.send"),
            })
            .tags("</button><p class=messages__sent role=status>");
        let was_sent = self.told(Told::Sent).is_some() && error.is_none();
        if self.is_sent.get() || was_sent {
            html.text(domain::t!(language, "message.sent"));
        }
        html.tags("</p></div></form>");
    }

    fn told(self, told: Told) -> Option<String> {
        self.query.with(|query| told.read(query))
    }

    fn error(self, language: Language) -> Option<&'static str> {
        let code = match self.wrong.get() {
            Some(wrong) => wrong.code().to_owned(),
            None => self.told(Told::Message)?,
        };
        domain::text::find(language, &format!("message.error.{code}"))
    }

    fn hear(self, event: &Event) {
        match event.type_().as_str() {
            "submit" => {
                event.prevent_default();
                self.send();
            }
            "input" => self.text.take_in(event),
            _ => {
                if at(event, "[data-action=sign-in-here]").is_some() {
                    problem::sign_in_here(self.ending, event);
                }
            }
        }
    }

    fn send(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_sent.set(false);
        self.trouble.set(None);
        let typed = self.text.text.get_untracked();
        let wrong = written(&typed).err();
        self.wrong.set(wrong);
        if wrong.is_some() {
            browser::focus(BOX);
            return;
        }
        self.is_busy.set(true);
        let (writer, reference) = (self.writer, self.reference.get_value());
        let form = self.thread.with_untracked(|thread| thread.form.clone());
        let kept = self.text.own();
        spawn_local(async move {
            match writer.send(reference, form, typed.clone()).await {
                Ok(newer) => {
                    // Somebody may have written on meanwhile: that is not sent.
                    match self.text.text.try_get_untracked() {
                        Some(now) if now == typed => self.text.text.set(String::new()),
                        // The page was left: what is sent does not wait for it.
                        None => kept.forget(&typed),
                        _ => {}
                    }
                    if let Some(newer) = newer {
                        self.thread.try_set(newer);
                    }
                    self.is_sent.try_set(true);
                }
                Err(error) => {
                    self.trouble.try_set(Some(error));
                }
            }
            self.is_busy.try_set(false);
        });
    }
}

fn write_entry(html: &mut Markup, language: Language, message: &MessageView) {
    let MessageView {
        is_own,
        by,
        at,
        text,
        is_read,
    } = message;
    html.tags(match is_own {
        true => "<li class=\"message message--own\" data-message=own>",
        false => "<li class=message data-message=other>",
    })
    .tags("<p class=message__head><bdi class=message__by>")
    .text(match by.as_str() {
        "" => domain::t!(language, "message.you"),
        by => by,
    })
    .tags("</bdi> ");
    write_moment(html, language, "message__at", at);
    if !is_own && !is_read {
        html.tags(" <span class=\"badge badge--warn\" data-new>")
            .text(domain::t!(language, "message.new"))
            .tags("</span>");
    }
    html.tags("</p><p class=message__text>")
        .text(text)
        .tags("</p>");
    if *is_own {
        html.tags("<p class=message__read")
            .truth("data-read", *is_read)
            .tags(">")
            .text(match is_read {
                true => domain::t!(language, "message.read"),
                false => domain::t!(language, "message.not_read"),
            })
            .tags("</p>");
    }
    html.tags("</li>");
}
