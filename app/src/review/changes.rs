//! What the applicant changed since the last round, before everything else an officer reads:
//! pictures first, then answers, then what was asked for and is still the same.

use domain::application::state::ApplicationState;
use domain::review::view::{CaseItem, CaseView};
use leptos::prelude::*;

use super::api::Dated;
use crate::language::{said, short_label};
use crate::tr;

/// How an item compares with the round before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Another picture.
    Picture,
    /// Another answer.
    Answer,
    /// It was to be corrected and is as it was.
    Missing,
}

impl Change {
    /// What became of an item of this case; `None`: nothing, and nobody asked.
    #[must_use]
    pub fn of(case: &CaseView, item: &CaseItem) -> Option<Self> {
        let was_asked = case.round > 1
            && case.state == ApplicationState::Submitted
            && case.findings.contains_key(&item.field);
        match item {
            item if item.picture_before.is_some() => Some(Self::Picture),
            item if item.before.is_some() => Some(Self::Answer),
            _ if was_asked => Some(Self::Missing),
            _ => None,
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Answer => "answer",
            Self::Missing => "missing",
        }
    }
}

/// The id of an item in the page.
#[must_use]
pub fn anchor(field: &str) -> String {
    format!("item-{field}")
}

/// The list; nothing in the first round.
#[component]
pub fn Changes(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let mut changes: Vec<(Change, String)> = case.with_value(|case| {
        let case = &case.value;
        case.steps
            .iter()
            .flat_map(|(_, items)| items)
            .filter_map(|item| Some((Change::of(case, item)?, item.field.clone())))
            .collect()
    });
    // Stable: within a group as they stand in the form.
    changes.sort_by_key(|(change, _)| *change);
    let lines = changes
        .iter()
        .map(|(change, field)| {
            let (change, field) = (change.id(), field.clone());
            view! {
                <li class="changes__item" data-change=change>
                    <a href=format!("#{}", anchor(&field))>{short_label(&field)}</a>
                    " "
                    <span class=format!("changes__how changes__how--{change}")>
                        {said(format!("staff.case.change.{change}"))}
                    </span>
                </li>
            }
        })
        .collect_view();
    (!changes.is_empty()).then(|| {
        view! {
            <section class="card changes" aria-labelledby="changes-title" data-changes="">
                <h2 class="changes__title" id="changes-title">{tr!("staff.case.change.title")}</h2>
                <ul class="changes__list">{lines}</ul>
            </section>
        }
    })
}
