//! The rows of the queue: a table, which a narrow screen shows as cards.
//!
//! There may be many rows, and nothing in them changes in the browser: they are written as a text,
//! with little but what they say. Style knows a cell by its place, counted from the last, and says on a
//! card what it is called (`style/queue-labels.css`).

use chrono::NaiveDate;
use domain::application::state::ApplicationState;
use domain::review::filter::QueueFilter;
use domain::review::mark::Mark;
use domain::review::view::QueueRow;
use domain::text::{Language, say};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::due::due_text;
use super::link;
use crate::browser;
use crate::components::timeline::moment;
use crate::language::{day, language_signal, said};
use crate::live::markup::Markup;
use crate::live::{Part, live};
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

/// The boxes to choose cases with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boxes {
    /// There are none.
    None,
    /// Each case that can be chosen has one.
    Open,
    /// And all are ticked.
    Ticked,
}

/// The table.
#[component]
pub fn QueueTable(
    rows: Vec<QueueRow>,
    today: NaiveDate,
    filter: QueueFilter,
    boxes: Boxes,
) -> impl IntoView {
    let language = language_signal().get_untracked();
    let head = (boxes != Boxes::None)
        .then_some(SELECT)
        .into_iter()
        .chain(COLUMNS)
        .map(|name| {
            view! {
                <th role="columnheader" scope="col">{said(format!("staff.column.{name}"))}</th>
            }
        })
        .collect_view();
    let mut html = Markup::terse();
    let table = Table {
        language,
        today,
        query: link::query(&filter),
        boxes,
    };
    for row in &rows {
        write_row(&mut html, row, &table);
    }
    view! {
        <table class="queue-table" role="table">
            <caption class="visually-hidden">{tr!("staff.queue.caption")}</caption>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup" inner_html=html.finished()></tbody>
        </table>
        {live(QueueRoles {})}
    }
}

/// Says of rows and cells what they are, for the one engine (WebKit) that takes cards for no table. In
/// the HTML that would be a sixth of each row; without scripts they are told as texts of a table.
#[derive(Debug, Serialize, Deserialize)]
pub struct QueueRoles {}

const ROLES: [(&str, &str); 2] = [
    (".queue-table > tbody > tr", "row"),
    (".queue-table > tbody > tr > td", "cell"),
];

impl Part for QueueRoles {
    const NAME: &'static str = "queue-roles";
    const BUNDLE: &'static str = "queue_parts";

    fn draw(self) -> AnyView {
        Effect::new(|| {
            for (selector, role) in ROLES {
                give_role(selector, role);
            }
        });
        ().into_any()
    }
}

fn give_role(selector: &str, role: &str) {
    let found = browser::document().and_then(|document| document.query_selector_all(selector).ok());
    let Some(found) = found else { return };
    for at in 0..found.length() {
        let element = found
            .get(at)
            .and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(element) = element {
            let _ = element.set_attribute("role", role);
        }
    }
}

/// What is the same in all rows.
struct Table {
    language: Language,
    today: NaiveDate,
    /// The filter, as a query.
    query: String,
    boxes: Boxes,
}

