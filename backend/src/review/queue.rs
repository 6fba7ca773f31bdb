//! The queue: what waits, what is due first on top.

use chrono::NaiveDate;
use domain::application::state::ApplicationState;
use domain::review::view::{QueueFilter, QueuePage, QueueRow};
use domain::review::{Reviewer, Role};

use super::sql;
use crate::application::Caller;
use crate::application::status::state_of;
use crate::{Backend, Result};

/// Rows of a page.
const PAGE: usize = 50;

impl Backend {
    /// A page of the queue, as this reviewer may see it.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`] for anybody but staff.
    pub async fn queue(&self, caller: &Caller, filter: &QueueFilter) -> Result<QueuePage> {
        let (staff, reviewer) = caller.reviewer()?;
        let mut conn = self.pool.acquire().await?;
        let now = self.clock.now();
        let today = self.settings.day(now);
        let office = own_office(reviewer);
        let search = domain::value::fold(&filter.search);
        let state = match filter.state.as_str() {
            "" => Some(ApplicationState::Submitted.id()),
            id => ApplicationState::parse(id).map(ApplicationState::id),
        };
        let wanted = sql::Wanted {
            office,
            state,
            overdue_before: (filter.only == "overdue").then_some(today),
            holder: (filter.only == "mine").then_some(staff),
            search: (!search.is_empty()).then_some(search.as_str()),
            after: key(&filter.after),
            now,
            limit: i64::try_from(PAGE + 1).expect("a page is small"),
        };
        let mut rows = sql::queue(&mut conn, &wanted).await?;
        let next = (rows.len() > PAGE).then(|| {
            rows.truncate(PAGE);
            rows.last()
                .map(|row| format!("{}.{}", row.due_on, row.reference))
                .unwrap_or_default()
        });
        let (waiting, overdue) = sql::waiting(&mut conn, office, today).await?;
        let mut page = QueuePage {
            rows: Vec::with_capacity(rows.len()),
            next,
            waiting,
            overdue,
        };
        for row in rows {
            let state = state_of(&row.state)?;
            page.rows.push(QueueRow {
                state,
                overdue: state == ApplicationState::Submitted && row.due_on < today,
                due_on: (state == ApplicationState::Submitted).then(|| row.due_on.to_string()),
                submitted_at: self.moment(row.submitted_at),
                office: self
                    .office_name(&mut conn, row.office_id.as_deref(), caller)
                    .await?,
                subject: row.subject_name.unwrap_or_default(),
                reference: row.reference,
                kind: row.kind,
                round: row.round,
                holder: row.holder,
            });
        }
        Ok(page)
    }

    pub(super) async fn office_name(
        &self,
        conn: &mut sqlx::PgConnection,
        office: Option<&str>,
        caller: &Caller,
    ) -> Result<Option<String>> {
        match office {
            Some(id) => Ok(self
                .office(conn, id, caller.language)
                .await?
                .map(|office| office.name)),
            None => Ok(None),
        }
    }
}

/// The office a reviewer is bound to.
fn own_office(reviewer: &Reviewer) -> Option<&str> {
    match reviewer.role {
        Role::Officer => Some(reviewer.office.as_deref().unwrap_or_default()),
        Role::Supervisor | Role::Administrator => None,
    }
}

fn key(after: &str) -> Option<(NaiveDate, &str)> {
    let (day, reference) = after.split_once('.')?;
    Some((day.parse().ok()?, reference))
}
