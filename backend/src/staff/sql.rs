//! Statements about staff.

use chrono::{DateTime, Utc};
use domain::id::StaffId;
use sqlx::{PgConnection, Result};

/// The member of a user name and their password hash.
pub(super) async fn credential(
    conn: &mut PgConnection,
    user_name: &str,
) -> Result<Option<(StaffId, String)>> {
    let row = sqlx::query!(
        "select id, password_hash from staff where user_name = $1 and left_at is null",
        user_name
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (StaffId(row.id), row.password_hash)))
}

/// A new member. Violates `staff_user_name_key` or `staff_office_id_fkey`.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    id: StaffId,
    user_name: &str,
    hash: &str,
    role: &str,
    office: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into staff (id, user_name, password_hash, role, office_id, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        id.0,
        user_name,
        hash,
        role,
        office,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Another password; `None` when there is no such member, or they have left.
pub(super) async fn set_password(
    conn: &mut PgConnection,
    user_name: &str,
    hash: &str,
) -> Result<Option<StaffId>> {
    let id = sqlx::query_scalar!(
        "update staff set password_hash = $2, version = version + 1
         where user_name = $1 and left_at is null returning id",
        user_name,
        hash
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(StaffId))
}
