//! Deciding several cases together: which ones and how; then, on another page, what will happen.

use crate::address::{use_navigate, use_query_map};
use crate::told::Told;
use domain::application::kind::ApplicationKind;
use domain::form::Field;
use domain::review::bulk::ChosenCases;
use domain::review::{Decision, reasons_for};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use serde::{Deserialize, Serialize};

use super::api::bulk::{self as api, PlanBulk};
use super::bulk_list::{self, BulkList};
use super::decision_form::{MISSING, REASON, control_of};
use super::flag::{instruction_id, reason_id};
use super::notes::{Missing, MissingAt, Note, Notes, Verdict};
use super::{link, selection};
use crate::browser;
use crate::components::kept_text::KeptText;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::error::AppError;
use crate::language::{language_signal, said, short_label, show_kind};
use crate::live::{Part, live};
use crate::suspend::suspend;
use crate::tr;

/// `/staff/bulk`, with the cases in the query.
#[component]
pub fn BulkPage() -> impl IntoView {
    let query = use_query_map();
    let references = move || query.with(selection::chosen).join(",");
    let language = language_signal();
    let choice = Resource::new(
        move || (references(), language.get()),
        |(references, language)| api::bulk_choice(references, language.tag().to_owned()),
    );
    let back = move || link::queue(&query.with(link::filter));
    let told = move || query.with(|query| Told::Error.read(query));
    view! {
        <PageTitle text=tr!("staff.bulk.title")/>
        <section class="page page--wide bulk">
            <p class="case-head__back"><a href=back>{tr!("staff.bulk.back")}</a></p>
            <h1 class="page__title">{tr!("staff.bulk.title")}</h1>
            {move || told().map(|code| view! { <Problem code/> })}
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match choice.await {
                        Ok(choice) if choice.cases.is_empty() => view! {
                            <LeftOut n=choice.left_out/>
                            <p class="queue__empty">{tr!("staff.bulk.none")}</p>
                        }
                        .into_any(),
                        Ok(choice) => view! { <Choose choice references=references()/> }.into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// How many of the references are no case of the reader's; nothing when all are.
#[component]
fn LeftOut(n: usize) -> impl IntoView {
    let language = language_signal();
    let count = n.to_string();
    (n > 0).then(|| {
        view! {
            <p class="banner banner--warn" data-left-out=n>
                {move || domain::t!(language.get(), "staff.bulk.left_out", n = &count)}
            </p>
        }
    })
}

#[component]
fn Choose(choice: ChosenCases, references: String) -> impl IntoView {
    let language = language_signal();
    let n = choice.cases.len().to_string();
    let left_out = choice.left_out;
    let is_any = choice.cases.iter().any(|case| case.outcome.is_good());
    let cases = choice.cases.clone();
    let body = match is_any {
        true => live(BulkForm::of(choice, references)),
        false => {
            view! { <p class="banner banner--warn">{tr!("staff.bulk.none_open")}</p> }.into_any()
        }
    };
    view! {
        <p class="page__intro" data-chosen="">{move || domain::t!(language.get(), "staff.bulk.chosen", n = &n)}</p>
        <LeftOut n=left_out/>
        {body}
        <BulkList cases decision=Decision::APPROVE is_confirmed=false is_chosen=false/>
    }
}

/// Where it is written how they are decided.
#[derive(Debug, Serialize, Deserialize)]
pub struct BulkForm {
    /// All cases, with commas between them.
    references: String,
    /// The kind all of them are of.
    kind: Option<String>,
    /// Fields all of them have.
    items: Vec<String>,
    kept: Notes,
    /// A second officer has to confirm some decision.
    waits: bool,
}

impl BulkForm {
    fn of(choice: ChosenCases, references: String) -> Self {
        let waits = [Decision::APPROVE, Decision::RETURN, Decision::REFUSE]
            .iter()
            .any(|decision| choice.four_eyes.apply_to(decision));
        Self {
            references,
            kind: choice.kind,
            items: choice.items,
            kept: choice.kept,
            waits,
        }
    }
}

impl Part for BulkForm {
    const NAME: &'static str = "bulk";
    const BUNDLE: &'static str = "bulk_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        view! { <ChooseForm form=self/> }.into_any()
    }
}

/// The form: a general reason, flags, and three buttons, none of which decides anything yet.
#[component]
fn ChooseForm(form: BulkForm) -> impl IntoView {
    let BulkForm {
        references,
        kind,
        items,
        kept,
        waits,
    } = form;
    let kind = kind.and_then(|kind| Some(ApplicationKind::parse(&kind)?.spec()));
    if let Some(kind) = kind {
        show_kind(kind);
    }
    let language = language_signal();
    let query = use_query_map();
    let navigate = use_navigate();
    let reason = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let missing = RwSignal::new(None::<Missing>);
    let trouble = RwSignal::new(None::<AppError>);
    let fields: Vec<&'static Field> = items.iter().filter_map(|item| kind?.field(item)).collect();
    let ids: Vec<&'static str> = fields.iter().map(|field| field.id).collect();
    let ids = StoredValue::new(ids);
    let sent = references.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let verdict = event
            .submitter()
            .and_then(|button| button.dyn_into::<web_sys::HtmlButtonElement>().ok())
            .and_then(|button| Verdict::parse(&button.value()));
        let Some(verdict) = verdict.filter(|_| !is_busy.get_untracked()) else {
            return;
        };
        let notes = ids.with_value(|ids| written(&reason.get_untracked(), ids));
        let ticked = bulk_list::ticked();
        let lacks = match ticked.is_empty() {
            true => Some(Missing::Case),
            false => notes.decide(verdict).err(),
        };
        let place = lacks.as_ref().map(control_of);
        missing.set(lacks);
        trouble.set(None);
        if let Some(place) = place {
            request_animation_frame(move || browser::focus(&place));
            return;
        }
        is_busy.set(true);
        let navigate = navigate.clone();
        let filter = link::query(&query.with_untracked(link::filter));
        let (form, references) = (notes.form(), sent.clone());
        spawn_local(async move {
            let planned = api::plan_bulk(
                references,
                ticked,
                verdict.id().to_owned(),
                notes.reason,
                form.flags,
                form.reasons,
                form.instructions,
            );
            match planned.await {
                // Whoever left the page is led nowhere.
                Ok(_) if is_busy.is_disposed() => {}
                Ok(id) => navigate(&link::bulk_plan(&id, &filter), Default::default()),
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
            is_busy.try_set(false);
        });
    };
    let told = move || query.with(|query| query.get("missing"));
    let lacks = move || {
        let code = match missing.get() {
            Some(missing) => Some(missing.code().to_owned()),
            None => told(),
        };
        domain::text::find(language.get(), &format!("staff.missing.{}", code?))
    };
    let lacks_reason = Signal::derive(move || {
        missing.with(|missing| missing.as_ref().map(Missing::place) == Some(MissingAt::Reason))
    });
    let flags = fields
        .iter()
        .copied()
        .map(|field| {
            let note = kept.items.get(field.id).cloned().unwrap_or_default();
            view! { <BulkFlag field missing note/> }
        })
        .collect_view();
    let no_items = fields.is_empty();
    let busy = move || is_busy.get().to_string();
    view! {
        <form
            class="decision bulk__form"
            id=bulk_list::FORM
            method="post"
            action=PlanBulk::url()
            data-form="bulk"
            aria-labelledby="bulk-decision"
            novalidate
            on:submit=submit
        >
            // Enter in a box presses the first button of a form: this one does nothing.
            <button type="submit" disabled hidden></button>
            <input type="hidden" name="references" value=references/>
            <h2 class="decision__title" id="bulk-decision">{tr!("staff.bulk.decision")}</h2>
            <p class="decision__hint">{tr!("staff.bulk.nothing_yet")}</p>
            {waits.then(|| view! { <p class="decision__hint">{tr!("staff.second.wait_hint")}</p> })}
            <div class="decision__reason">
                <label class="decision__label" for=REASON>{tr!("staff.decision.reason")}</label>
                <p class="decision__hint" id="general_reason-hint">{tr!("staff.bulk.reason_hint")}</p>
                <KeptText text=reason memory="bulk.reason" id=REASON name="reason"
                    described_by=format!("general_reason-hint {MISSING}") is_wrong=lacks_reason kept=kept.reason/>
            </div>
            <fieldset class="bulk__items">
                <legend class="decision__label">{tr!("staff.bulk.items")}</legend>
                <p class="decision__hint">
                    {move || match no_items {
                        true => domain::t!(language.get(), "staff.bulk.no_items"),
                        false => domain::t!(language.get(), "staff.bulk.items_hint"),
                    }}
                </p>
                {flags}
            </fieldset>
            <div class="decision__missing" id=MISSING role="alert" tabindex="-1">
                {move || lacks().map(|text| view! { <p class="field__error">{text}</p> })}
            </div>
            {move || trouble.get().map(|error| {
                view! { <Problem code=error.code() seconds=error.seconds() takes_focus=true/> }
            })}
            <div class="decision__buttons">
                <button class="button button--good" type="submit" name="decision" value=Verdict::Approve.id()
                    data-action="bulk-approve" aria-disabled=busy>{tr!("staff.bulk.approve")}</button>
                {(!no_items).then(|| view! {
                    <button class="button button--warn" type="submit" name="decision" value=Verdict::Return.id()
                        data-action="bulk-return" aria-disabled=busy>{tr!("staff.bulk.return")}</button>
                })}
                <button class="button button--bad" type="submit" name="decision" value=Verdict::Refuse.id()
                    data-action="refuse" aria-disabled=busy>{tr!("staff.bulk.refuse")}</button>
            </div>
        </form>
    }
}

/// What stands in the form now.
fn written(reason: &str, ids: &[&str]) -> Notes {
    let text = |id: &str| browser::control_text(id).unwrap_or_default();
    let items = ids.iter().map(|id| {
        let note = Note {
            is_flagged: text(&format!("flag-{id}")) == "yes",
            reason: text(&reason_id(id)),
            instruction: text(&instruction_id(id)),
        };
        ((*id).to_owned(), note)
    });
    Notes {
        items: items.collect(),
        reason: reason.to_owned(),
    }
}

/// A flag for all of them. As its texts, its tick and its reason stay in this tab until the
/// decision is carried out; `note` is what the server kept.
#[component]
fn BulkFlag(
    field: &'static Field,
    missing: RwSignal<Option<Missing>>,
    note: Note,
) -> impl IntoView {
    let id = field.id;
    let (tick, choice) = (
        NodeRef::<html::Input>::new(),
        NodeRef::<html::Select>::new(),
    );
    let remember = move || {
        if let (Some(tick), Some(choice)) = (tick.get_untracked(), choice.get_untracked()) {
            let is_ticked = if tick.checked() { "yes" } else { "no" };
            browser::remember_text(&format!("bulk.{id}.tick"), is_ticked);
            browser::remember_text(&format!("bulk.{id}.reason"), &choice.value());
        }
    };
    let (was_ticked, reason_before) = (note.is_flagged, note.reason.clone());
    let is_met = StoredValue::new(false);
    Effect::new(move || {
        let (Some(tick), Some(choice)) = (tick.get(), choice.get()) else {
            return;
        };
        if is_met.get_value() {
            return;
        }
        is_met.set_value(true);
        // What was changed before the page was hydrated counts; else what the tab remembers.
        let is_as_it_came = tick.checked() == was_ticked && choice.value() == reason_before;
        match browser::remembered_text(&format!("bulk.{id}.tick")) {
            Some(is_ticked) if is_as_it_came => {
                tick.set_checked(is_ticked == "yes");
                let reason = browser::remembered_text(&format!("bulk.{id}.reason"));
                choice.set_value(&reason.unwrap_or_default());
            }
            None if is_as_it_came => {}
            _ => remember(),
        }
    });
    let text = RwSignal::new(String::new());
    let is_at = move |place: MissingAt<'static>| {
        Signal::derive(move || {
            missing.with(|missing| missing.as_ref().map(Missing::place) == Some(place))
        })
    };
    let lacks_reason = is_at(MissingAt::FlagReason(id));
    let lacks_instruction = is_at(MissingAt::Instruction(id));
    let reasons = reasons_for(field)
        .iter()
        .map(|code| {
            let is_chosen = *code == note.reason;
            view! { <option value=*code selected=is_chosen>{said(format!("reason.{code}"))}</option> }
        })
        .collect_view();
    view! {
        <div class="flag">
            <input node_ref=tick class="flag__tick" type="checkbox" id=format!("flag-{id}") name=format!("flags[{id}]")
                checked=note.is_flagged value="yes" autocomplete="off" data-flag=id on:change=move |_| { remember(); missing.set(None); }/>
            <label class="flag__label" for=format!("flag-{id}")>{short_label(id)}</label>
            <div class="flag__details">
                <label class="flag__name" for=reason_id(id)>{tr!("staff.flag.reason")}</label>
                <select node_ref=choice on:change=move |_| remember() class="flag__reason" id=reason_id(id) name=format!("reasons[{id}]") autocomplete="off"
                    aria-invalid=move || lacks_reason.get().to_string() aria-describedby=MISSING>
                    <option value="">{tr!("staff.flag.choose")}</option>
                    {reasons}
                </select>
                <label class="flag__name" for=instruction_id(id)>{tr!("staff.flag.instruction")}</label>
                <KeptText text memory=format!("bulk.{id}") id=instruction_id(id) name=format!("instructions[{id}]")
                    rows=2 described_by=MISSING is_wrong=lacks_instruction kept=note.instruction/>
            </div>
        </div>
    }
}
