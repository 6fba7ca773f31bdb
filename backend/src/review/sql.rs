//! Every statement of the review.

pub(crate) mod bulk;
pub(super) mod figures;
pub(super) mod proposal;
pub(super) mod queue;

use chrono::{DateTime, Utc};
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};

/// Takes or renews the claim, if nobody else holds a live one.
pub(crate) async fn claim(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set claimed_by = $2, claimed_until = $3
         where id = $1 and state = 'submitted'
           and (claimed_by is null or claimed_by = $2 or claimed_until <= $4)",
        id.0,
        staff.0,
        until,
        now
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Gives the claim up.
pub(crate) async fn release(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set claimed_by = null, claimed_until = null
         where id = $1 and claimed_by = $2",
        id.0,
        staff.0
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Name of a colleague.
pub(crate) async fn staff_name(conn: &mut PgConnection, staff: uuid::Uuid) -> Result<String> {
    sqlx::query_scalar!("select user_name from staff where id = $1", staff)
        .fetch_one(conn)
        .await
}

/// What the header of a case shows besides the application itself.
pub(crate) struct Header {
    pub subject_name: Option<String>,
    pub subject_index: Option<Vec<u8>>,
}

/// Subject of an application.
pub(crate) async fn header(conn: &mut PgConnection, id: ApplicationId) -> Result<Header> {
    sqlx::query_as!(
        Header,
        "select subject_name, subject_index from application where id = $1",
        id.0
    )
    .fetch_one(conn)
    .await
}

/// Another application with the same number.
pub(crate) struct DuplicateRow {
    pub reference: String,
    pub subject_name: Option<String>,
    pub state: String,
}

/// Others of the same kind with the same number, newest first.
pub(crate) async fn duplicates(
    conn: &mut PgConnection,
    id: ApplicationId,
    kind: &str,
    index: &[u8],
) -> Result<Vec<DuplicateRow>> {
    sqlx::query_as!(
        DuplicateRow,
        "select reference, subject_name, state from application
         where subject_index = $3 and kind = $2 and id <> $1
         order by created_at desc limit 20",
        id.0,
        kind,
        index
    )
    .fetch_all(conn)
    .await
}
