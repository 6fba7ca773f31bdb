//! Statements about the holiday table and the due days that follow from it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::application::state::ApplicationState as State;
use sqlx::{PgConnection, Result};

/// Makes all who change the table wait for each other; who reads it does not.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("lock table holiday in share row exclusive mode")
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes all who change the table wait until the transaction ends.
pub(crate) async fn hold(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("lock table holiday in share mode")
        .execute(conn)
        .await?;
    Ok(())
}

/// Puts these days into the table; `working` belongs to the day at the same place.
pub(crate) async fn put(
    conn: &mut PgConnection,
    days: &[NaiveDate],
    working: &[bool],
) -> Result<()> {
    sqlx::query!(
        "insert into holiday (day, working)
         select * from unnest($1::date[], $2::boolean[])
         on conflict (day) do update set working = excluded.working",
        days,
        working
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes these days out of the table.
pub(crate) async fn remove(conn: &mut PgConnection, days: &[NaiveDate]) -> Result<()> {
    sqlx::query!("delete from holiday where day = any($1)", days)
        .execute(conn)
        .await?;
    Ok(())
}

/// Cases that wait, sent on one day and due on one day.
pub(crate) struct Due {
    pub sent_on: NaiveDate,
    pub due_on: NaiveDate,
    pub cases: i64,
}

/// What waits, or goes on when it is sent again, by the day it was sent and the day it is due. `seconds`: the operator's offset.
pub(crate) async fn due(conn: &mut PgConnection, seconds: f64) -> Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        r#"select (submitted_at at time zone 'utc' + make_interval(secs => $1))::date as "sent_on!"
                , due_on as "due_on!", count(*) as "cases!"
           from application
           where state = any($2) and submitted_at is not null
             and due_on is not null
           group by 1, 2 order by 1, 2"#,
        seconds,
        &State::ids(State::UNDECIDED)
    )
    .fetch_all(conn)
    .await
}

/// Gives what was sent in a span of time another due day. How many cases that were.
pub(crate) async fn move_due(
    conn: &mut PgConnection,
    sent: (DateTime<Utc>, DateTime<Utc>),
    from: NaiveDate,
    to: NaiveDate,
) -> Result<u64> {
    let moved = sqlx::query!(
        "update application set due_on = $4
         where state = any($5) and due_on = $3
           and submitted_at >= $1 and submitted_at < $2",
        sent.0,
        sent.1,
        from,
        to,
        &State::ids(State::UNDECIDED)
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected())
}

/// A day that is not what its weekday says.
pub(crate) struct HolidayRow {
    pub day: NaiveDate,
    pub working: bool,
}

/// The operator's holiday table.
pub(crate) async fn holidays(conn: &mut PgConnection) -> Result<Vec<HolidayRow>> {
    sqlx::query_as!(HolidayRow, "select day, working from holiday order by day")
        .fetch_all(conn)
        .await
}
