//! Statements that fill an empty database.

use chrono::NaiveDate;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

use crate::office::Texts;

/// Makes all who fill this database wait for each other until the transaction ends.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('docket seed', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether there is no industry.
pub(super) async fn has_no_industries(conn: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar!(r#"select not exists (select 1 from industry) as "empty!""#)
        .fetch_one(conn)
        .await
}

/// A new industry.
pub(super) async fn insert_industry(
    conn: &mut PgConnection,
    id: &str,
    names: &Texts,
    position: i32,
) -> Result<()> {
    sqlx::query!(
        "insert into industry (id, names, position) values ($1, $2, $3)",
        id,
        Json(names) as _,
        position
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the holiday table is empty.
pub(super) async fn has_no_holidays(conn: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar!(r#"select not exists (select 1 from holiday) as "empty!""#)
        .fetch_one(conn)
        .await
}

/// A day that is not what its weekday says.
pub(super) async fn insert_holiday(
    conn: &mut PgConnection,
    day: NaiveDate,
    working: bool,
) -> Result<()> {
    sqlx::query!(
        "insert into holiday (day, working) values ($1, $2) on conflict (day) do nothing",
        day,
        working
    )
    .execute(conn)
    .await?;
    Ok(())
}
