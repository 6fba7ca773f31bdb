//! Check your answers, read the notice, promise, send.

use crate::address::{use_address, use_navigate, use_query_map};
use domain::application::kind::{Completion, Step};
use domain::application::view::DraftView;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::api::{self, Sent};
use super::plain::failed_before;
use crate::account::next::prove_then;
use crate::components::notice_dialog::NoticeDialog;
use crate::components::page_title::PageTitle;
use crate::components::problem::Problem;
use crate::components::stepper::Stepper;
use crate::components::summary_list::StepSummary;
use crate::error::AppError;
use crate::language::{language_signal, said};
use crate::live::{Part, live};
use crate::{paths, tr};

/// The last step.
#[component]
pub fn ConfirmStep(draft: DraftView, step: &'static Step) -> impl IntoView {
    let kind = draft.spec();
    let language = language_signal();
    let name = step.id;
    let place = draft.place.clone();
    let journey = draft.journey();
    let previous = journey.previous(step);
    let previous = previous.map(|step| paths::step(&place, step.id));
    let steps = journey.steps();
    let draft = StoredValue::new(draft);
    let answered = steps
        .clone()
        .into_iter()
        .filter(|step| step.completes != Completion::Submission)
        .map(|step| view! {
            <section class="card">
                <h2>{move || domain::text::say(language.get(), &format!("step.{}.title", step.id))}</h2>
                <StepSummary draft step may_change=true/>
            </section>
        })
        .collect_view();
    let title = said(format!("step.{name}.title"));
    view! {
        <PageTitle text=title.clone()/>
        <section class="page page--form">
            <Stepper steps current=step.id/>
            <p class="page__kind">{said(format!("kind.{}.name", kind.id))}</p>
            <h1 class="page__title">{title}</h1>
            <p class="page__intro">{move || kind.step_intro(language.get(), name)}</p>
            {answered}
            {live(Sending { draft: draft.get_value(), previous })}
        </section>
    }
}

/// The way to send what was checked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sending {
    draft: DraftView,
    /// The page of the step before.
    previous: Option<String>,
}

impl Part for Sending {
    const NAME: &'static str = "sending";
    const BUNDLE: &'static str = "drafting_parts";

    fn draw(self) -> AnyView {
        let draft = StoredValue::new(self.draft);
        let previous = self.previous.map(|path| {
            view! {
                <a class="button button--secondary" data-action="previous" href=path>
                    {tr!("action.previous")}
                </a>
            }
        });
        view! { <Submission draft open=RwSignal::new(false)>{previous}</Submission> }.into_any()
    }
}

/// The button that opens the notice, the notice, and the sending.
#[component]
pub fn Submission(
    draft: StoredValue<DraftView>,
    /// Whether the notice is open.
    open: RwSignal<bool>,
    /// Buttons beside it.
    children: Children,
) -> impl IntoView {
    let query = use_query_map();
    let in_page = query.with_untracked(|query| query.get("notice").is_some());
    let problem = RwSignal::new(failed_before());
    let is_busy = RwSignal::new(false);
    let navigate = use_navigate();
    let here = use_address().path;
    let (place, round, terms) =
        draft.with_value(|draft| (draft.place.clone(), draft.round, draft.terms.clone()));
    let (version, sha256) = terms.as_ref().map_or((0, String::new()), |terms| {
        (terms.version, terms.sha256.clone())
    });
    let value = place.value();
    let is_correction = round > 0;
    // The page of a correction is where answers change.
    let drawn = match is_correction {
        true => String::new(),
        false => draft.with_value(|draft| draft.drawn().value()),
    };
    let send = {
        let (value, sha256, drawn) = (value.clone(), sha256.clone(), drawn.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if is_busy.get_untracked() {
                return;
            }
            is_busy.set(true);
            problem.set(None);
            let (navigate, place) = (navigate.clone(), place.clone());
            let (value, sha256, drawn) = (value.clone(), sha256.clone(), drawn.clone());
            let (kind, page) = (draft.with_value(DraftView::spec), here.get_untracked());
            spawn_local(async move {
                let sent = api::submit(value, round, version, sha256, drawn).await;
                // Whoever left the page is led nowhere. One that was drawn anew meanwhile, in another
                // language, is the same page.
                if here.try_get_untracked().as_ref() != Some(&page) {
                    return;
                }
                is_busy.try_set(false);
                open.try_set(false);
                match sent {
                    Ok(Sent::Done { reference }) => {
                        let path = match round {
                            0 => paths::done(&place),
                            _ => format!("{}?resubmitted=1", paths::application(&reference)),
                        };
                        navigate(&path, Default::default());
                    }
                    Ok(Sent::Refused { errors }) => {
                        let step = errors.keys().find_map(|field| kind.step_of(field));
                        if let (Some(step), 0) = (step, round) {
                            let path = format!("{}?check=1", paths::step(&place, step.id));
                            navigate(&path, Default::default());
                        } else {
                            problem.try_set(Some((AppError::Answers.code(), 0)));
                        }
                    }
                    Err(AppError::Unproved) => navigate(&prove_then(&page), Default::default()),
                    Err(error) => {
                        problem.try_set(Some((error.code(), error.seconds())));
                    }
                }
            });
        }
    };
    let terms = terms.filter(|terms| !terms.text.trim().is_empty());
    let has_notice = terms.is_some();
    let form = NodeRef::<leptos::html::Form>::new();
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        open.set(true);
    };
    Effect::new(move |_| {
        if open.get() {
            // What was wrong before has been mended.
            problem.set(None);
            // Where there is nothing to read there is nothing to promise.
            if let (false, Some(form)) = (has_notice, form.get_untracked()) {
                let _ = form.request_submit();
            }
        }
    });
    view! {
        {move || problem.get().map(|(code, seconds)| view! { <Problem code seconds takes_focus=true/> })}
        <form id="submission" node_ref=form method="post" action=api::Submit::url() on:submit=send data-step=if is_correction { "promise" } else { "confirm" }>
            <input type="hidden" name="place" value=value/>
            <input type="hidden" name="round" value=round/>
            <input type="hidden" name="terms_version" value=version/>
            <input type="hidden" name="terms_sha256" value=sha256/>
            <input type="hidden" name="drawn" value=drawn/>
        </form>
        <form id="ask-notice" method="get" action="#notice">
            <input type="hidden" name="notice" value="1"/>
        </form>
        <div class="actions">
            {match (has_notice, is_correction) {
                (true, false) => view! {
                    <button class="button" type="submit" form="ask-notice" data-action="submit" on:click=ask>
                        {tr!("action.submit")}
                    </button>
                }
                .into_any(),
                (false, false) => view! { <SendAtOnce busy=is_busy/> }.into_any(),
                // Without scripts a correction that passes is sent from here.
                (false, true) if in_page => view! {
                    <p>{tr!("confirm.send.text")}</p>
                    <SendAtOnce busy=is_busy/>
                }
                .into_any(),
                _ => ().into_any(),
            }}
            {children()}
        </div>
        {terms.map(|terms| view! { <NoticeDialog terms open busy=is_busy in_page/> })}
    }
}

/// Sends, where there is no notice to read first.
#[component]
fn SendAtOnce(#[prop(into)] busy: Signal<bool>) -> impl IntoView {
    view! {
        <button
            class="button"
            type="submit"
            form="submission"
            data-action="submit"
            aria-disabled=move || busy.get().to_string()
        >
            {tr!("action.submit")}
        </button>
    }
}
