//! Every statement of the review.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};

/// One case in the queue.
pub(crate) struct QueueRow {
    pub reference: String,
    pub kind: String,
    pub subject_name: Option<String>,
    pub state: String,
    pub round: i32,
    pub submitted_at: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub office_id: Option<String>,
    pub holder: Option<String>,
}

/// What part of the queue is wanted.
pub(crate) struct Wanted<'a> {
    /// Only this office; `None`: all.
    pub office: Option<&'a str>,
    /// Only this state; `None`: every state past draft.
    pub state: Option<&'a str>,
    /// Only what was due before this day.
    pub overdue_before: Option<NaiveDate>,
    /// Only what this colleague holds.
    pub holder: Option<StaffId>,
    /// Reference, number or name, whole or its beginning.
    pub search: Option<&'a str>,
    /// After this row: due day and reference.
    pub after: Option<(NaiveDate, &'a str)>,
    pub now: DateTime<Utc>,
    pub limit: i64,
}

/// A page of the queue: what is due first comes first.
pub(crate) async fn queue(conn: &mut PgConnection, wanted: &Wanted<'_>) -> Result<Vec<QueueRow>> {
    let (after_day, after_reference) = wanted.after.unzip();
    let prefix = wanted.search.map(|text| {
        format!(
            "{}%",
            text.replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        )
    });
    sqlx::query_as!(
        QueueRow,
        r#"select a.reference, a.kind, a.subject_name, a.state, a.round
                , a.submitted_at as "submitted_at!", a.due_on as "due_on!", a.office_id
                , case when a.claimed_until > $7 then s.user_name end as holder
           from application a left join staff s on s.id = a.claimed_by
           where a.submitted_at is not null
             and ($1::text is null or a.office_id = $1)
             and ($2::text is null or a.state = $2)
             and ($3::date is null or (a.due_on < $3 and a.state = 'submitted'))
             and ($4::uuid is null or (a.claimed_by = $4 and a.claimed_until > $7))
             and ($5::text is null or a.reference like upper($5) or a.subject_identity like upper($5)
                  or a.subject_name like $5)
             and ($6::date is null or (a.due_on, a.reference) > ($6, $8))
           order by a.due_on, a.reference
           limit $9"#,
        wanted.office,
        wanted.state,
        wanted.overdue_before,
        wanted.holder.map(|holder| holder.0),
        prefix,
        after_day,
        wanted.now,
        after_reference,
        wanted.limit
    )
    .fetch_all(conn)
    .await
}

/// How many wait, and how many of them are overdue.
pub(crate) async fn waiting(
    conn: &mut PgConnection,
    office: Option<&str>,
    today: NaiveDate,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "waiting!", count(*) filter (where due_on < $2) as "overdue!"
           from application where state = 'submitted' and ($1::text is null or office_id = $1)"#,
        office,
        today
    )
    .fetch_one(conn)
    .await?;
    Ok((row.waiting, row.overdue))
}

/// Takes or renews the claim, if nobody else holds a live one.
pub(crate) async fn claim(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set claimed_by = $2, claimed_until = $3
         where id = $1 and state = 'submitted'
           and (claimed_by is null or claimed_by = $2 or claimed_until <= $4)",
        id.0,
        staff.0,
        until,
        now
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Gives the claim up.
pub(crate) async fn release(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set claimed_by = null, claimed_until = null
         where id = $1 and claimed_by = $2",
        id.0,
        staff.0
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Name of a colleague.
pub(crate) async fn staff_name(conn: &mut PgConnection, staff: uuid::Uuid) -> Result<String> {
    sqlx::query_scalar!("select user_name from staff where id = $1", staff)
        .fetch_one(conn)
        .await
}

/// What the header of a case shows besides the application itself.
pub(crate) struct Header {
    pub subject_name: Option<String>,
    pub subject_identity: Option<String>,
}

/// Subject of an application.
pub(crate) async fn header(conn: &mut PgConnection, id: ApplicationId) -> Result<Header> {
    sqlx::query_as!(
        Header,
        "select subject_name, subject_identity from application where id = $1",
        id.0
    )
    .fetch_one(conn)
    .await
}

/// Another application with the same number.
pub(crate) struct DuplicateRow {
    pub reference: String,
    pub subject_name: Option<String>,
    pub state: String,
}

/// Others of the same kind with the same number, newest first.
pub(crate) async fn duplicates(
    conn: &mut PgConnection,
    id: ApplicationId,
    kind: &str,
    identity: &str,
) -> Result<Vec<DuplicateRow>> {
    sqlx::query_as!(
        DuplicateRow,
        "select reference, subject_name, state from application
         where subject_identity = $3 and kind = $2 and id <> $1
         order by created_at desc limit 20",
        id.0,
        kind,
        identity
    )
    .fetch_all(conn)
    .await
}
