//! Every statement about cases that are decided together.

use chrono::{DateTime, Utc};
use domain::id::{ApplicationId, BulkId, StaffId};
use domain::review::Decision;
use domain::review::bulk::BulkOutcome;
use domain::review::mark::Mark;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::seal::column::BULK_DECISION;
use crate::seal::{Keyring, Sealed, Unopened};

/// A decision about several cases.
pub(in crate::review) struct BulkRow {
    id: Uuid,
    decision: Sealed<Decision>,
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl BulkRow {
    /// What is decided.
    pub fn decision(&self, keys: &Keyring) -> Result<Decision, Unopened> {
        self.decision.open(keys, BULK_DECISION, self.id)
    }
}

/// A new one.
pub(in crate::review) async fn insert(
    conn: &mut PgConnection,
    keys: &Keyring,
    BulkId(id): BulkId,
    staff: StaffId,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into bulk (id, staff_id, decision, planned_at) values ($1, $2, $3, $4)",
        id,
        staff.0,
        BULK_DECISION.seal(keys, id, decision) as _,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One of its cases, in the version and with the marks somebody was shown.
pub(in crate::review) async fn insert_case(
    conn: &mut PgConnection,
    BulkId(bulk): BulkId,
    application: ApplicationId,
    position: i32,
    version: i32,
    seen: &[Mark],
) -> Result<()> {
    let seen: Vec<String> = seen.iter().map(|mark| mark.id().to_owned()).collect();
    sqlx::query!(
        "insert into bulk_case (bulk_id, application_id, position, version, seen)
         values ($1, $2, $3, $4, $5)",
        bulk,
        application.0,
        position,
        version,
        &seen
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The one of this number that this colleague made.
pub(in crate::review) async fn find(
    conn: &mut PgConnection,
    BulkId(id): BulkId,
    staff: StaffId,
) -> Result<Option<BulkRow>> {
    sqlx::query_as!(
        BulkRow,
        r#"select id, decision as "decision: Sealed<Decision>", confirmed_at
           from bulk where id = $1 and staff_id = $2"#,
        id,
        staff.0
    )
    .fetch_optional(conn)
    .await
}

/// From now on it is carried out.
pub(in crate::review) async fn confirm(
    conn: &mut PgConnection,
    BulkId(id): BulkId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update bulk set confirmed_at = coalesce(confirmed_at, $2) where id = $1",
        id,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One of its cases.
pub(in crate::review) struct CaseRow {
    pub reference: String,
    pub version: i32,
    seen: Vec<String>,
    pub result: Option<Json<BulkOutcome>>,
}

impl CaseRow {
    /// The marks that were shown.
    pub fn seen(&self) -> Vec<Mark> {
        marks(&self.seen)
    }
}

fn marks(kept: &[String]) -> Vec<Mark> {
    kept.iter().filter_map(|mark| Mark::parse(mark)).collect()
}

/// All of its cases, in their order.
pub(in crate::review) async fn cases(
    conn: &mut PgConnection,
    BulkId(bulk): BulkId,
) -> Result<Vec<CaseRow>> {
    sqlx::query_as!(
        CaseRow,
        r#"select a.reference, c.version, c.seen, c.result as "result: Json<BulkOutcome>"
           from bulk_case c join application a on a.id = c.application_id
           where c.bulk_id = $1 order by c.position"#,
        bulk
    )
    .fetch_all(conn)
    .await
}

/// The version of a case nobody has tried yet, and the marks that were shown; it stays locked until the transaction ends.
pub(in crate::review) async fn lock_untried(
    conn: &mut PgConnection,
    BulkId(bulk): BulkId,
    reference: &str,
) -> Result<Option<(i32, Vec<Mark>)>> {
    let row = sqlx::query!(
        "select c.version, c.seen from bulk_case c join application a on a.id = c.application_id
         where c.bulk_id = $1 and a.reference = $2 and c.result is null
         for update of c",
        bulk,
        reference
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.version, marks(&row.seen))))
}

/// What became of a case.
pub(in crate::review) async fn set_result(
    conn: &mut PgConnection,
    BulkId(bulk): BulkId,
    application: ApplicationId,
    result: &BulkOutcome,
) -> Result<()> {
    sqlx::query!(
        "update bulk_case set result = $3 where bulk_id = $1 and application_id = $2",
        bulk,
        application.0,
        Json(result) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Those planned before a moment: nobody looks at them any more.
pub(crate) async fn forget_old(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<u64> {
    let deleted = sqlx::query!("delete from bulk where planned_at < $1", before)
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}
