//! The transitions of an application, one statement each. What may follow what, `domain` says; here
//! each only makes sure that nobody was faster. They know no reason and tell nobody.
//!
//! The version is what corrections and decisions are made on; what an effect does after the decision
//! leaves it as it is.

use chrono::{DateTime, NaiveDate, Utc};
use domain::application::state::ApplicationState as State;
use domain::id::ApplicationId;
use sqlx::{PgConnection, Result};

use crate::seal::Keyring;
use crate::seal::column::SUBJECT_IDENTITY;

/// What `application` holds about a sent application.
pub(crate) struct SentApplication<'a> {
    pub now: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub subject_name: &'a str,
    pub subject_identity: Option<&'a str>,
    pub email: Option<&'a str>,
    pub office: Option<&'a str>,
}

/// Draft or returned → submitted, if nobody changed it since `version`.
pub(crate) async fn submit(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: ApplicationId,
    version: i32,
    sent: &SentApplication<'_>,
) -> Result<bool> {
    let identity = sent.subject_identity;
    let sealed = identity.map(|identity| SUBJECT_IDENTITY.seal(keys, id.0, &identity));
    let updated = sqlx::query!(
        "update application
         set state = $10, version = version + 1, round = round + 1
           , submitted_at = $3, changed_at = $3, due_on = $4
           , subject_name = $5, subject_identity = $6, subject_index = $9, email = $7, office_id = $8
           , claimed_by = null, claimed_until = null
         where id = $1 and version = $2 and state = any($11)",
        id.0,
        version,
        sent.now,
        sent.due_on,
        sent.subject_name,
        sealed as _,
        sent.email,
        sent.office,
        identity.map(|identity| SUBJECT_IDENTITY.index(keys, identity)),
        State::Submitted.id(),
        &State::ids(State::OPEN_TO_APPLICANT)
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Submitted → approved, if nobody changed it since `version`.
pub(crate) async fn approve(
    conn: &mut PgConnection,
    id: ApplicationId,
    version: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application
         set state = $3, version = version + 1, changed_at = $4, decided_at = $4
           , return_reason = null, claimed_by = null, claimed_until = null
         where id = $1 and version = $2 and state = $5",
        id.0,
        version,
        State::Approved.id(),
        now,
        State::Submitted.id()
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Submitted → returned, if nobody changed it since `version`.
pub(crate) async fn return_for_correction(
    conn: &mut PgConnection,
    id: ApplicationId,
    version: i32,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application
         set state = $3, version = version + 1, changed_at = $4, return_reason = $5
           , claimed_by = null, claimed_until = null
         where id = $1 and version = $2 and state = $6",
        id.0,
        version,
        State::Returned.id(),
        now,
        reason,
        State::Submitted.id()
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Submitted → refused, if nobody changed it since `version`.
pub(crate) async fn refuse(
    conn: &mut PgConnection,
    id: ApplicationId,
    version: i32,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application
         set state = $3, version = version + 1, changed_at = $4, decided_at = $4, return_reason = $5
           , claimed_by = null, claimed_until = null
         where id = $1 and version = $2 and state = $6",
        id.0,
        version,
        State::Refused.id(),
        now,
        reason,
        State::Submitted.id()
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Whatever is not decided → withdrawn, if nobody changed it since `version`.
pub(crate) async fn withdraw(
    conn: &mut PgConnection,
    id: ApplicationId,
    version: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application
         set state = $3, version = version + 1, changed_at = $4, return_reason = null
           , claimed_by = null, claimed_until = null
         where id = $1 and version = $2 and state = any($5)",
        id.0,
        version,
        State::Withdrawn.id(),
        now,
        &State::ids(State::WITHDRAWABLE)
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Draft or returned → expired.
pub(crate) async fn expire(
    conn: &mut PgConnection,
    id: ApplicationId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set state = $2, version = version + 1, changed_at = $3
         where id = $1 and state = any($4)",
        id.0,
        State::Expired.id(),
        now,
        &State::ids(State::OPEN_TO_APPLICANT)
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Approved → completing.
pub(crate) async fn begin(conn: &mut PgConnection, id: ApplicationId) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set state = $2 where id = $1 and state = $3",
        id.0,
        State::Completing.id(),
        State::Approved.id()
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Completing → completed.
pub(crate) async fn complete(
    conn: &mut PgConnection,
    id: ApplicationId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = sqlx::query!(
        "update application set state = $2, changed_at = $3 where id = $1 and state = $4",
        id.0,
        State::Completed.id(),
        now,
        State::Completing.id()
    )
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}
