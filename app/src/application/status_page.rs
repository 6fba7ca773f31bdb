//! Where an application stands: for its owner, and for whoever knows reference and mail address.

use std::time::Duration;

use crate::address::use_query_map;
use domain::application::event::Event;
use domain::application::kind::ApplicationKind;
use domain::application::state::{ApplicationState, Transition as Verb};
use domain::application::view::{StatusView, Target};
use domain::form::FieldError;
use domain::text::key;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::api;
use super::begin_again::BeginAgain;
use super::record::RecordLine;
use crate::account::answer_list::AnswerList;
use crate::account::api::or_sign_in;
use crate::account::next::sign_in_then;
use crate::account::plain_field::PlainField;
use crate::components::badge::badge_class;
use crate::components::page_title::PageTitle;
use crate::components::paper_list::PaperList;
use crate::components::problem::{FailedPage, Problem};
use crate::components::timeline::{Timeline, next_text};
use crate::error::AppError;
use crate::language::{day, language_signal, said, said_of, show_kind_of};
use crate::live::{Part, live};
use crate::message::thread::{Thread, Writer};
use crate::suspend::suspend;
use crate::told::Told;
use crate::{browser, paths, tr};

/// `/applications/:reference`
#[component]
pub fn StatusPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let spoken = language_signal();
    let status = Resource::new(
        move || {
            let reference = params.with(|params| params.get("reference"));
            (reference.unwrap_or_default(), spoken.get())
        },
        |(reference, language)| async move {
            let page = paths::application(&reference);
            let place = Target::Reference(reference).value();
            let loaded = api::load_status(place, language.tag().to_owned()).await;
            or_sign_in(loaded, page).await
        },
    );
    let asked = move |told: Told| query.with_untracked(|query| told.read(query));
    view! {
        <PageTitle text=tr!("status.title")/>
        <section class="page">
            <h1 class="page__title">{tr!("status.title")}</h1>
            <Transition>
                {move || suspend(async move {
                    match status.await {
                        Ok(status) => {
                            // Two clicks on "withdraw": the second one found it done. No failure.
                            let is_done = status.state == ApplicationState::Withdrawn;
                            let problem = asked(Told::Error).filter(|_| !is_done);
                            let seconds = asked(Told::Seconds).and_then(|n| n.parse().ok()).unwrap_or(0);
                            let is_resubmitted = asked(Told::Resubmitted).is_some();
                            view! {
                                {problem.map(|code| view! { <Problem code seconds/> })}
                                <OwnStatus status is_resubmitted/>
                            }
                            .into_any()
                        }
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// What only the owner sees besides: the answers, and what can be done.
#[component]
fn OwnStatus(status: StatusView, is_resubmitted: bool) -> impl IntoView {
    let StatusView {
        reference,
        kind,
        state,
        answers,
        review_days,
        papers,
        send_to,
        may_begin_again,
        messages,
        ..
    } = status.clone();
    let language = language_signal();
    let to = reference.clone();
    let messages = messages.map(|thread| {
        view! { <Thread thread reference=to writer=Writer::Applicant/> }
    });
    let is_resubmitted = is_resubmitted && state == ApplicationState::Submitted;
    let may_withdraw = state.apply(Verb::Withdraw).is_ok();
    let place = paths::place_of(&kind, &reference);
    let spec = ApplicationKind::parse(&kind).map(ApplicationKind::spec);
    let first = spec.and_then(|spec| spec.steps.first());
    let way_on = match state {
        ApplicationState::Returned => {
            Some((paths::correction(&reference), key("status.correct_now")))
        }
        ApplicationState::Draft => match (&place, first) {
            (Target::Reference(_), Some(first)) => {
                Some((paths::step(&place, first.id), key("status.continue")))
            }
            _ => Some((paths::REGISTER.to_owned(), key("status.continue"))),
        },
        _ => None,
    };
    let answers = spec.filter(|_| !answers.is_empty()).map(|kind| {
        view! {
            <section class="card" aria-labelledby="answers-title">
                <h2 id="answers-title">{tr!("status.answers")}</h2>
                <AnswerList kind answers/>
            </section>
        }
    });
    view! {
        {is_resubmitted.then(|| view! {
            <div class="banner banner--good" role="status" data-resubmitted="">
                <p>{move || domain::text::counted(language.get(), "correction.sent", review_days)}</p>
            </div>
        })}
        <StatusCard status way_on/>
        <PaperList kind=kind.clone() reference=reference.clone() papers to=send_to/>
        {may_begin_again.then(|| view! { <BeginAgain kind/> })}
        {messages}
        {answers}
        {may_withdraw.then(|| view! { <Withdraw reference/> })}
    }
}

/// State, dates, reason and history: what the owner and whoever looks it up both see.
#[component]
fn StatusCard(
    status: StatusView,
    /// Where the applicant goes on, and what the link says.
    way_on: Option<(String, domain::text::Key)>,
) -> impl IntoView {
    let language = language_signal();
    show_kind_of(&status.kind);
    let shown = match (status.state, status.in_review) {
        (ApplicationState::Submitted, true) => "in_review",
        (state, _) => state.id(),
    };
    let kind = said(format!("kind.{}.name", status.kind));
    let last = |events: &[Event]| {
        let mut newest_first = status.timeline.iter().rev();
        let entry = newest_first.find(|entry| events.contains(&entry.event));
        entry.map(|entry| entry.at.clone())
    };
    let last_sent = last(&[Event::Submitted, Event::Resubmitted]);
    let deleted_at = last(&[Event::PicturesDeleted]);
    let due = status.due_on.map(|due| due.to_string());
    let has_reason = matches!(
        status.state,
        ApplicationState::Returned | ApplicationState::Refused
    );
    let reason = status
        .reason
        .clone()
        .filter(|reason| has_reason && !reason.trim().is_empty());
    let banner = match status.state {
        ApplicationState::Returned => "banner banner--warn",
        _ => "banner banner--bad",
    };
    let is_over = status.state.is_of(ApplicationState::CLOSED);
    let picture_days = status.picture_days.to_string();
    let pictures = move || match &deleted_at {
        Some(at) => {
            let date = at.split_once(' ').map_or(at.as_str(), |(date, _)| date);
            let date = day(language.get(), date);
            domain::t!(language.get(), "status.pictures_deleted", date = &date)
        }
        None => domain::t!(language.get(), "status.pictures_kept", n = &picture_days),
    };
    // Whoever has papers to send is not told that there is nothing to do.
    let hint = match (status.state, &status.send_to) {
        (ApplicationState::Submitted, Some(_)) => "papers.awaited".to_owned(),
        _ => format!("state_hint.{shown}"),
    };
    let hint = said_of(&status.kind, hint);
    let state = said_of(&status.kind, format!("state.{shown}"));
    let record = status.record.clone();
    let (reference, timeline) = (status.reference.clone(), status.timeline.clone());
    let mark = reference.clone();
    let next = Signal::derive(move || next_text(language.get(), &status));
    view! {
        <section class="card status" data-status=shown>
            <p class="status__kind">{kind}</p>
            {record.map(|record| view! { <p class="status__about"><RecordLine record=Some(record)/></p> })}
            <p class="status__state">
                <span class=badge_class(shown)>{state}</span>
            </p>
            <p class="status__now">{hint}</p>
            {reason.map(|reason| view! {
                <div class=banner>
                    <h2 class="status__reason-title">{tr!("status.reason")}</h2>
                    <p class="status__reason" data-reason="">{reason}</p>
                </div>
            })}
            {way_on.map(|(path, text)| view! {
                <p class="status__way-on">
                    <a class="button button--large" href=path data-action="continue">
                        {move || text.in_language(language.get())}
                    </a>
                </p>
            })}
            <dl class="summary">
                <div class="summary__row">
                    <dt class="summary__label">{tr!("status.reference")}</dt>
                    <dd class="summary__value"><span class="reference" data-reference=mark>{reference}</span></dd>
                </div>
                {last_sent.map(|at| {
                    let machine = at.replacen(' ', "T", 1);
                    view! {
                        <div class="summary__row">
                            <dt class="summary__label">{tr!("status.submitted")}</dt>
                            <dd class="summary__value">
                                <time datetime=machine>
                                    {move || crate::components::timeline::moment(language.get(), &at)}
                                </time>
                            </dd>
                        </div>
                    }
                })}
                {due.map(|due| (due.clone(), due)).map(|(mark, due)| view! {
                    <div class="summary__row">
                        <dt class="summary__label">{tr!("status.due")}</dt>
                        <dd class="summary__value">
                            <time datetime=mark>{move || day(language.get(), &due)}</time>
                        </dd>
                    </div>
                })}
            </dl>
            {is_over.then(|| view! {
                <p class="status__kept">{pictures}</p>
            })}
        </section>
        <section class="card" aria-labelledby="timeline-title">
            <h2 id="timeline-title">{tr!("timeline.title")}</h2>
            <Timeline entries=timeline next is_own=true/>
        </section>
    }
}

/// Taking an application back, in two steps that work without JavaScript too.
#[component]
fn Withdraw(reference: String) -> impl IntoView {
    view! {
        <details class="withdraw">
            <summary class="withdraw__open" data-action="withdraw">{tr!("action.withdraw")}</summary>
            <form class="card" method="post" action=api::Withdraw::url()>
                <input type="hidden" name="reference" value=reference/>
                <h2>{tr!("page.withdraw.title")}</h2>
                <p>{tr!("page.withdraw.text")}</p>
                <button class="button button--danger" type="submit" data-action="confirm-withdraw">
                    {tr!("page.withdraw.action")}
                </button>
            </form>
        </details>
    }
}

const REFERENCE: &str = "reference";
const EMAIL: &str = "email";
/// The message about the whole form.
const PROBLEM: &str = "look-up-problem";
/// What was found.
const RESULT: &str = "look-up-result";

/// What a plain form asked and what the answer is. The server's `POST /status` puts it into the
/// context and renders the page: personal data must not stand in a URL, so there is no redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    /// As typed.
    pub reference: String,
    /// As typed.
    pub email: String,
    /// The answer.
    pub answer: Result<StatusView, AppError>,
}

/// `/status`
#[component]
pub fn LookUpPage() -> impl IntoView {
    let look_up = match use_context::<LookedUp>() {
        Some(LookedUp {
            reference,
            email,
            answer,
        }) => LookUp {
            reference,
            email,
            answer: Some(answer),
        },
        // A link in a mail brings the reference along.
        None => LookUp {
            reference: use_query_map()
                .with_untracked(|query| query.get(REFERENCE).unwrap_or_default()),
            email: String::new(),
            answer: None,
        },
    };
    view! {
        <PageTitle text=tr!("status.look_up.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("status.look_up.title")}</h1>
            <p class="page__intro">{tr!("status.look_up.intro")}</p>
            {live(look_up)}
        </section>
    }
}

/// The question, and what was found.
#[derive(Debug, Serialize, Deserialize)]
pub struct LookUp {
    reference: String,
    email: String,
    answer: Option<Result<StatusView, AppError>>,
}

impl Part for LookUp {
    const NAME: &'static str = "look-up";
    const BUNDLE: &'static str = "following_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            reference,
            email,
            answer,
        } = self;
        view! { <LookUpForm reference email answer/> }.into_any()
    }
}

#[component]
fn LookUpForm(
    reference: String,
    email: String,
    answer: Option<Result<StatusView, AppError>>,
) -> impl IntoView {
    let language = language_signal();
    let answer = RwSignal::new(answer);
    let missing = [RwSignal::new(None), RwSignal::new(None)];
    let is_busy = RwSignal::new(false);
    let is_hydrated = RwSignal::new(false);
    // `None` also when the page was left.
    let is_found = move || {
        let is_found = |answer: &Option<Result<_, _>>| answer.as_ref().map(Result::is_ok);
        answer.try_with_untracked(is_found).flatten()
    };
    let show = move || match is_found() {
        Some(true) => browser::focus(RESULT),
        Some(false) => browser::focus(PROBLEM),
        None => {}
    };
    Effect::new(move |_| {
        is_hydrated.set(true);
        show();
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let typed = [REFERENCE, EMAIL].map(|id| browser::control_text(id).unwrap_or_default());
        for (text, missing) in typed.iter().zip(missing) {
            missing.set(text.trim().is_empty().then_some(FieldError::Required));
        }
        let empty = [REFERENCE, EMAIL]
            .into_iter()
            .zip(&typed)
            .find_map(|(id, text)| text.trim().is_empty().then_some(id));
        answer.set(None);
        if let Some(id) = empty {
            browser::focus(id);
            return;
        }
        is_busy.set(true);
        let [reference, email] = typed;
        spawn_local(async move {
            answer.set(Some(api::look_up(reference, email).await));
            is_busy.set(false);
            // Only what is drawn already can take the focus.
            browser::sleep(Duration::ZERO).await;
            show();
        });
    };
    let [reference_missing, email_missing] = missing;
    view! {
        <div id=PROBLEM tabindex="-1">
            {move || answer.get().and_then(Result::err).map(|error| view! { <LookUpProblem error/> })}
        </div>
        <form
            class="card form"
            method="post"
            action=paths::STATUS
            data-form="look-up"
            novalidate=move || is_hydrated.get()
            on:submit=submit
        >
            <PlainField id=REFERENCE autocomplete="off" label=const { key("status.reference") }
                hint=const { key("page.look_up.reference_hint") } value=reference about=PROBLEM
                error=reference_missing/>
            <PlainField id=EMAIL kind="email" autocomplete="email" label=const { key("field.email.label") }
                value=email about=PROBLEM error=email_missing/>
            <div class="actions">
                <button class="button" type="submit" data-action="look-up"
                    aria-disabled=move || is_busy.get().to_string()>
                    {move || match is_busy.get() {
                        true => domain::t!(language.get(), "page.look_up.busy"),
                        false => domain::t!(language.get(), "status.look_up.submit"),
                    }}
                </button>
            </div>
        </form>
        <div id=RESULT tabindex="-1">
            {move || answer.get().and_then(Result::ok).map(|status| {
                // Correcting and carrying on need the owner to sign in first.
                let sign_in = sign_in_then(&paths::application(&status.reference));
                let way_on = status.state.is_open_to_applicant()
                    .then(|| (sign_in, key("page.look_up.sign_in")));
                view! { <StatusCard status way_on/> }
            })}
        </div>
    }
}

/// An unknown pair and a mistyped one are answered in the same words.
#[component]
fn LookUpProblem(error: AppError) -> impl IntoView {
    match error {
        AppError::NotFound | AppError::Malformed => view! {
            <div class="banner banner--bad" role="alert" data-problem="not_found">
                <p>{tr!("status.unknown")}</p>
            </div>
        }
        .into_any(),
        AppError::TooMany { seconds } => view! { <Problem code=error.code() seconds/> }.into_any(),
        error => view! { <Problem code=error.code()/> }.into_any(),
    }
}
