//! Statements about the tries at passwords, and at whatever else is counted.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Result};

/// Makes all who count tries for the same key wait for each other until the transaction ends.
pub(in crate::account) async fn lock_attempts(
    conn: &mut PgConnection,
    scope: &str,
    key: &[u8],
) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1 || encode($2, 'hex'), 0))",
        scope,
        key
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the latest tries were, newest first.
pub(in crate::account) async fn latest_attempts(
    conn: &mut PgConnection,
    scope: &str,
    key: &[u8],
    since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select at from attempt where scope = $1 and key = $2 and at > $3 order by at desc limit $4",
        scope,
        key,
        since,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Counts a try.
pub(in crate::account) async fn insert_attempt(
    conn: &mut PgConnection,
    scope: &str,
    key: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into attempt (scope, key, at) values ($1, $2, $3)",
        scope,
        key,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes one try back.
pub(in crate::account) async fn forget_attempt(
    conn: &mut PgConnection,
    scope: &str,
    key: &[u8],
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "delete from attempt where ctid = (
             select ctid from attempt where scope = $1 and key = $2 and at = $3 limit 1
         )",
        scope,
        key,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes all tries of a key back.
pub(in crate::account) async fn forget_attempts(
    conn: &mut PgConnection,
    scope: &str,
    key: &[u8],
) -> Result<()> {
    sqlx::query!(
        "delete from attempt where scope = $1 and key = $2",
        scope,
        key
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets tries from before `before`.
pub(crate) async fn forget_old_attempts(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!("delete from attempt where at < $1", before)
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}
