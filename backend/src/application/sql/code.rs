//! Every statement about mailed codes.

use chrono::{DateTime, Utc};
use domain::id::ApplicationId;
use sqlx::{PgConnection, Result};

use crate::mailed_code::CodeRow;

/// The code last mailed for an application.
pub(crate) async fn code(conn: &mut PgConnection, id: ApplicationId) -> Result<Option<CodeRow>> {
    sqlx::query_as!(
        CodeRow,
        "select address, code_hash, sent_at, expires_at, tries, mail_job, mail_state
         from email_code where application_id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Keeps a new code in place of the old one.
pub(crate) async fn put_code(
    conn: &mut PgConnection,
    id: ApplicationId,
    code: &CodeRow,
) -> Result<()> {
    sqlx::query!(
        "insert into email_code
            (application_id, address, code_hash, sent_at, expires_at, mail_job, mail_state)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (application_id) do update
         set address = $2, code_hash = $3, sent_at = $4, expires_at = $5, mail_job = $6
           , mail_state = $7, tries = 0, confirmed_at = null",
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
        "update email_code set mail_state = $2, expires_at = coalesce($3, expires_at)
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
pub(crate) async fn count_try(conn: &mut PgConnection, id: ApplicationId) -> Result<()> {
    sqlx::query!(
        "update email_code set tries = tries + 1 where application_id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The right code was entered.
pub(crate) async fn confirm_code(
    conn: &mut PgConnection,
    id: ApplicationId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update email_code set confirmed_at = $2 where application_id = $1",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
