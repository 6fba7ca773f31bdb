//! Every statement about the history of an application.

use chrono::{DateTime, Utc};
use domain::application::event::Event;
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};

/// Adds a line to the history.
pub(crate) async fn insert_event(
    conn: &mut PgConnection,
    id: ApplicationId,
    event: &str,
    round: i32,
    staff: Option<StaffId>,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into event (application_id, event, at, round, staff_id, note)
         values ($1, $2, $3, $4, $5, $6)",
        id.0,
        event,
        now,
        round,
        staff.map(|staff| staff.0),
        note
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When it was sent back last.
pub(crate) async fn returned_at(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select max(at) from event where application_id = $1 and event = $2",
        id.0,
        Event::Returned.id()
    )
    .fetch_one(conn)
    .await
}

/// The round that was sent back first since a moment.
pub(crate) async fn round_returned_since(
    conn: &mut PgConnection,
    id: ApplicationId,
    since: DateTime<Utc>,
) -> Result<Option<i32>> {
    sqlx::query_scalar!(
        "select round from event
         where application_id = $1 and event = $3 and at >= $2
         order by id limit 1",
        id.0,
        since,
        Event::Returned.id()
    )
    .fetch_optional(conn)
    .await
}

/// One line of the history.
pub(crate) struct EventRow {
    pub event: String,
    pub at: DateTime<Utc>,
    pub by: Option<String>,
    pub note: Option<String>,
}

/// The history, oldest first.
pub(crate) async fn events(conn: &mut PgConnection, id: ApplicationId) -> Result<Vec<EventRow>> {
    sqlx::query_as!(
        EventRow,
        r#"select e.event, e.at, s.user_name as "by?", e.note
           from event e left join staff s on s.id = e.staff_id
           where e.application_id = $1 order by e.id"#,
        id.0
    )
    .fetch_all(conn)
    .await
}
