//! Statements about effects that a job carries out.

use chrono::{DateTime, Utc};
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

/// An effect that was set going.
pub(super) struct EffectRow {
    pub number: Uuid,
    pub approved_by: Option<Uuid>,
    pub begun_at: Option<DateTime<Utc>>,
}

/// An effect is meant to be carried out, under a number of its own.
pub(super) async fn intend(
    conn: &mut PgConnection,
    id: ApplicationId,
    number: Uuid,
    approved_by: Option<StaffId>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into effect (application_id, number, approved_by, intended_at) values ($1, $2, $3, $4)",
        id.0,
        number,
        approved_by.map(|staff| staff.0),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The effect of an application; locked until the transaction ends.
pub(super) async fn lock(conn: &mut PgConnection, id: ApplicationId) -> Result<Option<EffectRow>> {
    sqlx::query_as!(
        EffectRow,
        "select number, approved_by, begun_at from effect where application_id = $1 for update",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Its act is tried for the first time.
pub(super) async fn begin(
    conn: &mut PgConnection,
    id: ApplicationId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update effect set begun_at = coalesce(begun_at, $2) where application_id = $1",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It is there.
pub(super) async fn complete(
    conn: &mut PgConnection,
    id: ApplicationId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update effect set completed_at = $2 where application_id = $1",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
