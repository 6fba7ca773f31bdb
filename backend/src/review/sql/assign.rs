//! Statements about who works on a case.

use chrono::{DateTime, Utc};
use domain::application::state::ApplicationState as State;
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};

/// Gives a waiting case to a colleague, with a claim until `until`, if nobody changed it since
/// `version`.
pub(in crate::review) async fn assign(
    conn: &mut PgConnection,
    id: ApplicationId,
    version: i32,
    to: StaffId,
    until: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set assigned_to = $3, claimed_by = $3, claimed_until = $4
         where id = $1 and version = $2 and state = $5",
        id.0,
        version,
        to.0,
        until,
        State::Submitted.id()
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// A member of staff.
pub(in crate::review) struct Member {
    pub id: uuid::Uuid,
    pub role: String,
    pub office_id: Option<String>,
}

/// The member of this user name, who neither leaves nor changes until the transaction ends.
pub(in crate::review) async fn member(
    conn: &mut PgConnection,
    user_name: &str,
) -> Result<Option<Member>> {
    sqlx::query_as!(
        Member,
        "select id, role, office_id from staff where user_name = $1 and left_at is null for share",
        user_name
    )
    .fetch_optional(conn)
    .await
}

/// A colleague, and how many waiting cases they hold or were given.
pub(in crate::review) struct ColleagueRow {
    pub user_name: String,
    pub role: String,
    pub cases: i64,
}

/// Supervisors and the officers of an office, those with the fewest cases first.
pub(in crate::review) async fn colleagues(
    conn: &mut PgConnection,
    office: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<ColleagueRow>> {
    sqlx::query_as!(
        ColleagueRow,
        r#"select * from (
               select s.user_name, s.role
                    , (select count(*) from application a
                       where a.assigned_to = s.id and a.state = $3)
                    + (select count(*) from application a
                       where a.claimed_by = s.id and a.claimed_until > $2 and a.assigned_to is null
                         and a.state = $3) as "cases!"
               from staff s
               where s.left_at is null
                 and (s.role = 'supervisor' or (s.role = 'officer' and s.office_id = $1))
           ) colleague
           order by "cases!", user_name"#,
        office,
        now,
        State::Submitted.id()
    )
    .fetch_all(conn)
    .await
}
