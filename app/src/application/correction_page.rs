//! Correction: the reason, exactly the flagged items to change, all else locked and readable.

use crate::address::use_query_map;
use domain::application::kind::Completion;
use domain::application::view::DraftView;
use domain::form::Field;
use domain::review::{Finding, opens};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::api;
use super::submission::{Submission, What};
use crate::account::api::or_sign_in;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::components::summary_list::StepSummary;
use crate::form::Form;
use crate::form::draft_form::DraftForm;
use crate::form::plain;
use crate::form::plain::Judged;
use crate::form::sender::FormTarget;
use crate::language::facts_title;
use crate::language::kind_id;
use crate::language::language_signal;
use crate::language::short_label;
use crate::language::show_kind;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, attended, live};
use crate::suspend::suspend;
use crate::{paths, tr};

/// The correction page (`/applications/:reference/correction`).
#[component]
pub fn CorrectionPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let reference = move || {
        params
            .with(|params| params.get("reference"))
            .unwrap_or_default()
    };
    let draft = Resource::new(reference, |reference| async move {
        let page = paths::correction(&reference);
        or_sign_in(api::load_correction(reference).await, page).await
    });
    view! {
        <Transition fallback=|| ()>
            {move || suspend(async move {
                let judged = query.with_untracked(plain::judged);
                match draft.await {
                    Ok(draft) => view! { <Correction draft judged/> }.into_any(),
                    Err(error) => view! { <FailedPage error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Correction(draft: DraftView, judged: Judged) -> impl IntoView {
    let language = language_signal();
    let reference = draft.reference.clone().unwrap_or_default();
    let kind = draft.spec();
    show_kind(kind);
    let reason = draft
        .return_reason
        .clone()
        .filter(|reason| !reason.is_empty());
    // In the order of the form below.
    let flags = kind
        .fields()
        .flat_map(|field| {
            draft
                .findings
                .iter()
                .filter(move |finding| finding.item == field.id)
        })
        .cloned()
        .map(flag_view)
        .collect_view();
    let draft = StoredValue::new(draft);
    let locked = kind
        .steps
        .iter()
        .filter(|step| step.completes != Completion::Submission)
        .map(|step| {
            view! {
                <h3>{facts_title(step.id)}</h3>
                <StepSummary draft step may_change=false/>
            }
        })
        .collect_view();
    let messages = format!("{}#messages", paths::application(&reference));
    let form = CorrectionForm {
        draft: draft.get_value(),
        judged,
    };
    view! {
        <PageTitle text=tr!("correction.title")/>
        <section class="page page--form">
            <h1 class="page__title">{move || domain::t!(language.get(), "correction.title")}</h1>
            <div class="banner banner--warn" role="status">
                <p>{move || domain::t!(language.get(), "correction.banner")}</p>
                {reason.map(|reason| view! {
                    <p class="correction__reason">
                        <strong>
                            {move || domain::t!(language.get(), "correction.reason")}
                            {move || language.get().colon()}
                        </strong>
                        <span data-reason="">{reason}</span>
                    </p>
                })}
                <p>{move || domain::t!(language.get(), "correction.items")}</p>
                <ul class="correction__items">{flags}</ul>
            </div>
            <p class="correction__messages">
                <a href=messages>{move || domain::t!(language.get(), "message.to_thread")}</a>
            </p>
            {live(form)}
            <details class="card correction__locked">
                <summary>{move || domain::t!(language.get(), "correction.locked")}</summary>
                {locked}
            </details>
        </section>
    }
}

/// What is to be corrected, and the way to send it.
#[derive(Debug, Serialize, Deserialize)]
pub struct CorrectionForm {
    draft: DraftView,
    judged: Judged,
}

impl Part for CorrectionForm {
    const NAME: &'static str = "correction";
    const BUNDLE: &'static str = "correcting_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self { draft, judged } = self;
        let open = RwSignal::new(false);
        show_kind(draft.spec());
        let fields = open_fields(&draft);
        let submission = Submission::of(What::of(&draft), open);
        let form = Form::open(draft, fields, &judged);
        attended(CorrectionPart {
            form: DraftForm::open(form, FormTarget::Correction, false, Some(open)),
            submission,
        })
    }
}

struct CorrectionPart {
    form: DraftForm,
    submission: Submission,
}

impl Attended for CorrectionPart {
    fn write(&self, html: &mut Markup) {
        self.form.write(html);
        self.submission.write(html, None);
    }

    fn attend(&self, place: &Element) {
        self.form.attend(place);
        self.submission.attend(place);
    }

    fn renewed(&self) {
        self.form.renewed();
    }
}

/// What is flagged, what proves a flagged address, and what became wrong by the correction.
fn open_fields(draft: &DraftView) -> Vec<&'static Field> {
    draft
        .spec()
        .fields()
        .filter(|field| opens(&draft.findings, field, &draft.scope()))
        .collect()
}

fn flag_view(finding: Finding) -> impl IntoView {
    let language = language_signal();
    let Finding {
        item,
        reason,
        instruction,
    } = finding;
    let target = format!("#{item}");
    let (label, kind) = (short_label(&item), kind_id());
    view! {
        <li>
            <a href=target>{label}</a>
            {move || language.get().colon()}
            {move || domain::text::say_of(language.get(), kind, &format!("reason.{reason}"))}
            {(!instruction.is_empty()).then(|| view! { <span class="correction__instruction">{instruction}</span> })}
        </li>
    }
}
