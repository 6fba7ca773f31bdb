//! As whom the portal works in its database. The tables belong to an owner, who changes the schema
//! and nothing else; the portal's role reads and writes rows, and of the audit log it can only read
//! and add entries.

use std::time::Duration;

use sqlx::PgPool;

use super::sql;
use crate::Result;

#[cfg(test)]
mod tests;

/// The role that is made where the operator gave one address only.
pub const PORTAL: &str = "docket_portal";

/// How often another server may be at the same roles; they belong to all databases of a Postgres.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// Lets a role that has a login of its own work in the owner's database.
///
/// # Errors
/// When `owner` does not own the tables.
pub async fn admit(owner: &PgPool, role: &str) -> Result<()> {
    patiently(async || {
        let mut tx = owner.begin().await?;
        sql::grant(&mut tx, role).await?;
        tx.commit().await
    })
    .await?;
    Ok(())
}

/// Makes [`PORTAL`] and lets it work, so that connections of the owner can take it on. `false`: the
/// owner may not make roles, and nobody made this one for them.
///
/// # Errors
/// When the database fails otherwise.
pub async fn make(owner: &PgPool) -> Result<bool> {
    let made = patiently(async || {
        let mut conn = owner.acquire().await?;
        sql::make_role(&mut conn, PORTAL).await
    });
    match made.await {
        Ok(()) => {
            admit(owner, PORTAL).await?;
            Ok(true)
        }
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether connections like these can take on [`PORTAL`], which works in their database.
///
/// # Errors
/// When the database fails.
pub async fn is_made(pool: &PgPool) -> Result<bool> {
    Ok(sql::is_admitted(&mut *pool.acquire().await?, PORTAL).await?)
}

/// Whose connections these are.
///
/// # Errors
/// When the database fails.
pub async fn name(pool: &PgPool) -> Result<String> {
    Ok(sql::current_user(&mut *pool.acquire().await?).await?)
}

/// Whether whoever these connections belong to can change what stands in the audit log.
///
/// # Errors
/// When the database fails.
pub async fn can_bend_audit(pool: &PgPool) -> Result<bool> {
    Ok(sql::can_bend_audit(&mut *pool.acquire().await?).await?)
}

/// Tries again what failed only because another server did the same at the same time.
async fn patiently<T>(work: impl AsyncFn() -> sqlx::Result<T>) -> sqlx::Result<T> {
    let mut tries = 0;
    loop {
        match work().await {
            Err(sqlx::Error::Database(error)) if tries < TRIES && is_crossing(&*error) => {
                tries += 1;
                tokio::time::sleep(PAUSE).await;
            }
            other => return other,
        }
    }
}

/// "tuple concurrently updated", or the same row of a catalogue twice.
fn is_crossing(error: &dyn sqlx::error::DatabaseError) -> bool {
    error
        .code()
        .is_some_and(|code| matches!(&*code, "XX000" | "23505" | "42710"))
}
