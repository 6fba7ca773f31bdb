//! Statements about applications nobody goes on with.

use chrono::{DateTime, Utc};
use domain::application::state::ApplicationState as State;
use domain::id::ApplicationId;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

/// An application whose applicant is told that it will end.
pub(super) struct Idle {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub language: String,
    pub address: String,
    pub idle_since: DateTime<Utc>,
}

/// Applications that wait for their applicant since before `idle_since`, who can be reached and was
/// not told yet; a few at a time, locked.
pub(super) async fn to_warn(
    conn: &mut PgConnection,
    idle_since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Idle>> {
    sqlx::query_as!(
        Idle,
        r#"select a.id, a.reference, a.kind, a.language
                , coalesce(c.email, a.email, e.address) as "address!"
                , greatest(d.saved_at, a.changed_at) as "idle_since!"
           from application a join draft d on d.application_id = a.id
           left join account c on c.id = a.account_id
           left join email_code e on e.application_id = a.id and e.confirmed_at is not null
           where a.state = any($3) and greatest(d.saved_at, a.changed_at) < $1
             and (a.warned_at is null or a.warned_at <= greatest(d.saved_at, a.changed_at))
             and coalesce(c.email, a.email, e.address) is not null
           order by d.saved_at
           for update of a, d skip locked
           limit $2"#,
        idle_since,
        limit,
        &State::ids(State::OPEN_TO_APPLICANT)
    )
    .fetch_all(conn)
    .await
}

/// Its applicant is told now.
pub(super) async fn set_warned(
    conn: &mut PgConnection,
    id: ApplicationId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update application set warned_at = $2 where id = $1",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An application that ends.
pub(super) struct EndedApplication {
    pub id: Uuid,
    pub state: String,
    pub round: i32,
    pub has_account: bool,
}

/// Applications that wait for their applicant since before `idle_since`, who was told before
/// `warned_before` or cannot be reached; a few at a time, locked.
pub(super) async fn forgotten(
    conn: &mut PgConnection,
    idle_since: DateTime<Utc>,
    warned_before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<EndedApplication>> {
    sqlx::query_as!(
        EndedApplication,
        r#"select a.id, a.state, a.round
                , a.account_id is not null as "has_account!"
           from application a join draft d on d.application_id = a.id
           left join account c on c.id = a.account_id
           left join email_code e on e.application_id = a.id and e.confirmed_at is not null
           where a.state = any($4) and greatest(d.saved_at, a.changed_at) < $1
             and (a.warned_at > greatest(d.saved_at, a.changed_at) and a.warned_at <= $2
                  or coalesce(c.email, a.email, e.address) is null)
           order by d.saved_at
           for update of a, d skip locked
           limit $3"#,
        idle_since,
        warned_before,
        limit,
        &State::ids(State::OPEN_TO_APPLICANT)
    )
    .fetch_all(conn)
    .await
}

/// What was typed is forgotten, and where a code was mailed.
pub(super) async fn forget_draft(conn: &mut PgConnection, id: ApplicationId) -> Result<()> {
    sqlx::query!(
        "with forgotten as (delete from draft where application_id = $1)
            , unmailed as (delete from email_code where application_id = $1)
         update application set email = null where id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
