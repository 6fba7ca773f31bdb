//! The messages about an application, and the form to write one. What is written stays in its box
//! until it is sent, and is sent once, however often the button or the network repeats.

use crate::address::use_query_map;
use domain::message::{MessageView, NoMessage, Open, ThreadView, written};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::api::{WriteToApplicant, WriteToOffice, write_to_applicant, write_to_office};
use crate::browser;
use crate::components::kept_text::KeptText;
use crate::components::problem::Problem;
use crate::components::timeline::moment;
use crate::error::AppError;
use crate::language::{day, language_signal};
use crate::live::{Part, live};
use crate::tr;
use crate::written::{Form, Written};

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
    match messages.thread.may_write {
        true => live(messages),
        // They are only read.
        false => messages.draw(),
    }
}

/// The messages and the form.
#[derive(Debug, Serialize, Deserialize)]
pub struct Messages {
    thread: ThreadView,
    reference: String,
    writer: Writer,
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
        view! { <Section thread reference writer/> }.into_any()
    }
}

#[component]
fn Section(thread: ThreadView, reference: String, writer: Writer) -> impl IntoView {
    let may_write = thread.may_write;
    let thread = RwSignal::new(thread);
    let language = language_signal();
    let title = move || match writer {
        Writer::Applicant => domain::t!(language.get(), "message.title"),
        Writer::Staff => domain::t!(language.get(), "message.title_staff"),
    };
    let none = move || match writer {
        Writer::Applicant => domain::t!(language.get(), "message.none"),
        Writer::Staff => domain::t!(language.get(), "message.none_staff"),
    };
    let entries = move || {
        thread
            .get()
            .messages
            .into_iter()
            .map(|message| view! { <Entry message/> })
            .collect_view()
    };
    let shown = domain::message::SHOWN.to_string();
    view! {
        <section class="card messages" id=MESSAGES tabindex="-1" aria-labelledby="messages-title">
            <h2 class="messages__title" id="messages-title">{title}</h2>
            <Show when=move || thread.with(|thread| thread.has_earlier)>
                <p class="messages__note">
                    {let shown = shown.clone(); move || domain::t!(language.get(), "message.earlier", n = &shown)}
                </p>
            </Show>
            <Show when=move || thread.with(|thread| thread.messages.is_empty())>
                <p class="messages__note">{none}</p>
            </Show>
            <ol class="messages__list">{entries}</ol>
            {match may_write {
                true => view! { <WriteForm thread reference writer/> }.into_any(),
                false => view! { <Closed thread writer/> }.into_any(),
            }}
        </section>
    }
}

/// Why there is no form.
#[component]
fn Closed(thread: RwSignal<ThreadView>, writer: Writer) -> impl IntoView {
    let language = language_signal();
    let why = move || match (writer, thread.with(|thread| thread.open)) {
        (Writer::Staff, Open::Yes | Open::Until(_)) => {
            domain::t!(language.get(), "message.only_reading")
        }
        _ => domain::t!(language.get(), "message.closed"),
    };
    view! { <p class="messages__note">{why}</p> }
}

#[component]
fn Entry(message: MessageView) -> impl IntoView {
    let language = language_signal();
    let MessageView {
        is_own,
        by,
        at,
        text,
        is_read,
    } = message;
    let machine = at.replacen(' ', "T", 1);
    let name = move || match by.as_str() {
        "" => domain::t!(language.get(), "message.you").to_owned(),
        by => by.to_owned(),
    };
    let mark = if is_own { "own" } else { "other" };
    view! {
        <li class="message" class:message--own=is_own data-message=mark>
            <p class="message__head">
                <bdi class="message__by">{name}</bdi>
                " "
                <time class="message__at" datetime=machine>{move || moment(language.get(), &at)}</time>
                {(!is_own && !is_read).then(|| view! {
                    " "<span class="badge badge--warn" data-new="">{tr!("message.new")}</span>
                })}
            </p>
            <p class="message__text">{text}</p>
            {is_own.then(|| view! {
                <p class="message__read" data-read=is_read.to_string()>
                    {move || match is_read {
                        true => domain::t!(language.get(), "message.read"),
                        false => domain::t!(language.get(), "message.not_read"),
                    }}
                </p>
            })}
        </li>
    }
}

