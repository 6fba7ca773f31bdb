//! The page of a step, of whatever kind: it draws the fields its data name.

use crate::address::use_query_map;
use domain::application::kind::{Completion, Kind, Step};
use domain::application::view::{DraftView, Target};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use super::began_before::BeganBefore;
use super::confirm_page::ConfirmStep;
use super::record::RecordLine;
use crate::account::api::or_sign_in;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::components::stepper::Stepper;
use crate::form::plain;
use crate::form::plain::Judged;
use crate::language::language_signal;
use crate::language::said;
use crate::language::said_of;
use crate::live::live;
use crate::paths;
use crate::suspend::suspend;

mod part;

pub use part::StepForm;

/// A step of the wizard (`/register/:step`) or of another draft
/// (`/applications/:reference/:step`).
#[component]
pub fn StepPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let place = move || match params.with(|params| params.get("reference")) {
        Some(reference) => Target::Reference(reference),
        None => Target::Newcomer,
    };
    let step = move || params.with(|params| params.get("step")).unwrap_or_default();
    let language = language_signal();
    let draft = Resource::new(
        move || (place(), step(), language.get().tag().to_owned()),
        |(place, step, language)| async move {
            let draft = api::load_step(place.value(), step.clone(), language).await;
            (
                step.clone(),
                or_sign_in(draft, paths::step(&place, &step)).await,
            )
        },
    );
    let judged = move || query.with_untracked(plain::judged);
    view! {
        <Transition fallback=|| ()>
            {move || suspend(async move {
                match draft.await {
                    (step, Ok(draft)) => match draft.step(&step) {
                        Some(step) if step.completes == Completion::Submission => {
                            view! { <ConfirmStep draft step/> }.into_any()
                        }
                        Some(step) => {
                            let judged = judged();
                            view! { <FormStep draft step judged/> }.into_any()
                        }
                        None => ().into_any(),
                    },
                    (_, Err(error)) => view! { <FailedPage error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn FormStep(draft: DraftView, step: &'static Step, judged: Judged) -> impl IntoView {
    let kind = draft.spec();
    let language = language_signal();
    let is_first = matches!(draft.place, Target::Newcomer | Target::NewcomerOf(_))
        && !has_previous(kind, step);
    let asks = is_first && !draft.facts.has_password;
    let name = step.id;
    let title = said_of(kind.id, format!("step.{name}.title"));
    let steps = draft.journey().steps();
    let record = draft.record.clone();
    let form = StepForm {
        draft,
        step: name.to_owned(),
        judged,
    };
    view! {
        <PageTitle text=title.clone()/>
        <section class="page page--form">
            <Stepper steps current=step.id kind=kind.id/>
            <p class="page__kind">{said(format!("kind.{}.name", kind.id))}</p>
            {record.map(|record| view! { <p class="page__about"><RecordLine record=Some(record)/></p> })}
            <h1 class="page__title">{title}</h1>
            <p class="page__intro">{move || kind.step_intro(language.get(), name)}</p>
            {asks.then(|| view! { <BeganBefore/> })}
            {live(form)}
        </section>
    }
}

fn has_previous(kind: &Kind, step: &Step) -> bool {
    kind.steps.first().is_some_and(|first| first.id != step.id)
}
