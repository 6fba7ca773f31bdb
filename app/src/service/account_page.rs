//! An account as customer service sees it, and what can be done for its owner.

use crate::address::use_query_map;
use crate::told::Told;
use domain::form::{FieldError, Warning};
use domain::service::{Act, PasswordState, ServedAccount, ServiceRecord};
use domain::text::key;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::api;
use crate::account::plain_field::PlainField;
use crate::components::escaped::escaped;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::components::timeline::moment;
use crate::error::AppError;
use crate::language::{language_signal, said, space};
use crate::live::{Part, live};
use crate::suspend::suspend;
use crate::{browser, paths, tr};

/// What a form was answered with, when that must not stand in a URL. The server's
/// `POST /staff/accounts/{account}` puts it into the context and draws the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What was asked for.
    pub act: Act,
    /// The note, as typed.
    pub note: String,
    /// The address, as typed.
    pub email: String,
    /// Field and reason.
    pub wrong: Vec<(String, FieldError)>,
    /// What is wrong with all of it.
    pub problem: Option<AppError>,
}

/// `/staff/accounts/:account`
#[component]
pub fn AccountPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || {
        params
            .with(|params| params.get("account"))
            .unwrap_or_default()
    };
    let answered = StoredValue::new(use_context::<Answered>());
    let account = Resource::new_blocking(id, api::load_served);
    view! {
        <PageTitle text=tr!("service.account")/>
        <section class="page service">
            <p><a class="settings__back" href=paths::ACCOUNTS>{tr!("service.back")}</a></p>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match account.await {
                        Ok(account) => view! { <Served account answered=answered.get_value()/> }.into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Served(account: ServedAccount, answered: Option<Answered>) -> impl IntoView {
    let query = use_query_map();
    let done = query
        .with_untracked(|query| Told::Done.read(query))
        .and_then(|act| Act::parse(&act));
    let password = account.handed_out.clone();
    let problem = answered
        .as_ref()
        .and_then(|answered| answered.problem.clone());
    let title = account.user_name.clone();
    let records = account.records.clone();
    view! {
        <h1 class="page__title" data-served="">{title}</h1>
        {done.map(|act| view! {
            <div class="banner banner--good" role="status" data-done=act.id()>
                <p>{said(format!("service.done.{}", act.id()))}</p>
            </div>
        })}
        {live(RefusedNote { problem })}
        {live(HandedOut { password })}
        <Facts account=account.clone()/>
        {live(Acts::new(&account, answered))}
        <Records records/>
    }
}

/// Why something was not done. It takes the keyboard.
#[derive(Debug, Serialize, Deserialize)]
pub struct RefusedNote {
    problem: Option<AppError>,
}

impl Part for RefusedNote {
    const NAME: &'static str = "service-refused";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        self.problem
            .map(|error| view! { <Problem code=error.code() seconds=error.seconds() takes_focus=true/> })
            .into_any()
    }
}

/// A password, the only time it is seen: the page is drawn without it from then on, also in another
/// language.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandedOut {
    password: Option<String>,
}

impl Part for HandedOut {
    const NAME: &'static str = "handed-out";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        self.password
            .map(|password| view! { <Password password/> })
            .into_any()
    }
}

#[component]
fn Password(password: String) -> impl IntoView {
    let days = domain::account::INITIAL_DAYS.to_string();
    view! {
        <section class="card service__password" role="status" aria-labelledby="handed-out-title">
            <h2 id="handed-out-title">{tr!("service.password.title")}</h2>
            <p><code class="service__secret" data-password="">{password}</code></p>
            <p>{tr!("service.password.text", n = days)}</p>
        </section>
    }
}

