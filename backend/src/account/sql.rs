//! Statements about accounts and the tries at their passwords.

use chrono::{DateTime, Utc};
use domain::application::snapshot::Snapshot;
use domain::id::AccountId;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

/// A new account; `false` when somebody has the user name.
pub(super) async fn insert(
    conn: &mut PgConnection,
    id: AccountId,
    user_name: &str,
    hash: &str,
    language: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let inserted = sqlx::query!(
        "insert into account (id, user_name, password_hash, language, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict on constraint account_user_name_key do nothing",
        id.0,
        user_name,
        hash,
        language,
        now
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Another user name; violates `account_user_name_key` when somebody has it.
pub(super) async fn rename(conn: &mut PgConnection, id: AccountId, user_name: &str) -> Result<()> {
    sqlx::query!(
        "update account set user_name = $2 where id = $1",
        id.0,
        user_name
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Another password; one that waits in an unfinished step is forgotten.
pub(super) async fn set_password(conn: &mut PgConnection, id: AccountId, hash: &str) -> Result<()> {
    sqlx::query!(
        "with parked as (
             update draft set password_hash = null
             where application_id in (select id from application where account_id = $1)
         )
         update account set password_hash = $2 where id = $1",
        id.0,
        hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether somebody other than `except` has the user name.
pub(super) async fn is_taken(
    conn: &mut PgConnection,
    user_name: &str,
    except: Option<AccountId>,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from account where user_name = $1 and id is distinct from $2
           ) as "taken!""#,
        user_name,
        except.map(|account| account.0)
    )
    .fetch_one(conn)
    .await
}

/// The account of a user name and its password hash.
pub(super) async fn credential(
    conn: &mut PgConnection,
    user_name: &str,
) -> Result<Option<(AccountId, String)>> {
    let row = sqlx::query!(
        "select id, password_hash from account where user_name = $1",
        user_name
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (AccountId(row.id), row.password_hash)))
}

/// Whether an account is open; `None` when there is no such account.
pub(super) async fn is_open(conn: &mut PgConnection, id: AccountId) -> Result<Option<bool>> {
    sqlx::query_scalar!(
        r#"select opened_at is not null as "open!" from account where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// An application, as far as the page after sign-in depends on it.
pub(super) struct Entrance {
    pub reference: String,
    pub state: String,
}

/// The newest application of an account that is of one of these kinds.
pub(super) async fn newest_of_kinds(
    conn: &mut PgConnection,
    account: AccountId,
    kinds: &[String],
) -> Result<Option<Entrance>> {
    sqlx::query_as!(
        Entrance,
        "select reference, state from application
         where account_id = $1 and kind = any($2)
         order by created_at desc, id desc limit 1",
        account.0,
        kinds
    )
    .fetch_optional(conn)
    .await
}

/// An account as its own page shows it.
pub(super) struct ProfileRow {
    pub user_name: String,
    pub language: String,
    pub profile: Json<Snapshot>,
    pub created_at: DateTime<Utc>,
    pub opened_at: Option<DateTime<Utc>>,
}

/// What an account is known by.
pub(super) async fn profile(conn: &mut PgConnection, id: AccountId) -> Result<Option<ProfileRow>> {
    sqlx::query_as!(
        ProfileRow,
        r#"select user_name, language, profile as "profile: Json<Snapshot>", created_at, opened_at
           from account where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Makes all who count tries for the same key wait for each other until the transaction ends.
pub(super) async fn lock_attempts(conn: &mut PgConnection, scope: &str, key: &[u8]) -> Result<()> {
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
pub(super) async fn latest_attempts(
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
pub(super) async fn insert_attempt(
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
pub(super) async fn forget_attempt(
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
pub(super) async fn forget_attempts(
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

/// The address an account's mails go to from now on.
pub(crate) async fn set_email(conn: &mut PgConnection, id: AccountId, email: &str) -> Result<()> {
    sqlx::query!("update account set email = $2 where id = $1", id.0, email)
        .execute(conn)
        .await?;
    Ok(())
}

/// Accounts whose mails go to an address, in whatever case it is typed, the newest first: id, user
/// name, and the address as it was confirmed.
pub(super) async fn accounts_of(
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

/// A new link.
pub(super) async fn insert_recovery(
    conn: &mut PgConnection,
    token_hash: &[u8],
    account: AccountId,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into recovery (token_hash, account_id, created_at, ends_at) values ($1, $2, $3, $4)",
        token_hash,
        account.0,
        now,
        ends_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose a link is that still works: the account and its user name.
pub(super) async fn recovery(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(AccountId, String)>> {
    let row = sqlx::query!(
        "select a.id, a.user_name
         from recovery r join account a on a.id = r.account_id
         where r.token_hash = $1 and r.ends_at > $2",
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (AccountId(row.id), row.user_name)))
}

/// Uses a link up; `false` when it no longer works.
pub(super) async fn use_recovery(
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
pub(super) async fn forget_recoveries(conn: &mut PgConnection, account: AccountId) -> Result<()> {
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
