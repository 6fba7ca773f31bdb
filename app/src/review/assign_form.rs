//! Who works on a case: supervisors give it to a colleague or take it over; everybody sees whom it
//! was given to.

use crate::address::use_query_map;
use domain::application::event::Event;
use domain::review::Role;
use domain::review::view::{CaseView, Colleague};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::api::Dated;
use super::case_api::Assign;
use super::desk::{Desk, desk};
use crate::language::language_signal;
use crate::live::{Part, live};
use crate::tr;

/// The id of what the form lacks.
const MISSING: &str = "assign-missing";
/// The id of the choice.
const COLLEAGUE: &str = "colleague";

/// Whom a case was given to, in the words of its reader; nothing when to nobody.
#[component]
pub fn Assignee(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let language = language_signal();
    let case = case.with_value(|case| case.value.clone());
    let is_mine = case.desk.is_assigned_to_me;
    let sentence = sentence(&case)?;
    case.desk.assignee.map(|name| {
        let text = move || {
            let text = domain::text::say(language.get(), sentence);
            domain::text::fill(&text, &[("name", &name)])
        };
        view! { <p class="banner assignee" data-assigned=if is_mine { "me" } else { "other" }>{text}</p> }
    })
}

/// Whether whoever has it took it over, instead of being given it.
#[must_use]
pub fn is_taken_over(case: &CaseView) -> bool {
    let last = case.timeline.iter().rev();
    let last = last
        .map(|entry| (entry.event, &entry.by))
        .find(|(event, _)| *event == Event::Assigned);
    last.is_some_and(|(_, by)| by.is_some() && *by == case.desk.assignee)
}

/// The one sentence about whom a case was given to; `None` where its reader works on it, which is
/// said where it can be put down.
fn sentence(case: &CaseView) -> Option<&'static str> {
    let is_mine = case.desk.is_assigned_to_me;
    Some(match (is_mine, case.may_decide, is_taken_over(case)) {
        (true, true, _) if case.is_mine => return None,
        (true, _, false) => "desk.assign.given_me",
        (true, _, true) => "desk.assign.taken_me",
        (false, true, false) => "desk.assign.given_other",
        (false, true, true) => "desk.assign.taken_other",
        (false, false, _) => "desk.assign.given",
    })
}

/// The form of a supervisor; nothing for everybody else.
#[component]
pub fn AssignForm(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let case = case.with_value(|case| case.value.clone());
    let own = case.desk.assigner.clone()?;
    let has_it = |name: &str| {
        case.holder.as_deref() == Some(name) && case.desk.assignee.as_deref() == Some(name)
    };
    let others: Vec<Colleague> = case
        .desk
        .colleagues
        .iter()
        .filter(|colleague| colleague.user_name != own && !has_it(&colleague.user_name))
        .cloned()
        .collect();
    let may_take = !has_it(&own);
    let is_alone = others.is_empty();
    let assigning = Assigning {
        others,
        own: may_take.then_some(own),
        hidden: (
            case.reference,
            case.version,
            case.holder.unwrap_or_default(),
        ),
    };
    Some(view! {
        <section class="card assign" aria-labelledby="assign-title">
            <h2 class="assign__title" id="assign-title">{tr!("desk.assign.title")}</h2>
            {is_alone.then(|| view! { <p class="assign__none">{tr!("desk.assign.nobody")}</p> })}
            {(!is_alone || may_take).then(|| live(assigning))}
            <p class="assign__note">{tr!("desk.assign.why")}</p>
        </section>
    })
}

/// The ways to give a case away, and to take it over.
#[derive(Debug, Serialize, Deserialize)]
pub struct Assigning {
    /// Whom it can be given to.
    others: Vec<Colleague>,
    /// The reader, where they may take it over.
    own: Option<String>,
    hidden: Hidden,
}

impl Part for Assigning {
    const NAME: &'static str = "assigning";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let Self {
            others,
            own,
            hidden,
        } = self;
        provide_context(Desk::of(&hidden.0));
        let give = (!others.is_empty()).then(|| view! { <Give others hidden=hidden.clone()/> });
        let take = own.map(|own| view! { <TakeOver own hidden/> });
        view! { {give} {take} }.into_any()
    }
}

/// What every form of the case says besides: reference, version, who holds it.
type Hidden = (String, i32, String);

#[component]
fn HiddenFields(hidden: Hidden) -> impl IntoView {
    let (reference, version, from) = hidden;
    view! {
        <input type="hidden" name="reference" value=reference/>
        <input type="hidden" name="version" value=version/>
        <input type="hidden" name="from" value=from/>
    }
}

#[component]
fn Give(others: Vec<Colleague>, hidden: Hidden) -> impl IntoView {
    let desk = desk();
    let language = language_signal();
    let query = use_query_map();
    let choice = NodeRef::<html::Select>::new();
    let is_missing = RwSignal::new(false);
    let lacks = move || {
        is_missing.get() || query.with(|query| query.get("missing").as_deref() == Some("colleague"))
    };
    let options = others
        .into_iter()
        .map(|colleague| {
            let Colleague {
                user_name,
                role,
                cases,
            } = colleague;
            let (name, n) = (user_name.clone(), cases.to_string());
            let text = move || {
                let language = language.get();
                let role = match role {
                    Role::Supervisor => {
                        format!(" · {}", domain::t!(language, "desk.assign.supervisor"))
                    }
                    Role::Officer | Role::Administrator => String::new(),
                };
                domain::t!(language, "desk.assign.option", name = &name, n = &n) + &role
            };
            view! { <option value=user_name>{text}</option> }
        })
        .collect_view();
    let sent = hidden.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(choice) = choice.get_untracked() else {
            return;
        };
        let to = choice.value();
        is_missing.set(to.is_empty());
        match to.is_empty() {
            true => {
                let _ = choice.focus();
            }
            false => desk.assign(sent.1, sent.2.clone(), to),
        }
    };
    view! {
        <form class="assign__form" method="post" action=Assign::url() novalidate on:submit=submit data-form="assign">
            <HiddenFields hidden/>
            <div class="assign__part">
                <label for=COLLEAGUE>{tr!("desk.assign.colleague")}</label>
                <select
                    node_ref=choice
                    id=COLLEAGUE
                    name="to"
                    required
                    autocomplete="off"
                    aria-describedby=MISSING
                    aria-invalid=move || lacks().to_string()
                    on:change=move |_| is_missing.set(false)
                >
                    <option value="">{tr!("desk.assign.choose")}</option>
                    {options}
                </select>
                <p class="field__error" id=MISSING role="alert">
                    {move || lacks().then(|| domain::t!(language.get(), "desk.assign.missing"))}
                </p>
            </div>
            <button class="button button--secondary" type="submit" data-action="assign"
                aria-disabled=move || desk.busy()>
                {tr!("desk.assign.give")}
            </button>
        </form>
    }
}

#[component]
fn TakeOver(own: String, hidden: Hidden) -> impl IntoView {
    let desk = desk();
    let sent = (hidden.clone(), own.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let ((_, version, from), own) = sent.clone();
        desk.assign(version, from, own);
    };
    view! {
        <form method="post" action=Assign::url() on:submit=submit>
            <HiddenFields hidden/>
            <input type="hidden" name="to" value=own/>
            <button class="button button--secondary" type="submit" data-action="take-over"
                aria-disabled=move || desk.busy()>
                {tr!("desk.assign.take")}
            </button>
        </form>
    }
}
