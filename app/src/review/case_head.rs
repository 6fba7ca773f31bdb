//! The top of a case: what it is, when it is due, who holds it, and what to beware of.

use chrono::NaiveDate;
use domain::review::view::CaseView;
use domain::text::{Language, say};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::api::{Claim, Dated, Release};
use super::assign_form;
use super::desk::{Desk, filter};
use super::due::{Due, RoundBadge, StateBadge};
use super::keys::CaseKeyboard;
use super::link;
use super::next::NextLink;
use crate::components::timeline::{Timeline, moment};
use crate::language::{language_signal, said};
use crate::live::markup::Markup;
use crate::live::{Attended, Part, attended, listen, live};
use crate::tr;

/// The top of the page.
#[component]
pub fn CaseHead(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    case.with_value(|Dated { today, value }| head_of(value, *today))
}

fn head_of(case: &CaseView, today: NaiveDate) -> impl IntoView + use<> {
    let language = language_signal();
    let fact = |label: String, value: AnyView| {
        view! {
            <div class="case-facts__fact">
                <dt>{said(label)}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let due = view! { <Due due_on=case.due_on.clone() overdue=case.overdue today days=case.working_days/> };
    let has_due = case.due_on.is_some();
    // Whoever it was given to may not have looked at it yet; that it was given is said below.
    let holder = case.holder.clone().filter(|_| case.desk.assignee.is_none());
    let sent_at = case.submitted_at.clone();
    let sent = move || moment(language.get(), &sent_at);
    view! {
        <header class="case-head">
            <nav class="case-head__nav" aria-label=tr!("layout.queue")>
                <span class="case-head__back">
                    <a href=link::queue(&filter())>{tr!("staff.case.back")}</a>
                </span>
                {live(CaseKeyboard {})}
                {live(NextLink { reference: case.reference.clone() })}
            </nav>
            <h1 class="case-head__title">
                <span class="case-head__subject">{case.subject.clone()}</span>
                " "
                <span class="case-head__reference" data-reference=case.reference.clone()>{case.reference.clone()}</span>
            </h1>
            <p class="case-head__badges">
                <StateBadge state=case.state kind=case.kind.clone()/>" "<RoundBadge round=case.round/>
            </p>
            <dl class="case-facts">
                {fact("staff.column.kind".into(), said(format!("kind.{}.name", case.kind)).into_any())}
                {case.record.clone().filter(|record| !record.name.is_empty()).map(|record| fact(format!("record.{}.name", record.kind), record.name.into_any()))}
                {fact("staff.column.sent".into(), sent.into_any())}
                {has_due.then(|| fact("staff.column.due".into(), due.into_any()))}
                {case.office.clone().map(|office| fact("staff.column.office".into(), office.into_any()))}
                {holder.map(|holder| fact("staff.column.holder".into(), holder.into_any()))}
            </dl>
            {claim(case)}
        </header>
    }
}

/// What the reader may do about the claim; says why where it is nothing.
fn claim(case: &CaseView) -> Option<AnyView> {
    let language = language_signal();
    if !case.may_decide {
        return None;
    }
    let is_given = case.desk.is_assigned_to_me;
    let is_of_another = case.desk.assignee.is_some() && !is_given;
    match (case.is_mine, case.holder.clone()) {
        (true, _) => Some(live(Holding {
            reference: case.reference.clone(),
            held: Some(match (is_given, assign_form::is_taken_over(case)) {
                (false, _) => Held::Claimed,
                (true, false) => Held::Given,
                (true, true) => Held::Taken,
            }),
        })),
        // It was given to somebody else, which stands below.
        (false, _) if is_of_another => None,
        (false, Some(holder)) => Some(
            view! {
                <p class="claim claim--other banner banner--warn" role="status">
                    {move || domain::t!(language.get(), "staff.claim.other", name = &holder)}
                </p>
            }
            .into_any(),
        ),
        (false, None) => Some(live(Holding {
            reference: case.reference.clone(),
            held: None,
        })),
    }
}

/// How the reader came to hold a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Held {
    Claimed,
    Given,
    Taken,
}

/// The way to take the claim, or to give it up.
#[derive(Debug, Serialize, Deserialize)]
pub struct Holding {
    reference: String,
    held: Option<Held>,
}

impl Part for Holding {
    const NAME: &'static str = "holding";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        attended(HoldingForm {
            desk: Desk::of(&self.reference),
            language: language_signal(),
            holding: self,
        })
    }
}

struct HoldingForm {
    desk: Desk,
    language: RwSignal<Language>,
    holding: Holding,
}

impl Attended for HoldingForm {
    fn write(&self, html: &mut Markup) {
        let language = self.language.get();
        let action = match self.holding.held {
            Some(_) => Release::url(),
            None => Claim::url(),
        };
        html.tags("<form class=claim method=post")
            .attribute("action", action)
            .tags("><input type=hidden name=reference")
            .attribute("value", &self.holding.reference)
            .tags(">");
        let Some(held) = self.holding.held else {
            html.tags("<button class=button type=submit data-action=claim aria-keyshortcuts=c")
                .truth("aria-disabled", self.desk.is_shown_busy())
                .tags(">")
                .text(domain::t!(language, "staff.claim.take"))
                .tags("</button><p class=claim__note>")
                .text(domain::t!(language, "staff.claim.why"))
                .tags("</p></form>");
            return;
        };
        let (note, way_out) = match held {
            Held::Claimed => ("staff.claim.mine", "staff.claim.release"),
            Held::Given => ("staff.claim.mine_given", "staff.claim.put_down"),
            Held::Taken => ("staff.claim.mine_taken", "staff.claim.put_down"),
        };
        html.tags("<p class=claim__note")
            .maybe("data-assigned", (held != Held::Claimed).then_some("me"))
            .tags(">")
            .text(&say(language, note))
            .tags("</p><button class=\"button button--quiet\" type=submit data-action=release")
            .truth("aria-disabled", self.desk.is_shown_busy())
            .tags(">")
            .text(&say(language, way_out))
            .tags("</button></form>");
    }

    fn attend(&self, place: &Element) {
        let (desk, held) = (self.desk, self.holding.held);
        listen(place, &["submit"], move |event| {
            event.prevent_default();
            match held {
                Some(_) => desk.release(),
                None => desk.claim(),
            }
        });
    }
}

/// What to beware of: an expired document, and what the applicant was told before.
#[component]
pub fn Warnings(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let (is_expired, reason) =
        case.with_value(|case| (case.value.document_expired, case.value.reason.clone()));
    view! {
        {is_expired.then(|| view! {
            <p class="banner banner--warn" data-warning="expired">{tr!("staff.case.expired")}</p>
        })}
        {reason.filter(|reason| !reason.is_empty()).map(|reason| view! {
            <section class="last-reason">
                <h2 class="last-reason__title">{tr!("staff.case.last_reason")}</h2>
                <p class="last-reason__text">{reason}</p>
            </section>
        })}
    }
}

/// What happened so far, for staff: with names.
#[component]
pub fn History(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let entries = case.with_value(|case| case.value.timeline.clone());
    view! {
        <section class="card history" aria-labelledby="history-title">
            <h2 class="history__title" id="history-title">{tr!("staff.case.history")}</h2>
            <Timeline entries/>
        </section>
    }
}