#[component]
fn Facts(account: ServedAccount) -> impl IntoView {
    let language = language_signal();
    let row = |label: &'static str, content: AnyView| {
        view! {
            <div class="summary__row" data-fact=label>
                <dt class="summary__label">{said(format!("service.fact.{label}"))}</dt>
                <dd class="summary__value">{content}</dd>
            </div>
        }
    };
    let time = move |at: String| (move || moment(language.get(), &at)).into_any();
    let password = match account.password {
        PasswordState::Own => tr!("service.state.own").into_any(),
        PasswordState::None => tr!("service.state.none").into_any(),
        PasswordState::Initial { until, is_expired } => {
            let text = move || {
                let (language, until) = (language.get(), moment(language.get(), &until));
                match is_expired {
                    true => domain::t!(language, "service.state.expired", until = &until),
                    false => domain::t!(language, "service.state.initial", until = &until),
                }
            };
            text.into_any()
        }
    };
    let paused = account.paused_seconds.div_ceil(60).to_string();
    let is_paused = account.paused_seconds > 0;
    let registration = account.registration.map(|(reference, state)| {
        let path = paths::case(&reference);
        view! {
            <a href=path>{reference}</a> " " <span>{said(format!("state.{}", state.id()))}</span>
        }
        .into_any()
    });
    let mailboxes = (!account.mailboxes.is_empty()).then(|| {
        let lines = account.mailboxes.into_iter().map(|(address, is_good)| {
            view! {
                <li>
                    <bdi>{address}</bdi> {space()}
                    {match is_good {
                        true => tr!("service.mailbox_good").into_any(),
                        false => tr!("service.mailbox_used").into_any(),
                    }}
                </li>
            }
        });
        view! { <ul class="service__list">{lines.collect_view()}</ul> }.into_any()
    });
    let keys = (!account.keys.is_empty()).then(|| {
        let lines = account.keys.into_iter().map(|(issuer, serial)| {
            view! { <li><bdi>{issuer}</bdi> " · " <code>{serial}</code></li> }
        });
        view! { <ul class="service__list">{lines.collect_view()}</ul> }.into_any()
    });
    let sessions = account.sessions.to_string();
    view! {
        <section class="card" aria-labelledby="facts-title">
            <h2 id="facts-title">{tr!("service.facts")}</h2>
            <dl class="summary">
                {(!account.name.is_empty()).then(|| row("name", account.name.into_any()))}
                {account.identity.map(|number| row("identity", number.into_any()))}
                {row("email", match account.email {
                    Some(email) => view! { <bdi>{email}</bdi> }.into_any(),
                    None => tr!("service.no_email").into_any(),
                })}
                {row("account", match account.is_open {
                    true => tr!("service.open").into_any(),
                    false => tr!("service.not_open").into_any(),
                })}
                {registration.map(|registration| row("registration", registration))}
                {row("created", time(account.created_at))}
                {row("signed_in", match account.signed_in_at {
                    Some(at) => time(at),
                    None => tr!("service.never").into_any(),
                })}
                {row("sessions", sessions.into_any())}
                {row("password", password)}
                {row("pause", match is_paused {
                    true => tr!("service.paused", n = paused).into_any(),
                    false => tr!("service.not_paused").into_any(),
                })}
                {row("factor", match account.has_factor {
                    true => tr!("service.factor_on").into_any(),
                    false => tr!("service.factor_off").into_any(),
                })}
                {mailboxes.map(|list| row("mailboxes", list))}
                {keys.map(|list| row("keys", list))}
            </dl>
        </section>
    }
}

/// What can be done, each with a form of its own.
#[derive(Debug, Serialize, Deserialize)]
pub struct Acts {
    id: String,
    has_email: bool,
    has_factor: bool,
    is_paused: bool,
    answered: Option<Answered>,
}

impl Acts {
    fn new(account: &ServedAccount, answered: Option<Answered>) -> Self {
        Self {
            id: account.id.to_string(),
            has_email: account.email.is_some(),
            has_factor: account.has_factor,
            is_paused: account.paused_seconds > 0,
            answered,
        }
    }
}

impl Part for Acts {
    const NAME: &'static str = "service-acts";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        view! { <Forms acts=self/> }.into_any()
    }
}

