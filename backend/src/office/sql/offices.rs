//! Statements about offices as administrators see them.

use chrono::{DateTime, Utc};
use domain::application::state::ApplicationState as State;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

use crate::office::{Office, Texts};

/// An office with what hangs on it.
pub(crate) struct ListedOffice {
    pub id: String,
    pub city: String,
    pub names: Json<Texts>,
    pub postal_address: String,
    pub telephone: String,
    pub fax: String,
    pub version: i32,
    pub closed_at: Option<DateTime<Utc>>,
    pub successor_id: Option<String>,
    pub waiting: i64,
    pub officers: i64,
}

/// Locks these offices until the transaction ends, always in the same order.
pub(crate) async fn lock(conn: &mut PgConnection, ids: &[String]) -> Result<()> {
    sqlx::query!(
        "select id from office where id = any($1) order by id for update",
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// All offices, or one.
pub(crate) async fn all(conn: &mut PgConnection, only: Option<&str>) -> Result<Vec<ListedOffice>> {
    sqlx::query_as!(
        ListedOffice,
        r#"select o.id, o.city, o.names as "names: Json<Texts>", o.postal_address, o.telephone, o.fax
                , o.version, o.closed_at, o.successor_id
                , coalesce(w.waiting, 0) as "waiting!"
                , (select count(*) from staff s
                   where s.office_id = o.id and s.role = 'officer' and s.left_at is null) as "officers!"
           from office o
           left join (select office_id, count(*) as waiting from application
                      where state = any($2) and submitted_at is not null
                      group by office_id) w
                  on w.office_id = o.id
           where $1::text is null or o.id = $1
           order by o.city, o.id"#,
        only,
        &State::ids(State::UNDECIDED)
    )
    .fetch_all(conn)
    .await
}

/// A new office. Violates `office_pkey`.
pub(crate) async fn insert(conn: &mut PgConnection, office: &Office) -> Result<()> {
    sqlx::query!(
        "insert into office (id, city, names, postal_address, telephone, fax)
         values ($1, $2, $3, $4, $5, $6)",
        office.id,
        office.city,
        Json(&office.names) as _,
        office.postal_address,
        office.telephone,
        office.fax
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Changes an office, if nobody did since `version`.
pub(crate) async fn change(conn: &mut PgConnection, version: i32, office: &Office) -> Result<bool> {
    let updated = sqlx::query!(
        "update office
         set city = $3, names = $4, postal_address = $5, telephone = $6, fax = $7, version = version + 1
         where id = $1 and version = $2",
        office.id,
        version,
        office.city,
        Json(&office.names) as _,
        office.postal_address,
        office.telephone,
        office.fax
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Closes an office or opens it again, if nobody changed it since `version`. Violates
/// `office_successor_id_fkey`.
pub(crate) async fn set_closed(
    conn: &mut PgConnection,
    id: &str,
    version: i32,
    closed_at: Option<DateTime<Utc>>,
    successor: Option<&str>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update office set closed_at = $3, successor_id = $4, version = version + 1
         where id = $1 and version = $2 and (closed_at is null) <> ($3::timestamptz is null)",
        id,
        version,
        closed_at,
        successor
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Counts a change of an office that is written elsewhere, if there was none since `version`.
pub(crate) async fn count_change(conn: &mut PgConnection, id: &str, version: i32) -> Result<bool> {
    let updated = sqlx::query!(
        "update office set version = version + 1 where id = $1 and version = $2",
        id,
        version
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Moves what waits in an office to another; nobody holds it or has it to do any more. How many
/// cases that were.
pub(crate) async fn move_cases(conn: &mut PgConnection, from: &str, to: &str) -> Result<u64> {
    let moved = sqlx::query!(
        "update application
         set office_id = $2, version = version + 1, claimed_by = null, claimed_until = null
           , assigned_to = null
         where office_id = $1 and state = any($3) and submitted_at is not null",
        from,
        to,
        &State::ids(State::UNDECIDED)
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected())
}

/// Where what arrives for an office goes: to itself, or past those that are closed to their
/// successor.
pub(crate) async fn destination(conn: &mut PgConnection, id: &str) -> Result<Option<String>> {
    sqlx::query_scalar!(
        r#"with recursive way (id, next, steps) as (
               select id, case when closed_at is not null then successor_id end, 0
               from office where id = $1
               union all
               select o.id, case when o.closed_at is not null then o.successor_id end, way.steps + 1
               from way join office o on o.id = way.next where way.steps < 20
           )
           select id as "id!" from way order by steps desc limit 1"#,
        id
    )
    .fetch_optional(conn)
    .await
}
