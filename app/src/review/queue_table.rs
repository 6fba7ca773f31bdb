//! The rows of the queue: a table, which a narrow screen shows as cards. The roles keep it a table
//! for screen readers there, too.

use chrono::NaiveDate;
use domain::application::state::ApplicationState;
use domain::review::view::{QueueFilter, QueueRow};
use leptos::prelude::*;

use super::due::{Due, Marks, RoundBadge, StateBadge};
use super::link;
use super::selection::{SelectBox, Selection};
use crate::components::timeline::moment;
use crate::language::{language_signal, said};
use crate::tr;

/// Names of the columns, `staff.column.<name>`.
const COLUMNS: [&str; 8] = [
    "reference",
    "subject",
    "kind",
    "sent",
    "due",
    "office",
    "holder",
    "state",
];

/// The column of the boxes, where there are any.
const SELECT: &str = "select";

/// Whether a case can be chosen to be decided with others.
#[must_use]
pub fn may_choose(row: &QueueRow) -> bool {
    row.state == ApplicationState::Submitted && !row.is_proposed
}

/// The table; within a form of a [`Selection`], with a box in each row that can be chosen.
#[component]
pub fn QueueTable(rows: Vec<QueueRow>, today: NaiveDate, filter: QueueFilter) -> impl IntoView {
    let has_boxes = use_context::<Selection>().is_some();
    let head = has_boxes
        .then_some(SELECT)
        .into_iter()
        .chain(COLUMNS)
        .map(|name| {
            view! {
                <th role="columnheader" scope="col" class=format!("queue-table__{name}")>
                    {said(format!("staff.column.{name}"))}
                </th>
            }
        })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|row| {
            let path = link::case(&row.reference, &filter);
            view! { <Row row today path/> }
        })
        .collect_view();
    view! {
        <table class="queue-table" role="table">
            <caption class="visually-hidden">{tr!("staff.queue.caption")}</caption>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(row: QueueRow, today: NaiveDate, path: String) -> impl IntoView {
    let may_choose = may_choose(&row);
    let language = language_signal();
    let cell = |name: &'static str, content: Option<AnyView>| {
        let label = move || domain::text::say(language.get(), &format!("staff.column.{name}"));
        view! {
            <td role="cell" class=format!("queue-table__{name}") data-label=label>
                {content.map(|content| view! { <span class="queue-table__content">{content}</span> })}
            </td>
        }
    };
    let due = row.due_on.is_some().then(|| {
        view! { <Due due_on=row.due_on overdue=row.overdue today days=row.working_days/> }
            .into_any()
    });
    let reference = view! {
        <a class="queue-table__link" href=path>{row.reference.clone()}</a>
        " "
        <RoundBadge round=row.round/>
        {row.has_unread.then(|| view! {
            " "<span class="badge badge--warn" data-unread="">{tr!("message.unread_badge")}</span>
        })}
        <Marks marks=row.marks/>
    };
    // Whoever holds it says more than whom it was given to.
    let holder = match (row.holder, row.assignee) {
        (Some(holder), _) => Some(holder.into_any()),
        (None, Some(name)) => {
            Some((move || domain::t!(language.get(), "desk.assign.given", name = &name)).into_any())
        }
        (None, None) => None,
    };
    let state = view! {
        <StateBadge state=row.state/>
        {row.is_proposed.then(|| view! {
            " "<span class="badge badge--warn" data-proposal="">{tr!("staff.second.badge")}</span>
        })}
    };
    let selection = use_context::<Selection>();
    let select = selection.map(|selection| {
        let reference = row.reference.clone();
        let is_ticked = selection.is_all();
        let tick = may_choose.then(|| view! { <SelectBox reference is_ticked/> }.into_any());
        cell(SELECT, tick)
    });
    view! {
        <tr
            role="row"
            class="queue-table__row"
            class:queue-table__row--overdue=row.overdue
            data-case=row.reference.clone()
            data-free=row.is_free.then_some("")
        >
            {select}
            {cell("reference", Some(reference.into_any()))}
            {cell("subject", Some(row.subject.into_any()))}
            {cell("kind", Some(said(format!("kind.{}.name", row.kind)).into_any()))}
            {cell("sent", Some((move || moment(language.get(), &row.submitted_at)).into_any()))}
            {cell("due", due)}
            {cell("office", row.office.map(IntoAny::into_any))}
            {cell("holder", holder)}
            {cell("state", Some(state.into_any()))}
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use domain::text::{Language, find};

    use super::*;

    #[test]
    fn every_column_has_a_name() {
        for name in COLUMNS.into_iter().chain([SELECT]) {
            assert!(
                find(Language::English, &format!("staff.column.{name}")).is_some(),
                "{name}"
            );
        }
    }
}