#[component]
fn Forms(acts: Acts) -> impl IntoView {
    let Acts {
        id,
        has_email,
        has_factor,
        is_paused,
        answered,
    } = acts;
    let path = paths::served_account(&id);
    let days = domain::account::INITIAL_DAYS.to_string();
    let is_asked = |act: Act| {
        answered
            .as_ref()
            .filter(|answered| answered.act == act)
            .cloned()
    };
    let is_open = |act: Act| is_asked(act).is_some();
    let [password, factor, email] = [Act::Password, Act::Factor, Act::Email].map(is_asked);
    let typed = email
        .as_ref()
        .map(|answered| answered.email.clone())
        .unwrap_or_default();
    let email_wrong = RwSignal::new(reason_at(email.as_ref(), "email"));
    view! {
        <section class="service__acts" aria-labelledby="acts-title">
            <h2 id="acts-title">{tr!("service.acts")}</h2>
            {is_paused.then(|| view! {
                <form class="card form" method="post" action=path.clone() data-act="pause">
                    <h3>{tr!("service.act.pause.title")}</h3>
                    <p>{tr!("service.act.pause.text")}</p>
                    <button class="button" type="submit" name="action" value="pause" data-action="pause">
                        {tr!("service.act.pause.go")}
                    </button>
                </form>
            })}
            <details class="card service__act" data-act="password" open=is_open(Act::Password)>
                <summary>{tr!("service.act.password.title")}</summary>
                <form class="form" method="post" action=path.clone()>
                    <p>{tr!("service.act.password.text", n = days)}</p>
                    <Note act=Act::Password answered=password/>
                    <div class="actions">
                        <button class="button" type="submit" name="action" value="password" data-action="password">
                            {tr!("service.act.password.show")}
                        </button>
                        {has_email.then(|| view! {
                            <button class="button button--secondary" type="submit" name="action" value="password-mail"
                                data-action="password-mail">
                                {tr!("service.act.password.mail")}
                            </button>
                        })}
                    </div>
                </form>
            </details>
            <details class="card service__act" data-act="email" open=is_open(Act::Email)>
                <summary>{tr!("service.act.email.title")}</summary>
                <form class="form" method="post" action=path.clone()>
                    <p>{tr!("service.act.email.text")}</p>
                    <PlainField id="email" kind="email" autocomplete="off" value=typed
                        label=const { key("account.email.new") } warns=Warning::of_address error=email_wrong/>
                    <Note act=Act::Email answered=email/>
                    <div class="actions">
                        <button class="button" type="submit" name="action" value="email" data-action="email">
                            {tr!("service.act.email.go")}
                        </button>
                    </div>
                </form>
            </details>
            {has_factor.then(|| view! {
                <details class="card service__act" data-act="factor" open=is_open(Act::Factor)>
                    <summary>{tr!("service.act.factor.title")}</summary>
                    <form class="form" method="post" action=path.clone()>
                        <p>{tr!("service.act.factor.text")}</p>
                        <Note act=Act::Factor answered=factor/>
                        <div class="actions">
                            <button class="button" type="submit" name="action" value="factor" data-action="factor">
                                {tr!("service.act.factor.go")}
                            </button>
                        </div>
                    </form>
                </details>
            })}
        </section>
    }
}

fn reason_at(answered: Option<&Answered>, field: &str) -> Option<FieldError> {
    let wrong = &answered?.wrong;
    let found = wrong.iter().find(|(at, _)| at == field);
    found.map(|(_, reason)| reason.clone())
}

/// How the owner was recognised.
#[component]
fn Note(act: Act, answered: Option<Answered>) -> impl IntoView {
    let language = language_signal();
    let id = format!("note-{}", act.id());
    let reason = RwSignal::new(reason_at(answered.as_ref(), "note"));
    let is_wrong = move || reason.with(Option::is_some);
    // Said here in the language of the page, and not in a bubble of the browser.
    let lacks = move |event: leptos::ev::Event| {
        event.prevent_default();
        reason.set(Some(FieldError::Required));
        let note: web_sys::HtmlTextAreaElement = event_target(&event);
        if browser::is_first_invalid(&note) {
            let _ = note.focus();
        }
    };
    let typed = answered.map(|answered| answered.note).unwrap_or_default();
    let described = format!("{id}-hint {id}-error");
    let (label, error) = (id.clone(), format!("{id}-error"));
    view! {
        <div class="field field--long-text" data-field=id.clone() data-state=move || if is_wrong() { "invalid" } else { "empty" }>
            <label class="field__label" for=label>{tr!("service.note")}</label>
            <p class="field__hint" id=format!("{id}-hint")>{tr!("service.note_hint")}</p>
            <div class="field__control">
                <textarea id=id.clone() name="note" rows="3" required
                    on:invalid=lacks on:input=move |_| reason.set(None)
                    aria-describedby=described aria-invalid=move || is_wrong().to_string() inner_html=escaped(&typed)></textarea>
            </div>
            <div class="field__message" role="status">
                {move || reason.get().map(|reason| view! {
                    <p class="field__error" id=error.clone()>{reason.say(language.get(), "note")}</p>
                })}
            </div>
        </div>
    }
}

/// What was done so far.
#[component]
fn Records(records: Vec<ServiceRecord>) -> impl IntoView {
    let language = language_signal();
    if records.is_empty() {
        return ().into_any();
    }
    let lines = records
        .into_iter()
        .map(|record| {
            let ServiceRecord { at, by, act, note } = record;
            view! {
                <li data-record=act.id()>
                    <p>
                        <strong>{said(format!("service.record.{}", act.id()))}</strong>
                        " · " {move || moment(language.get(), &at)} " · " <bdi>{by}</bdi>
                    </p>
                    {(!note.is_empty()).then(|| view! { <p class="service__note">{note}</p> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="records-title">
            <h2 id="records-title">{tr!("service.records")}</h2>
            <ul class="service__list">{lines}</ul>
        </section>
    }
    .into_any()
}
