//! Statements about links that lead back into an account.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

/// Accounts whose mails go to an address, in whatever case it is typed, the newest first: id, user
/// name, and the address as it was confirmed.
pub(in crate::account) async fn accounts_of(
    conn: &mut PgConnection,
    email: &str,
    limit: i64,
) -> Result<Vec<(AccountId, String, String)>> {
    let rows = sqlx::query!(
        r#"select id, user_name, email as "email!" from account where lower(email) = lower($1)
         order by created_at desc limit $2"#,
        email,
        limit
    )
    .fetch_all(conn)
    .await?;
    let accounts = rows
        .into_iter()
        .map(|row| (AccountId(row.id), row.user_name, row.email));
    Ok(accounts.collect())
}

/// A new link; `mailbox` is the one whose password opened it, when it was not mailed.
pub(in crate::account) async fn insert_recovery(
    conn: &mut PgConnection,
    token_hash: &[u8],
    account: AccountId,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    mailbox: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "insert into recovery (token_hash, account_id, created_at, ends_at, mailbox)
         values ($1, $2, $3, $4, $5)",
        token_hash,
        account.0,
        now,
        ends_at,
        mailbox
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whom a link is for.
pub(in crate::account) struct Recovered {
    pub account_id: Uuid,
    pub user_name: String,
    /// It was mailed: its owner may have a password.
    pub is_mailed: bool,
}

/// Whose a link is that still works.
pub(in crate::account) async fn recovery(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Recovered>> {
    sqlx::query_as!(
        Recovered,
        r#"select r.account_id, a.user_name, r.mailbox is null as "is_mailed!"
           from recovery r join account a on a.id = r.account_id
           where r.token_hash = $1 and r.ends_at > $2"#,
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Uses a link up; `false` when it no longer works.
pub(in crate::account) async fn use_recovery(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool> {
    let deleted = sqlx::query!(
        "delete from recovery where token_hash = $1 and ends_at > $2",
        token_hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected() == 1)
}

/// Forgets all links of an account.
pub(in crate::account) async fn forget_recoveries(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<()> {
    sqlx::query!("delete from recovery where account_id = $1", account.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets links that are over.
pub(crate) async fn forget_old_recoveries(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!("delete from recovery where ends_at <= $1", now)
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}