/// A row. Cells and rows end where the next one begins.
fn write_row(html: &mut Markup, row: &QueueRow, table: &Table) {
    let Table {
        language,
        today,
        query,
        boxes,
    } = table;
    let (language, today, boxes) = (*language, *today, *boxes);
    let badge = |html: &mut Markup, mark: &'static str, value: &str, text: &str| {
        html.tags(" <b").attribute(mark, value).tags(">");
        html.text(text).tags("</b>");
    };
    html.tags("<tr").attribute("data-case", &row.reference);
    if row.is_free {
        html.tags(" data-free");
    }
    if row.overdue {
        html.tags(" data-overdue");
    }
    html.tags(">");
    if boxes != Boxes::None {
        html.tags("<td>");
        if may_choose(row) {
            let label = domain::t!(language, "staff.select.one", reference = &row.reference);
            html.tags("<label><input type=checkbox name=case data-select");
            html.attribute("value", &row.reference);
            html.attribute("aria-label", &label);
            html.tags(match boxes {
                Boxes::Ticked => " checked></label>",
                Boxes::None | Boxes::Open => "></label>",
            });
        }
    }
    html.tags("<td><a class=queue-table__link");
    html.attribute("href", &link::case_with(&row.reference, query));
    html.tags(">").text(&row.reference).tags("</a>");
    if row.round > 1 {
        let n = row.round.to_string();
        let text = domain::t!(language, "staff.round", n = &n);
        badge(html, "data-round", &n, &text);
    }
    if row.has_unread {
        let text = domain::t!(language, "message.unread_badge");
        badge(html, "data-unread", "", text);
    }
    for id in row.marks.iter().copied().map(Mark::id) {
        badge(
            html,
            "data-mark",
            id,
            &say(language, &format!("staff.mark.{id}")),
        );
    }
    html.tags("<td>").text(&row.subject);
    let cell = "<td>";
    html.tags(cell);
    html.text(&say(language, &format!("kind.{}.name", row.kind)));
    html.tags(cell);
    html.text(&moment(language, &row.submitted_at));
    html.tags(cell);
    if let Some(due_on) = &row.due_on {
        // A day stays on one line.
        html.text(&day(language, due_on).replace(' ', "\u{a0}"));
        html.tags(match due_on.parse() == Ok(today) {
            true => " <small data-today>",
            false => " <small>",
        });
        let left = due_text(language, due_on, row.overdue, today, row.working_days);
        html.text(&left).tags("</small>");
    }
    html.tags(cell)
        .text(row.office.as_deref().unwrap_or_default())
        .tags(cell);
    // Whoever holds it says more than whom it was given to.
    match (&row.holder, &row.assignee) {
        (Some(holder), _) => {
            html.text(holder);
        }
        (None, Some(name)) => {
            html.text(&domain::t!(language, "desk.assign.given", name = name));
        }
        (None, None) => {}
    }
    html.tags(cell);
    let state = row.state.id();
    badge(
        html,
        "data-case-state",
        state,
        &say(language, &format!("state.{state}")),
    );
    if row.is_proposed {
        let text = domain::t!(language, "staff.second.badge");
        badge(html, "data-proposal", "", text);
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

    /// In each row they would be a tenth of the page. They are the texts' all the same.
    #[test]
    fn the_style_calls_cells_by_the_names_of_the_columns() {
        let style = include_str!("../../../style/queue-labels.css");
        let labelled = ["holder", "office", "due", "sent", "kind"];
        for language in Language::ALL {
            for (name, place) in labelled.iter().zip(2..) {
                let tag = language.tag();
                let label = say(language, &format!("staff.column.{name}"));
                let rule = format!(
                    "  :lang({tag}) .queue-table td:nth-last-child({place})::before {{\n    content: \"{label}\";\n  }}\n"
                );
                assert!(
                    style.contains(&rule),
                    "style/queue-labels.css lacks\n{rule}"
                );
            }
        }
    }

    #[test]
    fn a_row_is_short_and_nothing_a_person_wrote_is_markup_in_it() {
        let row = QueueRow {
            reference: "7K3M-9QXP-4T".into(),
            kind: "person".into(),
            subject: "<b>林 & Co</b>".into(),
            state: ApplicationState::Submitted,
            round: 1,
            submitted_at: "2026-11-22 14:05".into(),
            due_on: Some("2026-12-01".into()),
            overdue: false,
            working_days: 3,
            marks: vec![Mark::Unopened],
            office: Some("北京".into()),
            holder: None,
            assignee: None,
            is_free: true,
            is_proposed: false,
            has_unread: false,
        };
        let today = "2026-11-26".parse().expect("a day");
        let mut html = Markup::terse();
        let table = Table {
            language: Language::English,
            today,
            query: String::new(),
            boxes: Boxes::Open,
        };
        write_row(&mut html, &row, &table);
        let html = html.finished();
        assert!(
            html.contains("<td>&lt;b&gt;林 &amp; Co&lt;/b&gt;<td"),
            "{html}"
        );
        assert!(
            html.starts_with("<tr data-case=7K3M-9QXP-4T data-free><td"),
            "{html}"
        );
        assert!(
            html.contains(" href=/staff/cases/7K3M-9QXP-4T>7K3M-9QXP-4T</a>"),
            "{html}"
        );
        assert!(html.len() < 480, "{}: {html}", html.len());
    }
}
