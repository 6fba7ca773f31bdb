//! The queue: what waits, what is due first on top.

use chrono::{DateTime, NaiveDate, Utc};
use domain::application::state::ApplicationState;
use domain::application::view::Choice;
use domain::calendar::WorkingCalendar;
use domain::id::StaffId;
use domain::review::filter::{Only, QueueFilter};
use domain::review::view::{QueuePage, QueueRow, Unmanned};
use domain::review::{Reviewer, Role};
use domain::text::Language;
use domain::value::{fold, kept};
use uuid::Uuid;

use super::sql::queue::{self as sql, QueueOrder, Search, WantedCases};
use crate::application::status::state_of;
use crate::caller::Caller;
use crate::seal::column::SUBJECT_IDENTITY;
use crate::{Backend, Result};

/// Rows of a page.
const PAGE: usize = 50;

/// What a filter asks for, as the database is asked.
pub(super) struct AskedQueue<'a> {
    reader: StaffId,
    office: Option<&'a str>,
    state: Option<&'static str>,
    overdue_before: Option<NaiveDate>,
    holder: Option<StaffId>,
    is_proposed: bool,
    is_unread: bool,
    search: String,
    /// It may be a number or the beginning of a reference.
    is_code: bool,
    numbers: Vec<Vec<u8>>,
    reference: String,
    is_by_due: bool,
    now: DateTime<Utc>,
}

impl<'a> AskedQueue<'a> {
    /// Reads a filter.
    pub(super) fn read(
        backend: &Backend,
        caller: &'a Caller,
        filter: &'a QueueFilter,
    ) -> Result<Self> {
        let (reader, reviewer) = caller.reviewer()?;
        let now = backend.clock.now();
        let own = own_office(reviewer);
        let only = filter.only();
        let state = filter.state().map(ApplicationState::id);
        // As it was typed, without what the database takes in no text: the database folds names.
        let search = kept(&filter.search);
        let code = code_in(&search);
        let numbers = code
            .as_deref()
            .map(|number| SUBJECT_IDENTITY.indexes(&backend.keys, number))
            .unwrap_or_default();
        Ok(Self {
            reader,
            office: own.or(Some(filter.office.as_str())
                .filter(|office| !office.is_empty() && !office.contains('\0'))),
            state,
            overdue_before: (only == Some(Only::Overdue)).then(|| backend.settings.day(now)),
            holder: (only == Some(Only::Mine)).then_some(reader),
            is_proposed: only == Some(Only::Confirm),
            is_unread: only == Some(Only::Unread),
            reference: code.as_deref().map(written).unwrap_or_default(),
            search,
            is_code: code.is_some(),
            numbers,
            is_by_due: filter.is_by_due(),
            now,
        })
    }

    /// Only cases the reader could take up now, and not this one.
    pub(super) fn free_but<'b>(
        &'b self,
        reference: &'b str,
        after: Option<&'b QueuePosition>,
    ) -> WantedCases<'b> {
        WantedCases {
            free: Some((self.reader, reference)),
            limit: 1,
            ..self.wanted(match (self.is_by_due, after) {
                (true, after) => QueueOrder::Due(
                    after.map(|place| (place.due_on, place.submitted_at, reference)),
                ),
                (false, after) => {
                    QueueOrder::Newest(after.map(|place| (place.submitted_at, reference)))
                }
            })
        }
    }

    /// A page of it.
    fn wanted<'b>(&'b self, order: QueueOrder<'b>) -> WantedCases<'b> {
        WantedCases {
            office: self.office,
            state: self.state,
            overdue_before: self.overdue_before,
            holder: self.holder,
            is_proposed: self.is_proposed,
            is_unread: self.is_unread,
            free: None,
            reader: self.reader,
            search: match self.is_code {
                _ if self.search.is_empty() => Search::Any,
                true => Search::Code {
                    name: &self.search,
                    numbers: &self.numbers,
                    reference: &self.reference,
                },
                false => Search::Name(&self.search),
            },
            order,
            now: self.now,
            limit: i64::try_from(PAGE + 1).expect("a page is small"),
        }
    }
}

/// Where a case stands in both orders of the queue.
pub(super) struct QueuePosition {
    pub due_on: NaiveDate,
    pub submitted_at: DateTime<Utc>,
}

impl Backend {
    /// A page of the queue, as this reviewer may see it.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`] for anybody but staff.
    pub async fn queue(&self, caller: &Caller, filter: &QueueFilter) -> Result<QueuePage> {
        let asked = AskedQueue::read(self, caller, filter)?;
        let today = self.settings.day(asked.now);
        let wanted = asked.wanted(match asked.is_by_due {
            true => QueueOrder::Due(after_due(&filter.after)),
            false => QueueOrder::Newest(after_sent(&filter.after)),
        });
        let mut conn = self.pool.acquire().await?;
        let mut rows = sql::page(&mut conn, &wanted).await?;
        let next = (rows.len() > PAGE).then(|| {
            rows.truncate(PAGE);
            rows.last().map(|row| match wanted.order {
                QueueOrder::Due(_) => format!("{}.{}", row.due_on, sent_key(row)),
                QueueOrder::Newest(_) => sent_key(row),
            })
        });
        let (waiting, overdue) = sql::waiting(&mut conn, asked.office, today).await?;
        let (to_confirm, unread) = sql::marked(&mut conn, asked.office).await?;
        let calendar = self.calendar(&mut conn).await?;
        let unmanned = match own_office(caller.reviewer()?.1) {
            Some(_) => Vec::new(),
            None => sql::unmanned(&mut conn).await?,
        };
        let waiting_ids: Vec<Uuid> = rows
            .iter()
            .filter(|row| row.state == ApplicationState::Submitted.id())
            .map(|row| row.id)
            .collect();
        let warned = self.warned(&mut conn, &waiting_ids).await?;
        let rows = rows
            .into_iter()
            .map(|row| {
                let is_warned = warned.contains(&row.id);
                self.listed(row, is_warned, today, &calendar, caller.language)
            })
            .collect::<Result<_>>()?;
        Ok(QueuePage {
            rows,
            next: next.flatten(),
            waiting,
            overdue,
            to_confirm,
            unread,
            may_decide: caller.reviewer()?.1.role.decides(),
            unmanned: unmanned
                .into_iter()
                .map(|row| Unmanned {
                    name: row.names.0.get(caller.language).to_owned(),
                    office: row.id,
                    waiting: row.waiting,
                })
                .collect(),
        })
    }

