//! Statements about the audit log.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Result};

/// An entry as it is stored.
pub(super) struct Row {
    pub number: i64,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub details: String,
    pub hash: Vec<u8>,
}

/// Makes all who write wait for each other until the transaction ends.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('audit', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

/// Number and hash of the newest entry.
pub(super) async fn newest(conn: &mut PgConnection) -> Result<Option<(i64, Vec<u8>)>> {
    let row = sqlx::query!("select number, hash from audit order by number desc limit 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (row.number, row.hash)))
}

/// Adds an entry.
pub(super) async fn insert(conn: &mut PgConnection, row: &Row) -> Result<()> {
    sqlx::query!(
        "insert into audit (number, at, actor, action, subject, details, hash)
         values ($1, $2, $3, $4, $5, $6, $7)",
        row.number,
        row.at,
        row.actor,
        row.action,
        row.subject,
        row.details,
        row.hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Entries after a number, oldest first.
pub(super) async fn after(conn: &mut PgConnection, number: i64, limit: i64) -> Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        "select number, at, actor, action, subject, details, hash
         from audit where number > $1 order by number limit $2",
        number,
        limit
    )
    .fetch_all(conn)
    .await
}

/// An entry with the names of those it speaks of.
pub(super) struct Shown {
    pub number: i64,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub actor_name: Option<String>,
    pub action: String,
    pub subject: String,
    pub subject_name: Option<String>,
    pub details: String,
    pub hash: Vec<u8>,
}

/// Entries after a number, oldest first, with user names and references. What is no id is nobody's.
pub(super) async fn shown(conn: &mut PgConnection, number: i64, limit: i64) -> Result<Vec<Shown>> {
    sqlx::query_as!(
        Shown,
        r#"with page as (
               select *, case when actor ~ '^staff:[0-9a-f-]{36}$'
                         then substring(actor from 7)::uuid end as staff_id
                    , case when subject ~ '^[a-z]+:[0-9a-f-]{36}$'
                      then substring(subject from position(':' in subject) + 1)::uuid end as subject_id
               from audit where number > $1 order by number limit $2
           )
           select e.number as "number!", e.at as "at!", e.actor as "actor!"
                , a.user_name as "actor_name?", e.action as "action!", e.subject as "subject!"
                , coalesce(p.reference, s.user_name) as subject_name
                , e.details as "details!", e.hash as "hash!"
           from page e
           left join staff a on a.id = e.staff_id
           left join application p on p.id = e.subject_id and e.subject like 'application:%'
           left join staff s on s.id = e.subject_id and e.subject like 'staff:%'
           order by e.number"#,
        number,
        limit
    )
    .fetch_all(conn)
    .await
}
