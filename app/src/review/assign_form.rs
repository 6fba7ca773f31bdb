//! Who works on a case: supervisors give it to a colleague or take it over; everybody sees whom it
//! was given to.

use crate::address::{ParamsMap, use_query_map};
use domain::application::event::Event;
use domain::review::Role;
use domain::review::view::{CaseView, Colleague};
use domain::text::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::api::Dated;
use super::case_api::Assign;
use super::desk::Desk;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen, live};
use crate::{browser, tr};

/// The id of what the form lacks.
const MISSING: &str = "assign-missing";
/// The id of the choice.
const COLLEAGUE: &str = "colleague";

/// Whom a case was given to, in the words of its reader; nothing when to nobody.
#[component]
pub fn Assignee(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let language = language_signal();
    let (is_mine, sentence, assignee) = case.with_value(|case| {
        let case = &case.value;
        let desk = &case.desk;
        (
            desk.is_assigned_to_me,
            sentence(case),
            desk.assignee.clone(),
        )
    });
    let sentence = sentence?;
    assignee.map(|name| {
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
    case.with_value(|case| card_of(&case.value))
}

fn card_of(case: &CaseView) -> Option<impl IntoView + use<>> {
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
            case.reference.clone(),
            case.version,
            case.holder.clone().unwrap_or_default(),
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
        attended(AssignForms {
            desk: Desk::of(&self.hidden.0),
            assigning: StoredValue::new(self),
            is_missing: RwSignal::new(false),
            language: language_signal(),
            query: use_query_map(),
        })
    }
}

/// What every form of the case says besides: reference, version, who holds it.
type Hidden = (String, i32, String);

#[derive(Clone, Copy)]
struct AssignForms {
    desk: Desk,
    assigning: StoredValue<Assigning>,
    /// Nobody was chosen.
    is_missing: RwSignal<bool>,
    language: RwSignal<Language>,
    query: Memo<ParamsMap>,
}

impl Attended for AssignForms {
    fn write(&self, html: &mut Markup) {
        self.assigning.with_value(|assigning| {
            if !assigning.others.is_empty() {
                self.write_give(html, assigning);
            }
            if let Some(own) = &assigning.own {
                html.tags("<form method=post")
                    .attribute("action", Assign::url())
                    .tags(">");
                write_hidden(html, &assigning.hidden);
                html.tags("<input type=hidden name=to")
                    .attribute("value", own)
                    .tags(">");
                self.write_button(
                    html,
                    "take-over",
                    domain::t!(self.language.get(), "desk.assign.take"),
                );
                html.tags("</form>");
            }
        });
    }

    fn attend(&self, place: &Element) {
        let forms = *self;
        listen(place, &["submit", "change"], move |event| {
            if event.type_() == "change" {
                forms.is_missing.set(false);
                return;
            }
            event.prevent_default();
            forms.send(at(event, "[data-form=assign]").is_some());
        });
    }
}

impl AssignForms {
    fn write_button(self, html: &mut Markup, action: &'static str, text: &str) {
        html.tags("<button class=\"button button--secondary\" type=submit")
            .attribute("data-action", action)
            .truth("aria-disabled", self.desk.is_shown_busy())
            .tags(">")
            .text(text)
            .tags("</button>");
    }

    fn write_give(self, html: &mut Markup, assigning: &Assigning) {
        let language = self.language.get();
        let told = |query: &ParamsMap| query.get("missing").as_deref() == Some("colleague");
        let lacks = self.is_missing.get() || self.query.with(told);
        html.tags("<form class=assign__form method=post novalidate data-form=assign")
            .attribute("action", Assign::url())
            .tags(">");
        write_hidden(html, &assigning.hidden);
        html.tags("<div class=assign__part><label")
            .attribute("for", COLLEAGUE)
            .tags(">")
            .text(domain::t!(language, "desk.assign.colleague"))
            .tags("</label><select name=to required autocomplete=off")
            .attribute("id", COLLEAGUE)
            .attribute("aria-describedby", MISSING)
            .truth("aria-invalid", lacks)
            .tags("><option value=\"\">")
            .text(domain::t!(language, "desk.assign.choose"))
            .tags("</option>");
        for colleague in &assigning.others {
            let (name, n) = (&colleague.user_name, colleague.cases.to_string());
            html.tags("<option")
                .attribute("value", name)
                .tags(">")
                .text(&domain::t!(
                    language,
                    "desk.assign.option",
                    name = name,
                    n = &n
                ));
            if colleague.role == Role::Supervisor {
                html.tags(" · ")
                    .text(domain::t!(language, "desk.assign.supervisor"));
            }
            html.tags("</option>");
        }
        html.tags("</select><p class=field__error role=alert")
            .attribute("id", MISSING)
            .tags(">");
        if lacks {
            html.text(domain::t!(language, "desk.assign.missing"));
        }
        html.tags("</p></div>");
        self.write_button(html, "assign", domain::t!(language, "desk.assign.give"));
        html.tags("</form>");
    }

    /// Gives it away, or takes it over.
    fn send(self, gives: bool) {
        let (hidden, own) = self
            .assigning
            .with_value(|assigning| (assigning.hidden.clone(), assigning.own.clone()));
        let to = match gives {
            true => browser::control_text(COLLEAGUE).unwrap_or_default(),
            false => own.unwrap_or_default(),
        };
        self.is_missing.set(gives && to.is_empty());
        match to.is_empty() {
            true => browser::focus(COLLEAGUE),
            false => self.desk.assign(hidden.1, hidden.2, to),
        }
    }
}

fn write_hidden(html: &mut Markup, hidden: &Hidden) {
    let (reference, version, from) = hidden;
    let version = version.to_string();
    for (name, value) in [
        ("reference", reference),
        ("version", &version),
        ("from", from),
    ] {
        html.tags("<input type=hidden")
            .attribute("name", name)
            .attribute("value", value)
            .tags(">");
    }
}
