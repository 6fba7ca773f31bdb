//! Every statement about decisions that wait for a second officer.

use chrono::{DateTime, Utc};
use domain::id::{ApplicationId, StaffId};
use domain::review::Decision;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::review::column::PROPOSED_DECISION;
use crate::seal::{Keyring, Sealed, Unopened};

/// The last decision somebody proposed.
pub(in crate::review) struct ProposalRow {
    pub id: Uuid,
    pub version: i32,
    decision: Sealed<Decision>,
    pub proposed_by: Uuid,
    pub proposed_by_name: String,
    pub proposed_at: DateTime<Utc>,
    pub rejected_at: Option<DateTime<Utc>>,
}

impl ProposalRow {
    /// What was decided about this application.
    pub fn decision(&self, keys: &Keyring, id: ApplicationId) -> Result<Decision, Unopened> {
        self.decision.open(keys, PROPOSED_DECISION, id.0)
    }
}

/// Of an application.
pub(in crate::review) async fn find(
    conn: &mut PgConnection,
    application: ApplicationId,
) -> Result<Option<ProposalRow>> {
    sqlx::query_as!(
        ProposalRow,
        r#"select p.id, p.version, p.decision as "decision: Sealed<Decision>", p.proposed_by
              , s.user_name as proposed_by_name, p.proposed_at, p.rejected_at
         from proposal p join staff s on s.id = p.proposed_by
         where p.application_id = $1"#,
        application.0
    )
    .fetch_optional(conn)
    .await
}

/// A new one; what was proposed before and is over gives way.
#[expect(clippy::too_many_arguments, reason = "one argument per column")]
pub(in crate::review) async fn put(
    conn: &mut PgConnection,
    keys: &Keyring,
    application: ApplicationId,
    id: Uuid,
    version: i32,
    decision: &Decision,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into proposal (application_id, id, version, decision, proposed_by, proposed_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (application_id) do update
         set id = excluded.id, version = excluded.version, decision = excluded.decision
           , proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at
           , rejected_at = null",
        application.0,
        id,
        version,
        PROPOSED_DECISION.seal(keys, application.0, decision) as _,
        by.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It is over: confirmed, or taken back.
pub(in crate::review) async fn delete(
    conn: &mut PgConnection,
    application: ApplicationId,
) -> Result<()> {
    sqlx::query!(
        "delete from proposal where application_id = $1",
        application.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The second officer did not confirm it.
pub(in crate::review) async fn reject(
    conn: &mut PgConnection,
    application: ApplicationId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update proposal set rejected_at = $2 where application_id = $1",
        application.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
