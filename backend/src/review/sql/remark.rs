//! Statements about internal notes.

use chrono::{DateTime, Utc};
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::seal::Sealed;

/// Keeps a note; the same `key` again adds nothing.
pub(in crate::review) async fn insert(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
    key: Uuid,
    text: &Sealed<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into remark (application_id, staff_id, at, text, key) values ($1, $2, $3, $4, $5)
         on conflict on constraint remark_pkey do nothing",
        id.0,
        staff.0,
        now,
        text as _,
        key
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A note.
pub(in crate::review) struct RemarkRow {
    pub by: String,
    pub at: DateTime<Utc>,
    pub staff_id: Uuid,
    pub key: Uuid,
    pub text: Sealed<String>,
}

/// The notes on a case, oldest first.
pub(in crate::review) async fn of(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Vec<RemarkRow>> {
    sqlx::query_as!(
        RemarkRow,
        r#"select s.user_name as by, r.at, r.staff_id, r.key, r.text as "text: Sealed<String>"
         from remark r join staff s on s.id = r.staff_id
         where r.application_id = $1 order by r.id"#,
        id.0
    )
    .fetch_all(conn)
    .await
}
