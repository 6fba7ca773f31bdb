//! Statements about the audit log.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

/// An entry as it is stored.
pub(super) struct AuditRow {
    pub number: i64,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub details: String,
    pub hash: Vec<u8>,
}

impl AuditRow {
    /// Where ids may stand.
    pub(super) fn texts(&self) -> [&str; 3] {
        [&self.actor, &self.subject, &self.details]
    }
}

/// Begins a transaction with [`lock`], in one message.
pub(super) const BEGIN_LOCKED: &str =
    "begin; select pg_advisory_xact_lock(hashtextextended('audit', 0))";

/// Makes all who write wait for each other until the transaction ends.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('audit', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

/// Number, time and hash of the newest entry.
pub(super) async fn newest(
    conn: &mut PgConnection,
) -> Result<Option<(i64, DateTime<Utc>, Vec<u8>)>> {
    let row = sqlx::query!("select number, at, hash from audit order by number desc limit 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (row.number, row.at, row.hash)))
}

/// Adds an entry.
pub(super) async fn insert(conn: &mut PgConnection, row: &AuditRow) -> Result<()> {
    sqlx::query!(
        "insert into audit (number, at, actor, action, subject, details, hash)
         values ($1, $2, $3, $4, $5, $6, $7)",
        row.number,
        row.at,
        row.actor,
        row.action,
        row.subject,
        row.details,
        row.hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Entries after a number, oldest first.
pub(super) async fn after(
    conn: &mut PgConnection,
    number: i64,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    sqlx::query_as!(
        AuditRow,
        "select number, at, actor, action, subject, details, hash
         from audit where number > $1 order by number limit $2",
        number,
        limit
    )
    .fetch_all(conn)
    .await
}

/// What ids are called: the reference of an application, the user name of an account or of a member
/// of staff, the field of a picture that is still there. What has no name is left out.
pub(super) async fn names(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!(
        r#"select id as "id!", reference as "name!" from application where id = any($1)
           union all select id, user_name from account where id = any($1)
           union all select id, user_name from staff where id = any($1)
           union all select id, field from document where id = any($1)"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Whether the portal has no staff at all.
pub(crate) async fn has_no_staff(conn: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar!(r#"select not exists (select 1 from staff) as "empty!""#)
        .fetch_one(conn)
        .await
}
