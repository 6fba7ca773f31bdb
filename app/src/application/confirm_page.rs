//! Check your answers, read the notice, promise, send.

use domain::application::kind::{Completion, Step};
use domain::application::view::DraftView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::record::RecordLine;
use super::submission::{Submission, What};
use crate::components::page_title::PageTitle;
use crate::components::stepper::Stepper;
use crate::components::summary_list::StepSummary;
use crate::language::language_signal;
use crate::language::said;
use crate::language::said_of;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, attended, live};
use crate::paths;

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
    let record = draft.record.clone();
    let draft = StoredValue::new(draft);
    let answered = steps
        .clone()
        .into_iter()
        .filter(|step| step.completes != Completion::Submission)
        .map(|step| {
            view! {
                <section class="card">
                    <h2>{move || domain::text::step_title(language.get(), kind.id, step.id)}</h2>
                    <StepSummary draft step may_change=true/>
                </section>
            }
        })
        .collect_view();
    let title = said_of(kind.id, format!("step.{name}.title"));
    view! {
        <PageTitle text=title.clone()/>
        <section class="page page--form">
            <Stepper steps current=step.id kind=kind.id/>
            <p class="page__kind">{said(format!("kind.{}.name", kind.id))}</p>
            {record.map(|record| view! { <p class="page__about"><RecordLine record=Some(record)/></p> })}
            <h1 class="page__title">{title}</h1>
            <p class="page__intro">{move || kind.step_intro(language.get(), name)}</p>
            {answered}
            {live(Sending { what: draft.with_value(What::of), previous })}
        </section>
    }
}

/// The way to send what was checked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sending {
    what: What,
    /// The page of the step before.
    previous: Option<String>,
}

impl Part for Sending {
    const NAME: &'static str = "sending";
    const BUNDLE: &'static str = "sending_parts";

    fn draw(self) -> AnyView {
        let submission = Submission::of(self.what, RwSignal::new(false));
        attended(SendingPart {
            submission,
            previous: self.previous,
        })
    }
}

struct SendingPart {
    submission: Submission,
    previous: Option<String>,
}

impl Attended for SendingPart {
    fn write(&self, html: &mut Markup) {
        self.submission.write(html, self.previous.as_deref());
    }

    fn attend(&self, place: &Element) {
        self.submission.attend(place);
    }
}
