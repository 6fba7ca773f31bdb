//! Statements about the queue.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, Result};

use super::{Backlog, Job};
use crate::seal::Sealed;

/// The number of the next job.
pub(crate) async fn next_id(conn: &mut PgConnection) -> Result<i64> {
    sqlx::query_scalar!(r#"select nextval(pg_get_serial_sequence('job', 'id')) as "id!""#)
        .fetch_one(conn)
        .await
}

/// A job to be put into the queue.
pub(crate) struct NewJob<'a> {
    pub id: i64,
    pub name: &'a str,
    pub payload: Sealed<Value>,
    pub rank: i32,
    pub run_at: DateTime<Utc>,
    pub not_after: Option<DateTime<Utc>>,
    pub topic: Option<&'a str>,
}

/// A new job.
pub(crate) async fn insert(conn: &mut PgConnection, new: &NewJob<'_>) -> Result<()> {
    sqlx::query!(
        "insert into job (id, name, payload, priority, run_at, not_after, topic)
         overriding system value values ($1, $2, $3, $4, $5, $6, $7)",
        new.id,
        new.name,
        new.payload as _,
        new.rank,
        new.run_at,
        new.not_after,
        new.topic
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the job about a topic, also one that runs: what becomes of it is of no interest.
pub(crate) async fn forget_topic(conn: &mut PgConnection, topic: &str) -> Result<()> {
    sqlx::query!("delete from job where topic = $1", topic)
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes all who set up periodic jobs wait for each other until the transaction ends.
pub(crate) async fn lock_periodic(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('docket periodic jobs', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

/// A job without payload, unless one of this name is there.
pub(crate) async fn insert_unless_there(
    conn: &mut PgConnection,
    name: &str,
    rank: i32,
    run_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into job (name, payload, priority, run_at)
         select $1, 'null', $2, $3 where not exists (select 1 from job where name = $1)",
        name,
        rank,
        run_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A job as it is stored.
pub(crate) struct TakenJob {
    pub id: i64,
    pub name: String,
    pub payload: Sealed<Value>,
    pub tries: i32,
    pub is_awaited: bool,
}

/// Takes the first job that is due and of one of these ranks, and leases it.
pub(crate) async fn take(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    lease_end: DateTime<Utc>,
    ranks: &[i32],
) -> Result<Option<TakenJob>> {
    sqlx::query_as!(
        TakenJob,
        r#"update job set tries = tries + 1, run_at = $2
         where id = (
             select id from job
             where run_at <= $1 and priority = any($3) and given_up_at is null
               and (not_after is null or not_after > $1)
             order by priority, run_at, id
             for update skip locked
             limit 1
         )
         returning id, name, payload as "payload: Sealed<Value>", tries
             , not_after is not null as "is_awaited!""#,
        now,
        lease_end,
        ranks
    )
    .fetch_optional(conn)
    .await
}

/// Renews the lease, unless another has the job or it is gone.
pub(crate) async fn renew(
    conn: &mut PgConnection,
    job: &Job,
    lease_end: DateTime<Utc>,
) -> Result<bool> {
    let renewed = sqlx::query!(
        "update job set run_at = $3 where id = $1 and tries = $2",
        job.id,
        job.tries,
        lease_end
    )
    .execute(conn)
    .await?;
    Ok(renewed.rows_affected() > 0)
}

/// It is done; `false` when another has it, or it was said before.
pub(crate) async fn delete(conn: &mut PgConnection, job: &Job) -> Result<bool> {
    let deleted = sqlx::query!(
        "delete from job where id = $1 and tries = $2",
        job.id,
        job.tries
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected() > 0)
}

/// It is done and comes back.
pub(crate) async fn repeat(
    conn: &mut PgConnection,
    job: &Job,
    run_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update job set tries = 0, run_at = $3, last_error = null where id = $1 and tries = $2",
        job.id,
        job.tries,
        run_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What becomes of a job that is not done.
pub(crate) struct End<'a> {
    pub tries: i32,
    pub run_at: DateTime<Utc>,
    pub reason: &'a str,
    pub given_up_at: Option<DateTime<Utc>>,
}

/// It is not done.
pub(crate) async fn postpone(conn: &mut PgConnection, job: &Job, end: &End<'_>) -> Result<()> {
    sqlx::query!(
        "update job set tries = $3, run_at = $4, last_error = $5, given_up_at = $6
         where id = $1 and tries = $2",
        job.id,
        job.tries,
        end.tries,
        end.run_at,
        end.reason,
        end.given_up_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nobody wants it any more.
pub(crate) async fn forget(conn: &mut PgConnection, id: i64) -> Result<()> {
    sqlx::query!("delete from job where id = $1", id)
        .execute(conn)
        .await?;
    Ok(())
}

/// What waits, and for how long.
pub(crate) async fn backlog(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Backlog> {
    sqlx::query_as!(
        Backlog,
        r#"select count(*) filter (where given_up_at is null and run_at <= $1) as "due!"
                , coalesce(extract(epoch from $1 - min(run_at) filter
                      (where given_up_at is null and run_at <= $1)), 0)::bigint as "oldest_seconds!"
                , count(*) filter (where given_up_at is null and last_error is not null)
                  as "failing!"
                , count(*) filter (where given_up_at is not null) as "given_up!"
           from job"#,
        now
    )
    .fetch_one(conn)
    .await
}

/// A job as the operator sees it, with how many there are.
pub(crate) struct Listed {
    pub id: i64,
    pub name: String,
    pub payload: Sealed<Value>,
    pub tries: i32,
    pub run_at: DateTime<Utc>,
    pub given_up_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub count: i64,
}

/// All jobs but those of `periodic` names that wait for their time; what went wrong comes first.
pub(crate) async fn list(
    conn: &mut PgConnection,
    periodic: &[String],
    limit: i64,
) -> Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select id, name, payload as "payload: Sealed<Value>", tries, run_at, given_up_at
                , last_error, count(*) over () as "count!"
           from job
           where last_error is not null or name <> all ($1)
           order by given_up_at is null, last_error is null, id
           limit $2"#,
        periodic,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Jobs that failed are tried again now: all, or these. Not those before `busy`, which may be at
/// work.
pub(crate) async fn retry(
    conn: &mut PgConnection,
    ids: Option<&[i64]>,
    now: DateTime<Utc>,
    busy: DateTime<Utc>,
) -> Result<Vec<i64>> {
    sqlx::query_scalar!(
        "update job set tries = 0, run_at = $2, given_up_at = null
         where ($1::bigint[] is null or id = any ($1)) and (not_after is null or not_after > $2)
           and (given_up_at is not null or (last_error is not null and run_at > $3))
         returning id",
        ids as _,
        now,
        busy
    )
    .fetch_all(conn)
    .await
}

/// Forgets jobs that are worth nothing any more, and those given up before `before`.
pub(crate) async fn forget_dead(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    before: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!(
        "delete from job where not_after <= $1 or given_up_at < $2",
        now,
        before
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected())
}
