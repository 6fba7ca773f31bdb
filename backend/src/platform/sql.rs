//! Statements about the platform's own settings, what is typed into forms of administrators, and
//! what there is in each section.

use chrono::{DateTime, NaiveDate, Utc};
use domain::form::{RawAnswers, StepErrors};
use domain::id::StaffId;
use domain::platform::view::Overview;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

/// What is chosen, and its version.
pub(super) struct Chosen {
    pub version: i32,
    pub chosen: Json<RawAnswers>,
}

/// What administrators set.
pub(super) async fn chosen(conn: &mut PgConnection) -> Result<Chosen> {
    sqlx::query_as!(
        Chosen,
        r#"select version, chosen as "chosen: Json<RawAnswers>" from platform"#
    )
    .fetch_one(conn)
    .await
}

/// Sets it anew, if nobody did since `version`.
pub(super) async fn choose(
    conn: &mut PgConnection,
    version: i32,
    chosen: &RawAnswers,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update platform set chosen = $2, version = version + 1 where version = $1",
        version,
        Json(chosen) as _
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Keeps what was typed into a form and refused.
pub(super) async fn keep_typed(
    conn: &mut PgConnection,
    staff: StaffId,
    form: &str,
    answers: &RawAnswers,
    errors: &StepErrors,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into typed_form (staff_id, form, answers, errors, typed_at) values ($1, $2, $3, $4, $5)
         on conflict (staff_id, form) do update set answers = $3, errors = $4, typed_at = $5",
        staff.0,
        form,
        Json(answers) as _,
        Json(errors) as _,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was typed into a form.
pub(super) struct TypedSheet {
    pub answers: Json<RawAnswers>,
    pub errors: Json<StepErrors>,
}

/// What somebody typed last into a form and was refused.
pub(super) async fn typed(
    conn: &mut PgConnection,
    staff: StaffId,
    form: &str,
) -> Result<Option<TypedSheet>> {
    sqlx::query_as!(
        TypedSheet,
        r#"select answers as "answers: Json<RawAnswers>", errors as "errors: Json<StepErrors>"
           from typed_form where staff_id = $1 and form = $2"#,
        staff.0,
        form
    )
    .fetch_optional(conn)
    .await
}

/// Forgets it.
pub(super) async fn forget_typed(
    conn: &mut PgConnection,
    staff: StaffId,
    form: &str,
) -> Result<()> {
    sqlx::query!(
        "delete from typed_form where staff_id = $1 and form = $2",
        staff.0,
        form
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was typed before a time.
pub(crate) async fn forget_old_typed(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!("delete from typed_form where typed_at < $1", before)
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}

/// What there is in each section.
pub(super) async fn overview(conn: &mut PgConnection, today: NaiveDate) -> Result<Overview> {
    sqlx::query_as!(
        Overview,
        r#"select
               (select count(*) from staff where left_at is null) as "staff!",
               (select count(*) from office where closed_at is null) as "offices!",
               (select count(*) from holiday where day >= $1) as "holidays!",
               (select count(distinct id) from terms) as "notices!",
               (select count(*) from industry where retired_at is null) as "industries!",
               (select count(*) from platform, jsonb_object_keys(chosen)) as "settings!""#,
        today
    )
    .fetch_one(conn)
    .await
}
