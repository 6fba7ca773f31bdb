//! Statements about wrong passwords and codes, and about whatever else is counted.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Result};

/// Makes all who count tries for the same key wait for each other until the transaction ends.
pub(crate) async fn lock_attempts(conn: &mut PgConnection, scope: &str, key: &[u8]) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1 || encode($2, 'hex'), 0))",
        scope,
        key
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the latest tries were, newest first.
pub(in crate::account) async fn latest_attempts(
    conn: &mut PgConnection,
    scope: &str,
    key: &[u8],
    since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select at from attempt where scope = $1 and key = $2 and at > $3 order by at desc limit $4",
        scope,
        key,
        since,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Counts a try.
pub(in crate::account) async fn insert_attempt(
    conn: &mut PgConnection,
    scope: &str,
    key: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into attempt (scope, key, at) values ($1, $2, $3)",
        scope,
        key,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Wrong tries at a name from one place.
pub(in crate::account) struct Tries {
    /// Lately.
    pub own: i64,
    pub own_newest: Option<DateTime<Utc>>,
    /// Since the beginning.
    pub all: i64,
    pub newest: Option<DateTime<Utc>>,
}

/// The same, as it concerns one place.
pub(in crate::account) struct TriesOfName {
    /// From this place, lately.
    pub own: i64,
    pub own_newest: Option<DateTime<Utc>>,
    /// From this place since the beginning.
    pub own_ever: i64,
    /// From everywhere.
    pub all: i64,
    pub newest: Option<DateTime<Utc>>,
    /// The first few of each place.
    pub first: i64,
    pub first_newest: Option<DateTime<Utc>>,
}

/// The wrong tries at a name since `since`, those of them from `origin`, also since `lately`, and
/// the first `few` from each place.
pub(in crate::account) async fn tries_of_name(
    conn: &mut PgConnection,
    door: &str,
    name: &[u8],
    origin: &[u8],
    since: DateTime<Utc>,
    lately: DateTime<Utc>,
    few: i64,
) -> Result<TriesOfName> {
    sqlx::query_as!(
        TriesOfName,
        r#"select count(*) filter (where origin = $3 and at > $5) as "own!"
                , max(at) filter (where origin = $3) as own_newest
                , count(*) filter (where origin = $3) as "own_ever!"
                , count(*) as "all!", max(at) as newest
                , count(*) filter (where number <= $6) as "first!"
                , max(at) filter (where number <= $6) as first_newest
           from (select origin, at, row_number() over (partition by origin order by at) as number
                 from wrong_try where door = $1 and name = $2 and at > $4) tries"#,
        door,
        name,
        origin,
        since,
        lately,
        few
    )
    .fetch_one(conn)
    .await
}

/// The same for each place they came from.
pub(in crate::account) async fn tries_by_origin(
    conn: &mut PgConnection,
    door: &str,
    name: &[u8],
    since: DateTime<Utc>,
    lately: DateTime<Utc>,
) -> Result<Vec<Tries>> {
    sqlx::query_as!(
        Tries,
        r#"select count(*) filter (where at > $4) as "own!", max(at) as own_newest
                , count(*) as "all!", max(at) as newest
           from wrong_try where door = $1 and name = $2 and at > $3 group by origin"#,
        door,
        name,
        since,
        lately
    )
    .fetch_all(conn)
    .await
}

/// Wrong tries from a network.
pub(in crate::account) struct OfNetwork {
    pub tries: i64,
    /// At how many names.
    pub names: i64,
    pub newest: Option<DateTime<Utc>>,
}

/// The wrong tries from a network since `since`.
pub(in crate::account) async fn tries_of_network(
    conn: &mut PgConnection,
    door: &str,
    origin: &[u8],
    since: DateTime<Utc>,
) -> Result<OfNetwork> {
    sqlx::query_as!(
        OfNetwork,
        r#"select count(*) as "tries!", count(distinct name) as "names!", max(at) as newest
           from wrong_try where door = $1 and origin = $2 and at > $3"#,
        door,
        origin,
        since
    )
    .fetch_one(conn)
    .await
}

/// Counts a try at a name.
pub(in crate::account) async fn insert_try(
    conn: &mut PgConnection,
    door: &str,
    name: &[u8],
    origin: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into wrong_try (door, name, origin, at) values ($1, $2, $3, $4)",
        door,
        name,
        origin,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes one try back.
pub(in crate::account) async fn forget_try(
    conn: &mut PgConnection,
    door: &str,
    name: &[u8],
    origin: &[u8],
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "delete from wrong_try where ctid = (
             select ctid from wrong_try
             where door = $1 and name = $2 and origin = $3 and at = $4 limit 1
         )",
        door,
        name,
        origin,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the tries at a name from one place back.
pub(in crate::account) async fn forget_tries(
    conn: &mut PgConnection,
    door: &str,
    name: &[u8],
    origin: &[u8],
) -> Result<()> {
    sqlx::query!(
        "delete from wrong_try where door = $1 and name = $2 and origin = $3",
        door,
        name,
        origin
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes all tries at a name back.
pub(in crate::account) async fn forget_tries_of_name(
    conn: &mut PgConnection,
    door: &str,
    name: &[u8],
) -> Result<()> {
    sqlx::query!(
        "delete from wrong_try where door = $1 and name = $2",
        door,
        name
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets tries from before `before`.
pub(crate) async fn forget_old_attempts(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!(
        "with wrong as (delete from wrong_try where at < $1 returning 1)
            , counted as (delete from attempt where at < $1 returning 1)
         select count(*) as \"forgotten!\"
         from (select from wrong union all select from counted) forgotten",
        before
    )
    .fetch_one(conn)
    .await?;
    Ok(deleted.forgotten.unsigned_abs())
}

/// Which member of staff has a user name: their tries are counted here, too.
pub(in crate::account) async fn staff_of_name(
    conn: &mut PgConnection,
    user_name: &str,
) -> Result<Option<uuid::Uuid>> {
    sqlx::query_scalar!("select id from staff where user_name = $1", user_name)
        .fetch_optional(conn)
        .await
}
