//! Statements about what must be done before an application can be approved.

use chrono::{DateTime, Utc};
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};

/// Whether it was done for a round.
pub(crate) async fn is_met(
    conn: &mut PgConnection,
    id: ApplicationId,
    round: i32,
    requirement: &str,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from requirement_met
               where application_id = $1 and round = $2 and requirement = $3) as "is_met!""#,
        id.0,
        round,
        requirement
    )
    .fetch_one(conn)
    .await
}

/// It is done for a round; `false` when it was before.
pub(crate) async fn meet(
    conn: &mut PgConnection,
    id: ApplicationId,
    round: i32,
    requirement: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let inserted = sqlx::query!(
        "insert into requirement_met (application_id, round, requirement, staff_id, met_at)
         values ($1, $2, $3, $4, $5) on conflict on constraint requirement_met_pkey do nothing",
        id.0,
        round,
        requirement,
        staff.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}
