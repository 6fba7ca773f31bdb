//! Counting for supervisors.

use chrono::{DateTime, NaiveDate, Utc};
use domain::application::event::Event;
use domain::application::state::ApplicationState as State;
use sqlx::{PgConnection, Result};

/// What happened on a day.
pub(in crate::review) struct DayRow {
    pub day: NaiveDate,
    pub received: i64,
    pub decided: i64,
    pub returned: i64,
}

/// What happened since `begin`, by days at a place so many seconds ahead of UTC.
pub(in crate::review) async fn per_day(
    conn: &mut PgConnection,
    begin: DateTime<Utc>,
    offset: f64,
) -> Result<Vec<DayRow>> {
    sqlx::query_as!(
        DayRow,
        r#"select ((at at time zone 'utc') + make_interval(secs => $2))::date as "day!"
                , count(*) filter (where event = $3) as "received!"
                , count(*) filter (where event in ($4, $5)) as "decided!"
                , count(*) filter (where event = $6) as "returned!"
           from event where at >= $1 group by 1"#,
        begin,
        offset,
        Event::Submitted.id(),
        Event::Approved.id(),
        Event::Refused.id(),
        Event::Returned.id()
    )
    .fetch_all(conn)
    .await
}

/// How many were approved since `begin`, and how many of them in their first round, by staff.
pub(in crate::review) async fn approved(
    conn: &mut PgConnection,
    begin: DateTime<Utc>,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "approved!", count(*) filter (where round = 1) as "first!"
           from event where at >= $1 and event = $2 and staff_id is not null"#,
        begin,
        Event::Approved.id()
    )
    .fetch_one(conn)
    .await?;
    Ok((row.approved, row.first))
}

/// What waits, by classes of age in days: number of the class from 1, and how many.
pub(in crate::review) async fn ages(
    conn: &mut PgConnection,
    today: NaiveDate,
    offset: f64,
    classes: &[i32],
) -> Result<Vec<(i32, i64)>> {
    let rows = sqlx::query!(
        r#"select width_bucket(
                    $1 - ((submitted_at at time zone 'utc') + make_interval(secs => $2))::date, $3::int4[]
                  ) as "class!"
                , count(*) as "cases!"
           from application where submitted_at is not null and state = $4 group by 1"#,
        today,
        offset,
        classes,
        State::Submitted.id()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.class, row.cases)).collect())
}

/// How many of it are overdue.
pub(in crate::review) async fn overdue(conn: &mut PgConnection, today: NaiveDate) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "overdue!" from application
           where submitted_at is not null and state = $2 and due_on < $1"#,
        today,
        State::Submitted.id()
    )
    .fetch_one(conn)
    .await
}
