//! The page of a step, of whatever kind: it draws the fields its data name.

use std::collections::BTreeMap;

use crate::address::{use_navigate, use_query_map};
use domain::application::kind::{Completion, Kind, Step};
use domain::application::view::{DraftView, Place, StepOutcome};
use domain::form::{Control, Field, FieldError, StepErrors};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use leptos_router::hooks::use_params_map;

use super::api;
use super::began_before::BeganBefore;
use super::confirm_page::ConfirmStep;
use super::field::control_name;
use super::field::group::FieldViews;
use super::form::Form;
use super::look_again::{Doubt, LookAgain};
use super::more_to_choose::MoreToChoose;
use super::plain::{self, Judged, failed_before};
use super::save_note::SaveNote;
use super::still_the_same::StillTheSame;
use super::unsent::Unsent;
use crate::account::api::or_sign_in;
use crate::account::next::prove_then;
use crate::browser;
use crate::components::clear_page::ClearPage;
use crate::components::error_summary::{self, ErrorSummary};

use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::components::stepper::Stepper;
use crate::error::AppError;
use crate::language::{language_signal, said};
use crate::live::live;
use crate::paths;
use crate::suspend::suspend;

mod meanwhile;
mod mending;
mod part;

pub use part::StepForm;

/// A step of the wizard (`/register/:step`) or of another draft
/// (`/applications/:reference/:step`).
#[component]
pub fn StepPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let place = move || match params.with(|params| params.get("reference")) {
        Some(reference) => Place::Reference(reference),
        None => Place::Entrance,
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
    let is_first =
        matches!(draft.place, Place::Entrance | Place::EntranceOf(_)) && !has_previous(kind, step);
    let asks = is_first && !draft.facts.has_password;
    let name = step.id;
    let title = said(format!("step.{name}.title"));
    let steps = draft.journey().steps();
    let form = StepForm {
        draft,
        step: name.to_owned(),
        judged,
    };
    view! {
        <PageTitle text=title.clone()/>
        <section class="page page--form">
            <Stepper steps current=step.id/>
            <p class="page__kind">{said(format!("kind.{}.name", kind.id))}</p>
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

/// What a form saves to.
#[derive(Clone, Copy)]
pub enum Target {
    /// A step of a draft.
    Step(&'static Step),
    /// The flagged items of a returned application.
    Correction(StoredValue<String>),
}

/// Sends the form of the page.
#[derive(Clone, Copy)]
pub struct Sender {
    form: Form,
    target: Target,
    fields: StoredValue<Vec<&'static Field>>,
    errors: RwSignal<StepErrors>,
}

impl Sender {
    /// A field of the form.
    #[must_use]
    pub fn field(self, id: &str) -> Option<&'static Field> {
        self.fields
            .with_value(|fields| fields.iter().copied().find(|field| field.id == id))
    }

    /// The page was left: there is nobody to show an answer to, and nothing of it may be read.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.fields.is_disposed()
    }

    /// Takes in what stands in the page now and sends it with the action of a button.
    ///
    /// # Errors
    /// Whatever the server function says; [`AppError::Unavailable`] when the page is left meanwhile.
    pub async fn save(self, action: &str) -> Result<StepOutcome, AppError> {
        let answers = self.collect();
        self.form.settle().await;
        if self.is_gone() {
            return Err(AppError::Unavailable);
        }
        let place = self.form.place.get_value();
        let fields = self.fields.get_value();
        let drawn = self.form.drawn(&fields);
        let (sent, action) = (answers.clone(), action.to_owned());
        let saved = match self.target {
            Target::Step(step) => {
                api::save_step(place.value(), step.id.to_owned(), sent, action, drawn).await
            }
            Target::Correction(reference) => {
                api::save_correction(reference.get_value(), sent, action, drawn).await
            }
        };
        // The first thing saved may have given it a reference meanwhile.
        let place = self.form.place.try_get_value().unwrap_or(place);
        let none = StepErrors::new();
        match &saved {
            Ok(StepOutcome::Stay { errors }) => {
                self.form.stored_all(&place, &answers, &fields, errors);
            }
            Ok(_) => self.form.stored_all(&place, &answers, &fields, &none),
            Err(_) => {}
        }
        match self.is_gone() {
            true => Err(AppError::Unavailable),
            false => saved,
        }
    }

    /// Shows reasons at their fields and in the summary, and takes the keyboard there.
    pub fn show(self, errors: StepErrors) {
        self.form.judged.update(|judged| {
            judged.extend(self.fields.with_value(|fields| {
                fields
                    .iter()
                    .map(|field| field.id.to_owned())
                    .collect::<Vec<_>>()
            }));
        });
        for (id, reason) in &errors {
            let Some(field) = self.field(id) else {
                continue;
            };
            // Taken away in another window.
            if *reason == FieldError::PictureMissing {
                self.form.lacks(field.id);
            }
            if self.form.with_scope(|scope| field.check(scope).is_ok())
                || matches!(field.control, Control::EmailCode { .. })
            {
                let text = self
                    .form
                    .answers
                    .with_untracked(|answers| answers.get(id).to_owned());
                self.form.facts.update(|facts| {
                    facts.findings.insert(id.clone(), (text, reason.clone()));
                });
            }
        }
        let is_wrong = !errors.is_empty();
        self.errors.set(errors);
        if is_wrong {
            request_animation_frame(|| browser::focus(error_summary::ID));
        }
    }

    fn collect(self) -> BTreeMap<String, String> {
        self.fields.with_value(|fields| {
            fields
                .iter()
                .filter(|field| !field.is_upload())
                .filter_map(|field| {
                    let text = match field.control {
                        Control::Radio(_) => browser::radio_text(&control_name(field)),
                        _ => browser::control_text(field.id),
                    }?;
                    self.form
                        .answers
                        .update(|answers| answers.set(field.id, text.clone()));
                    Some((field.id.to_owned(), text))
                })
                .collect()
        })
    }
}

/// The form: fields, buttons, what is wrong, whether it is saved.
#[component]
pub fn DraftForm(
    form: Form,
    fields: Vec<&'static Field>,
    target: Target,
    place: Place,
    has_previous: bool,
) -> impl IntoView {
    provide_context(form);
    let errors = RwSignal::new(StepErrors::new());
    let order: Vec<&'static str> = fields.iter().map(|field| field.id).collect();
    let has_uploads = fields.iter().any(|field| field.is_upload());
    let sender = Sender {
        form,
        target,
        fields: StoredValue::new(fields.clone()),
        errors,
    };
    provide_context(sender);
    errors.set(sender.errors_at_first());
    let language = language_signal();
    sender.begin_at_top();
    let problem = RwSignal::new(failed_before());
    mending::forget_when_connected(problem);
    let same = RwSignal::new(Vec::<&'static Field>::new());
    let is_same = Memo::new(move |_| {
        same.with(|same| {
            form.with_scope(|scope| same.iter().any(|field| form.is_as_sent(field, scope)))
        })
    });
    let doubts = RwSignal::new(Vec::<Doubt>::new());
    let open_doubts = sender.open_doubts(doubts);
    // What stood on the page from the beginning has been read.
    let asked = StoredValue::new(sender.doubts());
    let is_busy = RwSignal::new(false);
    // Which press of a button is the newest.
    let turn = StoredValue::new(0_u32);
    let navigate = use_navigate();
    let ask = use_context::<super::correction_page::AskForNotice>();
    let (ending, unsent) = (crate::session::ending::current(), Unsent::current());
    // What was refused is sent again when somebody is back.
    Effect::new(move |before: Option<u32>| {
        let back = ending.back.get();
        if before.is_some_and(|before| before != back) {
            problem.set(None);
        }
        back
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let action = event
            .submitter()
            .and_then(|button| button.dyn_into::<web_sys::HtmlButtonElement>().ok())
            .map_or_else(|| "next".to_owned(), |button| button.value());
        if action == "next" && form.waits.get_untracked() {
            return;
        }
        let navigate = navigate.clone();
        turn.update_value(|turn| *turn += 1);
        let own = turn.get_value();
        problem.set(None);
        spawn_local(async move {
            // What is on its way is not missing. Whoever waits for it may press another button.
            let is_asked = |id: &str| sender.field(id).is_some();
            let is_newest = || turn.try_get_value() == Some(own);
            if action == "next" && !form.uploads_arrive(is_asked, is_newest).await {
                return;
            }
            is_busy.set(true);
            sender.collect();
            if action == "next" {
                let mut wrong = sender.local_errors();
                if !wrong.is_empty() {
                    // It may stand in the draft already, written in another tab.
                    sender.take_in_meanwhile().await;
                    if sender.is_gone() {
                        return;
                    }
                    wrong = sender.local_errors();
                }
                if !wrong.is_empty() {
                    sender.show(wrong);
                    is_busy.set(false);
                    return;
                }
                // It may be right as it is, but most often somebody overlooked it: asked once.
                if !form.was_asked.get_untracked() && !sender.same().is_empty() {
                    form.was_asked.set(true);
                    same.set(sender.same());
                    is_busy.set(false);
                    return;
                }
                same.set(Vec::new());
                let known = asked.get_value();
                asked.set_value(sender.doubts());
                doubts.set(asked.get_value());
                doubts.update(|doubts| doubts.retain(|doubt| !known.contains(doubt)));
                if doubts.with_untracked(|doubts| !doubts.is_empty()) {
                    is_busy.set(false);
                    return;
                }
            }
            let saved = sender.save(&action).await;
            if sender.is_gone() {
                return;
            }
            match saved {
                Ok(StepOutcome::Go { step }) => {
                    let place = form.place.get_value();
                    match sender.target {
                        Target::Step(_) => {
                            navigate(&paths::step(&place, &step), Default::default());
                        }
                        Target::Correction(_) => {
                            if let Some(ask) = ask {
                                ask.0.set(true);
                            }
                        }
                    }
                }
                Ok(StepOutcome::Stay { errors }) if action == "reset" && errors.is_empty() => {
                    sender.show_emptied();
                }
                // What became wrong by a correction opens with the page.
                Ok(StepOutcome::Stay { errors })
                    if errors.keys().any(|id| sender.field(id).is_none()) =>
                {
                    browser::leave_for(&format!("{}?check=1", sender.page()));
                }
                Ok(StepOutcome::Stay { errors }) => sender.show(errors),
                Ok(StepOutcome::CodeSent { code }) => sender.code_sent(code),
                Ok(StepOutcome::Later { seconds, limit }) => {
                    problem.set(Some((limit.code().to_owned(), seconds)));
                }
                Err(error) => match (error, sender.target) {
                    (AppError::Unproved, Target::Step(step)) => {
                        let here = paths::step(&form.place.get_value(), step.id);
                        navigate(&prove_then(&here), Default::default());
                    }
                    // The page asks them to sign in again, and says so once.
                    (AppError::SignedOut, _) if ending.can_ask() => {
                        ending.send_later(&event);
                        ending.was_refused(unsent).await;
                    }
                    (error, _) => {
                        problem.set(Some((error.code(), error.seconds())));
                    }
                },
            }
            is_busy.set(false);
        });
    };
    let (action, encoding) = match (has_uploads, target) {
        (true, _) => ("/api/uploads", "multipart/form-data"),
        (false, Target::Step(_)) => (api::SaveStep::url(), "application/x-www-form-urlencoded"),
        (false, Target::Correction(_)) => (
            api::SaveCorrection::url(),
            "application/x-www-form-urlencoded",
        ),
    };
    let (step_name, reference) = match target {
        Target::Step(step) => (step.id, String::new()),
        Target::Correction(reference) => ("correction", reference.get_value()),
    };
    let next = move || match target {
        Target::Step(_) => domain::t!(language.get(), "action.next"),
        Target::Correction(_) => domain::t!(language.get(), "action.submit"),
    };
    let drawn = form.drawn(&fields);
    // What was sent once is corrected, not emptied.
    let clear = match target {
        Target::Step(step) => Some(view! { <ClearPage step/> }),
        Target::Correction(_) => None,
    };
    let more = form.more.get_value();
    let views = view! { <FieldViews fields/> };
    // Shows what depends on an answer; with scripts that happens by itself.
    let refresh = move || {
        view! {
            <button class="button button--quiet" type="submit" name="action" value="refresh"
                data-action="refresh" formnovalidate>
                {move || domain::t!(language.get(), "action.refresh")}
            </button>
        }
    };
    view! {
        <ErrorSummary errors=sender.open_errors() order pictures=sender.refused_pictures()/>
        <MoreToChoose fields=more/>
        {move || problem.get().map(|(code, seconds)| view! { <Problem code seconds takes_focus=true/> })}
        {move || is_same.get().then(|| view! { <StillTheSame fields=same.get_untracked()/> })}
        {move || (!doubts.with(Vec::is_empty)).then(|| view! { <LookAgain doubts=open_doubts/> })}
        <form
            class="step"
            data-step=step_name
            method="post"
            action=action
            enctype=encoding
            novalidate
            on:submit=submit
        >
            <input type="hidden" name="place" value=place.value()/>
            <input type="hidden" name="application" value=place.value()/>
            <input type="hidden" name="step" value=step_name/>
            <input type="hidden" name="reference" value=reference/>
            <input type="hidden" name="drawn" value=drawn/>
            // Enter in a field means "next", so it is the first button of the form.
            <button class="visually-hidden" type="submit" name="action" value="next" tabindex="-1" aria-hidden="true"></button>
            {views}
            <div class="actions">
                <button class="button" type="submit" name="action" value="next" data-action="next"
                    aria-disabled=move || (is_busy.get() || form.waits.get()).to_string()>{next}</button>
                {has_previous.then(|| view! {
                    <button class="button button--secondary" type="submit" name="action" value="previous"
                        data-action="previous" formnovalidate>
                        {move || domain::t!(language.get(), "action.previous")}
                    </button>
                })}
                {crate::is_plain().then(refresh)}
                <noscript>{refresh()}</noscript>
            </div>
            <p class="actions__waiting" role="status" data-waiting=move || form.waits.get().to_string()>
                {move || form.waits.get().then(|| domain::t!(language.get(), "upload.waiting"))}
            </p>
            {clear}
            <SaveNote/>
        </form>
    }
}