/// The form. Without scripts it is told in the URL what became of it.
#[component]
fn WriteForm(thread: RwSignal<ThreadView>, reference: String, writer: Writer) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let text = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let is_sent = RwSignal::new(false);
    let wrong = RwSignal::new(None::<NoMessage>);
    let trouble = RwSignal::new(None::<AppError>);
    let memory = format!("message.{}.{reference}", writer.id());
    let form_kept = match writer {
        Writer::Applicant => Form::ToOffice,
        Writer::Staff => Form::ToApplicant,
    };
    let keeps = (form_kept, reference.clone());
    let (kept, form) = thread.with_untracked(|thread| (thread.kept.clone(), thread.form.clone()));
    let (to, own, waiting) = (reference.clone(), memory.clone(), Written::current());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_sent.set(false);
        trouble.set(None);
        let typed = text.get_untracked();
        wrong.set(written(&typed).err());
        if wrong.get_untracked().is_some() {
            browser::focus(BOX);
            return;
        }
        is_busy.set(true);
        let (to, form) = (
            to.clone(),
            thread.with_untracked(|thread| thread.form.clone()),
        );
        let (own, reference) = (own.clone(), to.clone());
        spawn_local(async move {
            match writer.send(to, form, typed.clone()).await {
                Ok(newer) => {
                    // Somebody may have written on meanwhile: that is not sent.
                    match text.try_get_untracked() {
                        Some(now) if now == typed => text.set(String::new()),
                        // The page was left: what is sent does not wait for it.
                        None if browser::remembered_text(&own).as_ref() == Some(&typed) => {
                            browser::remember_text(&own, "");
                            waiting.forget(form_kept, &reference);
                        }
                        _ => {}
                    }
                    if let Some(newer) = newer {
                        thread.try_set(newer);
                    }
                    is_sent.try_set(true);
                }
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
            is_busy.try_set(false);
        });
    };
    let told = move |name: &'static str| query.with(|query| query.get(name));
    let error = move || {
        let code = match wrong.get() {
            Some(wrong) => Some(wrong.code().to_owned()),
            None => told("message"),
        };
        domain::text::find(language.get(), &format!("message.error.{}", code?))
    };
    let is_wrong = Signal::derive(move || error().is_some());
    let (label, hint) = (
        move || match writer {
            Writer::Applicant => domain::t!(language.get(), "message.label"),
            Writer::Staff => domain::t!(language.get(), "message.label_staff"),
        },
        move || match writer {
            Writer::Applicant => domain::t!(language.get(), "message.hint"),
            Writer::Staff => domain::t!(language.get(), "message.hint_staff"),
        },
    );
    let until = move || match thread.with(|thread| thread.open) {
        Open::Until(last) => {
            let date = day(language.get(), &last.to_string());
            Some(domain::t!(language.get(), "message.until", date = &date))
        }
        _ => None,
    };
    let sent_note = move || {
        let is_sent = is_sent.get() || (told("sent").is_some() && !is_wrong.get());
        is_sent.then(|| domain::t!(language.get(), "message.sent"))
    };
    view! {
        <form class="messages__form" method="post" action=writer.action() data-form="message" novalidate on:submit=submit>
            <input type="hidden" name="reference" value=reference/>
            <input type="hidden" name="form" value=form/>
            <label class="messages__label" for=BOX>{label}</label>
            <p class="messages__note" id=HINT>{hint} {move || until().map(|text| format!(" {text}"))}</p>
            <KeptText text memory keeps id=BOX name="text" rows=4
                described_by=format!("{HINT} {WRONG}") is_wrong kept/>
            <div id=WRONG role="alert">
                {move || error().map(|text| view! { <p class="field__error">{text}</p> })}
            </div>
            {move || trouble.get().map(|error| {
                view! { <Problem code=error.code() seconds=error.seconds() takes_focus=true/> }
            })}
            <div class="messages__actions">
                <button class="button" type="submit" data-action="send-message"
                    aria-disabled=move || is_busy.get().to_string()>
                    {move || match is_busy.get() {
                        true => domain::t!(language.get(), "message.busy"),
                        false => domain::t!(language.get(), "message.send"),
                    }}
                </button>
                <p class="messages__sent" role="status">{sent_note}</p>
            </div>
        </form>
    }
}
