//! Statements about accounts.

mod attempt;
mod email;
pub(super) mod import;
mod mailbox;
pub(crate) mod profiles;
mod recovery;

use chrono::{DateTime, Utc};
use domain::application::snapshot::Snapshot;
use domain::id::AccountId;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

pub(crate) use attempt::{forget_old_attempts, lock_attempts};
pub(super) use attempt::{
    forget_tries, forget_tries_of_name, forget_try, insert_attempt, insert_try, latest_attempts,
    tries_by_origin, tries_of_name, tries_of_network,
};
pub(super) use email::{count_try, forget_change, keep_typed, lock_mailing, pending, put_code};
pub(crate) use email::{email, forget_old_changes, put_mail_state, set_email};
pub(super) use mailbox::{account_of_key, has_imported, only_mailbox};
pub(crate) use recovery::forget_old_recoveries;
pub(super) use recovery::{
    Recovered, accounts_of, forget_recoveries, insert_recovery, recovery, use_recovery,
};

use crate::seal::Sealed;

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

/// Another password; one that waits in an unfinished step is forgotten, and those of mailboxes of
/// an older platform open nothing more.
pub(super) async fn set_password(conn: &mut PgConnection, id: AccountId, hash: &str) -> Result<()> {
    sqlx::query!(
        "with parked as (
             update draft set password_hash = null
             where application_id in (select id from application where account_id = $1)
         ), spent as (
             update mailbox set secret = null where account_id = $1
         )
         update account set password_hash = $2, initial_until = null where id = $1",
        id.0,
        hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A password that was handed out is the present one, until it is changed or `until`.
pub(super) async fn set_initial_until(
    conn: &mut PgConnection,
    id: AccountId,
    until: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update account set initial_until = $2 where id = $1",
        id.0,
        until
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

/// What somebody signs in with.
pub(super) struct KeptCredential {
    pub id: Uuid,
    pub password_hash: String,
    pub initial_until: Option<DateTime<Utc>>,
}

/// What the owner of a user name signs in with.
pub(super) async fn credential(
    conn: &mut PgConnection,
    user_name: &str,
) -> Result<Option<KeptCredential>> {
    sqlx::query_as!(
        KeptCredential,
        "select id, password_hash, initial_until from account where user_name = $1",
        user_name
    )
    .fetch_optional(conn)
    .await
}

/// What the owner of an account signs in with.
pub(crate) async fn user_name(conn: &mut PgConnection, id: AccountId) -> Result<Option<String>> {
    sqlx::query_scalar!("select user_name from account where id = $1", id.0)
        .fetch_optional(conn)
        .await
}

/// Who has a user name.
pub(super) async fn id_of_name(conn: &mut PgConnection, user_name: &str) -> Result<Option<Uuid>> {
    sqlx::query_scalar!("select id from account where user_name = $1", user_name)
        .fetch_optional(conn)
        .await
}

/// What decides where the owner of an account belongs, besides its applications.
pub(crate) struct AccountStanding {
    /// It is open.
    pub is_open: bool,
    /// Its password was handed out.
    pub is_password_due: bool,
}

/// How an account stands; `None` when there is no such account.
pub(crate) async fn standing(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Option<AccountStanding>> {
    sqlx::query_as!(
        AccountStanding,
        r#"select opened_at is not null as "is_open!", initial_until is not null as "is_password_due!"
           from account where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// An application, as far as the page after sign-in depends on it.
pub(super) struct Newest {
    pub reference: String,
    pub state: String,
}

/// The newest application of an account that is of one of these kinds.
pub(super) async fn newest_of_kinds(
    conn: &mut PgConnection,
    account: AccountId,
    kinds: &[String],
) -> Result<Option<Newest>> {
    sqlx::query_as!(
        Newest,
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
    pub profile: Sealed<Snapshot>,
    pub created_at: DateTime<Utc>,
    pub opened_at: Option<DateTime<Utc>>,
}

/// What an account is known by.
pub(super) async fn profile(conn: &mut PgConnection, id: AccountId) -> Result<Option<ProfileRow>> {
    sqlx::query_as!(
        ProfileRow,
        r#"select user_name, language, profile as "profile: Sealed<Snapshot>", created_at, opened_at
           from account where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}
