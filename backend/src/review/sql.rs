//! Every statement of the review.

pub(super) mod assign;
pub(crate) mod bulk;
pub(super) mod figures;
pub(crate) mod kept;
pub(super) mod proposal;
pub(super) mod queue;
pub(super) mod remark;
pub(super) mod standard;

use chrono::{DateTime, Utc};
use domain::application::event::Event;
use domain::application::state::ApplicationState as State;
use domain::id::{ApplicationId, StaffId};
use sqlx::{PgConnection, Result};

/// Takes or renews the claim, if nobody else holds a live one or was given the case.
pub(crate) async fn claim(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set claimed_by = $2, claimed_until = $3
         where id = $1 and state = $5
           and (claimed_by is null or claimed_by = $2 or claimed_until <= $4)
           and (assigned_to is null or assigned_to = $2)",
        id.0,
        staff.0,
        until,
        now,
        State::Submitted.id()
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

/// What a decision that took effect is called in the history.
const DECISIONS: [Event; 3] = [Event::Approved, Event::Returned, Event::Refused];

/// Who decided last, and the name of the event.
pub(crate) struct LastDecision {
    pub event: String,
    pub staff_id: Option<uuid::Uuid>,
}

/// The last decision about an application that took effect.
pub(crate) async fn last_decision(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Option<LastDecision>> {
    sqlx::query_as!(
        LastDecision,
        "select event, staff_id from event
         where application_id = $1 and event = any($2)
         order by id desc limit 1",
        id.0,
        &DECISIONS.map(|event| event.id().to_owned())
    )
    .fetch_optional(conn)
    .await
}

/// Name of a colleague.
pub(crate) async fn staff_name(conn: &mut PgConnection, staff: uuid::Uuid) -> Result<String> {
    sqlx::query_scalar!("select user_name from staff where id = $1", staff)
        .fetch_one(conn)
        .await
}
