//! Statements about the versions of notices and the draft of the next one.

use chrono::{DateTime, Utc};
use domain::id::StaffId;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

use crate::notice::Notice;

/// A published version.
pub(in crate::notice) struct Version {
    pub id: String,
    pub version: i32,
    pub texts: Json<Notice>,
    pub sha256: Vec<u8>,
    pub published_at: DateTime<Utc>,
    pub accepted: i64,
}

/// Every version of every notice, newest first; or those of one.
pub(in crate::notice) async fn versions(
    conn: &mut PgConnection,
    only: Option<&str>,
) -> Result<Vec<Version>> {
    sqlx::query_as!(
        Version,
        r#"select t.id, t.version, t.texts as "texts: Json<Notice>", t.sha256, t.published_at
                , (select count(*) from acceptance a
                   where a.terms_id = t.id and a.terms_version = t.version) as "accepted!"
           from terms t where $1::text is null or t.id = $1
           order by t.id, t.version desc"#,
        only
    )
    .fetch_all(conn)
    .await
}

/// The draft of a next version.
pub(in crate::notice) struct Draft {
    pub id: String,
    pub based_on: i32,
    pub version: i32,
    pub texts: Json<Notice>,
    pub saved_at: DateTime<Utc>,
    pub saved_by: String,
}

/// All drafts, or that of one notice.
pub(in crate::notice) async fn drafts(
    conn: &mut PgConnection,
    only: Option<&str>,
) -> Result<Vec<Draft>> {
    sqlx::query_as!(
        Draft,
        r#"select d.id, d.based_on, d.version, d.texts as "texts: Json<Notice>", d.saved_at
                , s.user_name as saved_by
           from terms_draft d join staff s on s.id = d.saved_by
           where $1::text is null or d.id = $1"#,
        only
    )
    .fetch_all(conn)
    .await
}

/// Begins a draft; one that is there stays as it is.
pub(in crate::notice) async fn begin(
    conn: &mut PgConnection,
    id: &str,
    based_on: i32,
    notice: &Notice,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into terms_draft (id, based_on, texts, saved_at, saved_by) values ($1, $2, $3, $4, $5)
         on conflict (id) do nothing",
        id,
        based_on,
        Json(notice) as _,
        now,
        staff.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves a draft, if nobody did since `version`.
pub(in crate::notice) async fn save(
    conn: &mut PgConnection,
    id: &str,
    version: i32,
    based_on: i32,
    notice: &Notice,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update terms_draft
         set texts = $4, based_on = $3, version = version + 1, saved_at = $5, saved_by = $6
         where id = $1 and version = $2",
        id,
        version,
        based_on,
        Json(notice) as _,
        now,
        staff.0
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Throws a draft away, if nobody saved it since `version`.
pub(in crate::notice) async fn discard(
    conn: &mut PgConnection,
    id: &str,
    version: i32,
) -> Result<bool> {
    let deleted = sqlx::query!(
        "delete from terms_draft where id = $1 and version = $2",
        id,
        version
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected() == 1)
}
