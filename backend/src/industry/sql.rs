//! Statements about industries.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

use crate::office::Texts;

/// An industry.
pub(crate) struct StoredIndustry {
    pub id: String,
    pub names: Json<Texts>,
    pub position: i32,
    pub version: i32,
    pub retired_at: Option<DateTime<Utc>>,
}

/// The industries that are offered, in the operator's order.
pub(crate) async fn offered(conn: &mut PgConnection) -> Result<Vec<StoredIndustry>> {
    sqlx::query_as!(
        StoredIndustry,
        r#"select id, names as "names: Json<Texts>", position, version, retired_at
           from industry where retired_at is null order by position, id"#
    )
    .fetch_all(conn)
    .await
}

/// All industries, in the operator's order.
pub(crate) async fn all(conn: &mut PgConnection) -> Result<Vec<StoredIndustry>> {
    sqlx::query_as!(
        StoredIndustry,
        r#"select id, names as "names: Json<Texts>", position, version, retired_at
           from industry order by position, id"#
    )
    .fetch_all(conn)
    .await
}

/// One industry.
pub(crate) async fn find(conn: &mut PgConnection, id: &str) -> Result<Option<StoredIndustry>> {
    sqlx::query_as!(
        StoredIndustry,
        r#"select id, names as "names: Json<Texts>", position, version, retired_at
           from industry where id = $1"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Whether there is such an industry to choose.
pub(crate) async fn is_offered(conn: &mut PgConnection, id: &str) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from industry where id = $1 and retired_at is null
           ) as "is!""#,
        id
    )
    .fetch_one(conn)
    .await
}

/// A new industry, at the end. Violates `industry_pkey`.
pub(crate) async fn insert(conn: &mut PgConnection, id: &str, names: &Texts) -> Result<()> {
    sqlx::query!(
        "insert into industry (id, names, position)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from industry))",
        id,
        Json(names) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Another name, if nobody changed it since `version`.
pub(crate) async fn rename(
    conn: &mut PgConnection,
    id: &str,
    version: i32,
    names: &Texts,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update industry set names = $3, version = version + 1 where id = $1 and version = $2",
        id,
        version,
        Json(names) as _
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Retires it, or offers it again, if nobody changed it since `version`.
pub(crate) async fn set_retired(
    conn: &mut PgConnection,
    id: &str,
    version: i32,
    retired_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update industry set retired_at = $3, version = version + 1
         where id = $1 and version = $2 and (retired_at is null) <> ($3::timestamptz is null)",
        id,
        version,
        retired_at
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Makes all who change the order wait for each other.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("lock table industry in share row exclusive mode")
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes the order anew.
pub(crate) async fn set_order(conn: &mut PgConnection, ids: &[String]) -> Result<()> {
    sqlx::query!(
        "update industry set position = ranked.position
         from (select id, ordinality::int as position from unnest($1::text[]) with ordinality as o (id, ordinality)) as ranked
         where industry.id = ranked.id and industry.position <> ranked.position",
        ids
    )
    .execute(conn)
    .await?;
    Ok(())
}
