//! Statements about staff as administrators see them.

use chrono::{DateTime, Utc};
use domain::application::state::ApplicationState as State;
use domain::id::StaffId;
use domain::text::Texts;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

/// A member of staff.
pub(crate) struct StoredMember {
    pub id: Uuid,
    pub user_name: String,
    pub role: String,
    pub office_id: Option<String>,
    pub office: Option<Json<Texts>>,
    pub version: i32,
    pub signed_in_at: Option<DateTime<Utc>>,
    pub left_at: Option<DateTime<Utc>>,
    pub has_factor: bool,
}

/// All members, those who left last; or one.
pub(crate) async fn all(conn: &mut PgConnection, only: Option<&str>) -> Result<Vec<StoredMember>> {
    sqlx::query_as!(
        StoredMember,
        r#"select s.id, s.user_name, s.role, s.office_id, o.names as "office?: Json<Texts>", s.version
                , s.signed_in_at, s.left_at
                , exists (select 1 from second_factor f where f.staff_id = s.id) as "has_factor!"
           from staff s left join office o on o.id = s.office_id
           where $1::text is null or s.user_name = $1
           order by s.left_at is not null, s.user_name"#,
        only
    )
    .fetch_all(conn)
    .await
}

/// Makes all who change who is an administrator wait for each other until the transaction ends.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('staff', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

/// How many administrators besides this one can sign in.
pub(crate) async fn other_administrators(conn: &mut PgConnection, staff: StaffId) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from staff
           where role = 'administrator' and left_at is null and id <> $1"#,
        staff.0
    )
    .fetch_one(conn)
    .await
}

/// Another role or office, if nobody changed the member since `version`. Violates
/// `staff_office_id_fkey`.
pub(crate) async fn change(
    conn: &mut PgConnection,
    staff: StaffId,
    version: i32,
    role: &str,
    office: Option<&str>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update staff set role = $3, office_id = $4, version = version + 1
         where id = $1 and version = $2",
        staff.0,
        version,
        role,
        office
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Lets a member go, or back in, if nobody changed them since `version`.
pub(crate) async fn set_left(
    conn: &mut PgConnection,
    staff: StaffId,
    version: i32,
    left_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update staff set left_at = $3, version = version + 1
         where id = $1 and version = $2 and (left_at is null) <> ($3::timestamptz is null)",
        staff.0,
        version,
        left_at
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Another password, if nobody changed the member since `version`.
pub(crate) async fn renew_password(
    conn: &mut PgConnection,
    staff: StaffId,
    version: i32,
    hash: &str,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update staff set password_hash = $3, version = version + 1 where id = $1 and version = $2",
        staff.0,
        version,
        hash
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// How many open cases a member holds or was given.
pub(crate) async fn held(
    conn: &mut PgConnection,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from application
           where state = any($3)
             and (assigned_to = $1 or (claimed_by = $1 and claimed_until > $2))"#,
        staff.0,
        now,
        &State::ids(State::UNDECIDED)
    )
    .fetch_one(conn)
    .await
}

/// Takes from a member the open cases they hold or were given; with `except`, only those not of
/// that office. How many that were.
pub(crate) async fn release(
    conn: &mut PgConnection,
    staff: StaffId,
    except: Option<&str>,
) -> Result<u64> {
    let released = sqlx::query!(
        "update application
         set claimed_by = nullif(claimed_by, $1), assigned_to = nullif(assigned_to, $1)
           , claimed_until = case when claimed_by <> $1 then claimed_until end
         where state = any($3) and (claimed_by = $1 or assigned_to = $1)
           and ($2::text is null or office_id is distinct from $2)",
        staff.0,
        except,
        &State::ids(State::UNDECIDED)
    )
    .execute(conn)
    .await?;
    Ok(released.rows_affected())
}
