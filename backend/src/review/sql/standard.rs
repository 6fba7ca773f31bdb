//! Statements about the standard texts of reasons.

use chrono::{DateTime, Utc};
use domain::id::StaffId;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

use crate::office::Texts;

/// What an administrator wrote.
pub(in crate::review) struct StandardRow {
    pub subject: String,
    pub reason: String,
    pub texts: Json<Texts>,
    pub version: i32,
}

/// All of it.
pub(in crate::review) async fn all(conn: &mut PgConnection) -> Result<Vec<StandardRow>> {
    sqlx::query_as!(
        StandardRow,
        r#"select subject, reason, texts as "texts: Json<Texts>", version from standard_text"#
    )
    .fetch_all(conn)
    .await
}

/// Puts texts in place of what was there, if nobody did since `version` (0: nobody ever).
pub(in crate::review) async fn put(
    conn: &mut PgConnection,
    subject: &str,
    reason: &str,
    texts: &Texts,
    version: i32,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let put = sqlx::query!(
        "insert into standard_text (subject, reason, texts, version, changed_by, changed_at)
         select $1, $2, $3, 1, $5, $6
         where $4 = 0 or exists (select from standard_text where subject = $1 and reason = $2)
         on conflict on constraint standard_text_pkey
         do update set texts = $3, version = standard_text.version + 1, changed_by = $5, changed_at = $6
         where standard_text.version = $4",
        subject,
        reason,
        Json(texts) as _,
        version,
        staff.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(put.rows_affected() == 1)
}
