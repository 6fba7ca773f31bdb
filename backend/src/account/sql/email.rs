//! Statements about the address of an account and its change.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sqlx::{PgConnection, Result};

use crate::mailed_code::CodeRow;

/// The address an account's mails go to from now on.
pub(crate) async fn set_email(conn: &mut PgConnection, id: AccountId, email: &str) -> Result<()> {
    sqlx::query!("update account set email = $2 where id = $1", id.0, email)
        .execute(conn)
        .await?;
    Ok(())
}

/// The address an account's mails go to: one that was confirmed.
pub(crate) async fn email(conn: &mut PgConnection, id: AccountId) -> Result<Option<String>> {
    let found = sqlx::query_scalar!("select email from account where id = $1", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(found.flatten())
}

/// Where and how the owner of an account is written to.
pub(in crate::account) struct MailedOwner {
    pub user_name: String,
    pub email: Option<String>,
    pub language: String,
    pub is_open: bool,
}

/// Where its mails go; the account stays locked until the transaction ends.
pub(in crate::account) async fn lock_mailing(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Option<MailedOwner>> {
    sqlx::query_as!(
        MailedOwner,
        r#"select user_name, email, language, opened_at is not null as "is_open!"
           from account where id = $1 for update"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// A change of address under way.
pub(in crate::account) struct Pending {
    pub typed: String,
    /// The code, once one was mailed.
    pub code: Option<CodeRow>,
}

/// The change of address under way, if there is one.
pub(in crate::account) async fn pending(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Pending>> {
    let row = sqlx::query!(
        "select typed, address, code_hash, sent_at, expires_at, tries, mail_job, mail_state
         from email_change where account_id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let sent = row
            .address
            .zip(row.code_hash)
            .zip(row.sent_at)
            .zip(row.expires_at);
        let code = sent.map(|(((address, code_hash), sent_at), expires_at)| CodeRow {
            address,
            code_hash,
            sent_at,
            expires_at,
            tries: row.tries,
            mail_job: row.mail_job,
            mail_state: row.mail_state,
        });
        Pending {
            typed: row.typed,
            code,
        }
    }))
}

/// Remembers what was typed; a code on its way stays.
pub(in crate::account) async fn keep_typed(
    conn: &mut PgConnection,
    id: AccountId,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into email_change (account_id, typed, typed_at) values ($1, $2, $3)
         on conflict (account_id) do update set typed = $2, typed_at = $3",
        id.0,
        typed,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a new code in place of the one before.
pub(in crate::account) async fn put_code(
    conn: &mut PgConnection,
    id: AccountId,
    code: &CodeRow,
) -> Result<()> {
    sqlx::query!(
        "insert into email_change
            (account_id, typed, typed_at, address, code_hash, sent_at, expires_at, mail_job
           , mail_state)
         values ($1, $2, $4, $2, $3, $4, $5, $6, $7)
         on conflict (account_id) do update
         set typed = $2, typed_at = $4, address = $2, code_hash = $3, sent_at = $4
           , expires_at = $5, mail_job = $6, mail_state = $7, tries = 0",
        id.0,
        code.address,
        code.code_hash,
        code.sent_at,
        code.expires_at,
        code.mail_job,
        code.mail_state
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What became of the mail of a code, and until when the code is good, if that begins now.
pub(crate) async fn put_mail_state(
    conn: &mut PgConnection,
    mail: i64,
    state: &str,
    end: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!(
        "update email_change set mail_state = $2, expires_at = coalesce($3, expires_at)
         where mail_job = $1",
        mail,
        state,
        end
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts a wrong code.
pub(in crate::account) async fn count_try(conn: &mut PgConnection, id: AccountId) -> Result<()> {
    sqlx::query!(
        "update email_change set tries = tries + 1 where account_id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets a change of address.
pub(in crate::account) async fn forget_change(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<()> {
    sqlx::query!("delete from email_change where account_id = $1", id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets changes nobody went on with: codes from before `before`.
pub(crate) async fn forget_old_changes(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!(
        "delete from email_change where greatest(sent_at, typed_at) < $1",
        before
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected())
}
