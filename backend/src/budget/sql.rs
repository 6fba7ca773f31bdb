//! Statements about what was begun, and about pictures that are not sent yet.

use chrono::{DateTime, Utc};
use domain::id::ApplicationId;
use sqlx::{PgConnection, Result};

/// What was spent within a time.
pub(super) struct Spent {
    pub count: i64,
    pub oldest: Option<DateTime<Utc>>,
}

/// What somebody spent since `since`.
pub(super) async fn spent_by(
    conn: &mut PgConnection,
    kind: &str,
    payer: &[u8],
    since: DateTime<Utc>,
) -> Result<Spent> {
    sqlx::query_as!(
        Spent,
        r#"select count(*) as "count!", min(at) as oldest from spending
           where kind = $1 and payer = $2 and at > $3"#,
        kind,
        payer,
        since
    )
    .fetch_one(conn)
    .await
}

/// What all strangers spent since `since`.
pub(super) async fn spent_by_strangers(
    conn: &mut PgConnection,
    kind: &str,
    since: DateTime<Utc>,
) -> Result<Spent> {
    sqlx::query_as!(
        Spent,
        r#"select count(*) as "count!", min(at) as oldest from spending
           where kind = $1 and is_stranger and at > $2"#,
        kind,
        since
    )
    .fetch_one(conn)
    .await
}

/// Something is begun.
pub(super) async fn spend(
    conn: &mut PgConnection,
    kind: &str,
    payer: &[u8],
    is_stranger: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into spending (kind, payer, is_stranger, at) values ($1, $2, $3, $4)",
        kind,
        payer,
        is_stranger,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Bytes of the pictures charged to somebody.
pub(super) async fn unsent_of(conn: &mut PgConnection, payer: &[u8]) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(bytes), 0)::bigint as "bytes!" from document
           where unsent_by = $1 or unsent_besides = $1"#,
        payer
    )
    .fetch_one(conn)
    .await
}

/// Bytes of all pictures that are charged to anybody.
pub(crate) async fn unsent(conn: &mut PgConnection) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(bytes), 0)::bigint as "bytes!" from document
           where unsent_by is not null"#
    )
    .fetch_one(conn)
    .await
}

/// The pictures of an application are charged to somebody else, and to whoever paid until now.
pub(super) async fn charge_to(
    conn: &mut PgConnection,
    application: ApplicationId,
    payer: &[u8],
) -> Result<()> {
    sqlx::query!(
        "update document set unsent_by = $2, unsent_besides = coalesce(unsent_besides, unsent_by)
         where application_id = $1 and unsent_by is not null",
        application.0,
        payer
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An application was sent: nobody is charged for its pictures any more.
pub(crate) async fn settle(conn: &mut PgConnection, application: ApplicationId) -> Result<()> {
    sqlx::query!(
        "update document set unsent_by = null, unsent_besides = null
         where application_id = $1 and unsent_by is not null",
        application.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was spent before `before`.
pub(crate) async fn forget_old(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<u64> {
    let deleted = sqlx::query!("delete from spending where at <= $1", before)
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}
