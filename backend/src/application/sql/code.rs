//! Every statement about mailed codes.

use chrono::{DateTime, Utc};
use domain::id::ApplicationId;
use sqlx::{PgConnection, Result};

use crate::mailed_code::CodeRow;

/// The code last mailed for an application.
pub(crate) async fn code(conn: &mut PgConnection, id: ApplicationId) -> Result<Option<CodeRow>> {
    sqlx::query_as!(
        CodeRow,
        "select address, code_hash, sent_at, expires_at, tries
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
    address: &str,
    code_hash: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into email_code (application_id, address, code_hash, sent_at, expires_at)
         values ($1, $2, $3, $4, $5)
         on conflict (application_id) do update
         set address = $2, code_hash = $3, sent_at = $4, expires_at = $5, tries = 0, confirmed_at = null",
        id.0,
        address,
        code_hash,
        now,
        expires_at
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

/// The address confirmed by a code of an application, if there is one.
pub(crate) async fn confirmed_address(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "select address from email_code where application_id = $1 and confirmed_at is not null",
        id.0
    )
    .fetch_optional(conn)
    .await
}
