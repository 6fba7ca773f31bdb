//! Every statement about the answers an account goes by, and about all that it has sent.

use chrono::{DateTime, Utc};
use domain::application::snapshot::Snapshot;
use domain::application::state::ApplicationState as State;
use domain::id::AccountId;
use sqlx::{PgConnection, Result};

use crate::account::column::PROFILE;
use crate::seal::{Keyring, Sealed};

/// The account opens, with these answers as its profile.
pub(crate) async fn open_account(
    conn: &mut PgConnection,
    keys: &Keyring,
    account: AccountId,
    answers: &Snapshot,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update account set opened_at = coalesce(opened_at, $2), profile = $3 where id = $1",
        account.0,
        now,
        PROFILE.seal(keys, account.0, answers) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Another profile in place of the one that is there.
pub(crate) async fn replace_profile(
    conn: &mut PgConnection,
    keys: &Keyring,
    account: AccountId,
    answers: &Snapshot,
) -> Result<()> {
    sqlx::query!(
        "update account set profile = $2 where id = $1",
        account.0,
        PROFILE.seal(keys, account.0, answers) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Like [`profile`]; the account stays locked until the transaction ends.
pub(crate) async fn lock_profile(
    conn: &mut PgConnection,
    keys: &Keyring,
    account: AccountId,
) -> Result<Option<(Snapshot, bool)>> {
    sqlx::query_scalar!("select id from account where id = $1 for update", account.0)
        .fetch_optional(&mut *conn)
        .await?;
    profile(conn, keys, account).await
}

/// The answers an account was opened or last changed with, and whether it is open.
pub(crate) async fn profile(
    conn: &mut PgConnection,
    keys: &Keyring,
    account: AccountId,
) -> Result<Option<(Snapshot, bool)>> {
    let row = sqlx::query!(
        r#"select profile as "profile: Sealed<Snapshot>", opened_at is not null as "open!"
           from account where id = $1"#,
        account.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let answers = row.profile.open(keys, PROFILE, account.0)?;
        Ok((answers, row.open))
    })
    .transpose()
}

/// The office of the last application of an account that was sent to one.
pub(crate) async fn last_office(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Option<String>> {
    let found = sqlx::query_scalar!(
        "select office_id from application where account_id = $1 and office_id is not null
         order by changed_at desc limit 1",
        account.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}

/// Locks all applications of an account, which are locked before their account everywhere.
pub(crate) async fn lock_all_of(conn: &mut PgConnection, account: AccountId) -> Result<()> {
    sqlx::query!(
        "select id from application where account_id = $1 order by id for update",
        account.0
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Where the mails about all that an account has sent go from now on.
pub(crate) async fn set_email_of_all(
    conn: &mut PgConnection,
    account: AccountId,
    email: &str,
) -> Result<()> {
    sqlx::query!(
        "update application set email = $2
         where account_id = $1 and email <> $2 and state <> $3",
        account.0,
        email,
        State::Draft.id()
    )
    .execute(conn)
    .await?;
    Ok(())
}