    /// How many cases wait in all offices, and how many of them are overdue; counted to ten thousand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_backlog(&self) -> Result<(i64, i64)> {
        let today = self.settings.day(self.clock.now());
        let mut conn = self.pool.acquire().await?;
        Ok(sql::waiting(&mut conn, None, today).await?)
    }

    /// In how many offices cases wait and nobody works who could decide them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unmanned_offices(&self) -> Result<usize> {
        let mut conn = self.pool.acquire().await?;
        Ok(sql::unmanned(&mut conn).await?.len())
    }

    fn listed(
        &self,
        row: sql::QueuedCase,
        is_warned: bool,
        today: NaiveDate,
        calendar: &WorkingCalendar,
        language: Language,
    ) -> Result<QueueRow> {
        let state = state_of(&row.state)?;
        let waits = state == ApplicationState::Submitted;
        Ok(QueueRow {
            state,
            overdue: waits && row.due_on < today,
            working_days: days_apart(calendar, today, row.due_on),
            due_on: waits.then(|| row.due_on.to_string()),
            marks: match waits {
                true => row.marks.with(is_warned),
                false => Vec::new(),
            },
            submitted_at: self.settings.moment(row.submitted_at),
            office: row.office.map(|names| names.0.get(language).to_owned()),
            subject: row.subject_name.unwrap_or_default(),
            reference: row.reference,
            kind: row.kind,
            round: row.round,
            holder: row.holder,
            assignee: row.assignee.filter(|_| waits),
            is_free: waits && row.is_free,
            is_proposed: row.is_proposed,
            has_unread: row.has_unread,
        })
    }

    /// How many working days lie between today and the day something is due, or was.
    pub(super) async fn working_days(
        &self,
        conn: &mut sqlx::PgConnection,
        due_on: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<u32> {
        let calendar = self.calendar(conn).await?;
        Ok(due_on.map_or(0, |due_on| days_apart(&calendar, today, due_on)))
    }

    /// The offices whose cases this reviewer may choose among; none for those who see one.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`] for anybody but staff.
    pub async fn queue_offices(&self, caller: &Caller) -> Result<Vec<Choice>> {
        let (_, reviewer) = caller.reviewer()?;
        if own_office(reviewer).is_some() {
            return Ok(Vec::new());
        }
        let offices = self.offices(caller.language).await?;
        Ok(offices
            .into_iter()
            .map(|office| Choice {
                value: office.id,
                label: office.name,
            })
            .collect())
    }
}

fn days_apart(calendar: &WorkingCalendar, today: NaiveDate, due_on: NaiveDate) -> u32 {
    calendar.working_days_between(today.min(due_on), today.max(due_on))
}

/// A row in the order of sending, as a page begins after it.
fn sent_key(row: &sql::QueuedCase) -> String {
    format!("{}.{}", row.submitted_at.timestamp_micros(), row.reference)
}

/// Reads [`sent_key`].
fn after_sent(key: &str) -> Option<(DateTime<Utc>, &str)> {
    let (at, reference) = key.split_once('.')?;
    let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
    (!reference.contains('\0')).then_some((at, reference))
}

/// Reads a due day and [`sent_key`].
fn after_due(key: &str) -> Option<(NaiveDate, DateTime<Utc>, &str)> {
    let (day, sent) = key.split_once('.')?;
    let (at, reference) = after_sent(sent)?;
    Some((day.parse().ok()?, at, reference))
}

/// The office a reviewer is bound to.
fn own_office(reviewer: &Reviewer) -> Option<&str> {
    match reviewer.role {
        Role::Officer => Some(reviewer.office.as_deref().unwrap_or_default()),
        Role::Supervisor | Role::Administrator => None,
    }
}

/// The letters and digits of what may be a reference or a number, without what people put between
/// them.
fn code_in(search: &str) -> Option<String> {
    let is_between =
        |c: char| c.is_whitespace() || matches!(c, '-' | '(' | ')' | '\u{2010}'..='\u{2015}');
    let code: String = fold(search)
        .chars()
        .filter(|&c| !is_between(c))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (code.len() >= 2 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

/// The beginning of a reference as it is written: in groups of four.
fn written(code: &str) -> String {
    let groups: Vec<&str> = [0..4, 4..8, 8..code.len().max(8)]
        .into_iter()
        .filter_map(|range| code.get(range.start..range.end.min(code.len())))
        .filter(|group| !group.is_empty())
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_found_by_its_beginning_however_it_is_typed() {
        for (typed, prefix) in [
            ("7k3m9qxp4t", "7K3M-9QXP-4T"),
            ("7K3M-9Q", "7K3M-9Q"),
            ("7k3m ", "7K3M"),
            ("7k", "7K"),
            ("７Ｋ３Ｍ－９Ｑ", "7K3M-9Q"),
        ] {
            assert_eq!(written(&code_in(typed).unwrap()), prefix, "{typed}");
        }
        for name in ["王", "欧阳晓安", "7", "lin@x", ""] {
            assert_eq!(code_in(name), None, "{name}");
        }
    }
}
