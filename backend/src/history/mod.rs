//! The history of an application: what happened to it, when, and by whom. Whoever changes its state
//! writes a line in the same transaction.

use domain::application::event::Event;
use domain::application::view::TimelineEntry;
use domain::id::ApplicationId;
use sqlx::PgConnection;

use crate::{Backend, Error, Result};

pub(crate) mod sql;

pub(crate) use sql::{insert_event, returned_at, round_returned_since};

impl Backend {
    /// The whole history of an application.
    pub(crate) async fn timeline(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
    ) -> Result<Vec<TimelineEntry>> {
        sql::events(conn, id)
            .await?
            .into_iter()
            .map(|row| {
                Ok(TimelineEntry {
                    event: Event::parse(&row.event).ok_or(Error::Inconsistent("event.event"))?,
                    at: self.settings.moment(row.at),
                    by: row.by,
                    note: row.note,
                })
            })
            .collect()
    }
}
