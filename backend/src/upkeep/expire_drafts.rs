//! The hourly job that forgets what is over: applications nobody goes on with, sessions, links to
//! recover an account, tries at passwords, pictures.

use chrono::TimeDelta;
use domain::id::ApplicationId;

use super::end_forgotten::{self, BATCH};
use crate::account::{self, attempt};
use crate::document::delete_pictures::{self, Deletion};
use crate::{Backend, Result, budget, document, factor, job, platform, review, session};

/// The name of the job.
pub(crate) const EXPIRE_DRAFTS: &str = "expire_drafts";

/// For how long a picture that was replaced and not deleted at once is kept.
const REPLACED: TimeDelta = TimeDelta::days(1);
/// For how long a job that was given up is kept for the operator to look at.
const GIVEN_UP: TimeDelta = TimeDelta::days(30);
/// How many replaced pictures go in one transaction.
const BATCH_OF_PICTURES: i64 = 500;
/// For how long what was begun is remembered.
const SPENT: TimeDelta = TimeDelta::hours(2);

/// Runs the job.
pub(crate) async fn run(backend: &Backend) -> Result<()> {
    let now = backend.clock.now();
    let span = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(36_500));
    let mut conn = backend.pool.acquire().await?;
    let idle_since = now - span(backend.settings.session_idle);
    let sessions = session::sql::delete_ended(&mut conn, now, idle_since).await?;
    let browsers = session::sql::forget_browsers(&mut conn, now).await?;
    budget::sql::forget_old(&mut conn, now - SPENT).await?;
    let attempts = account::sql::forget_old_attempts(&mut conn, now - attempt::KEPT).await?;
    let recoveries = account::sql::forget_old_recoveries(&mut conn, now).await?;
    account::sql::forget_old_changes(&mut conn, now - account::email::KEPT).await?;
    let factors = factor::sql::forget_old(&mut conn, now).await?;
    platform::sql::forget_old_typed(&mut conn, now - platform::TYPED_KEPT).await?;
    review::sql::kept::forget_old(&mut conn, now - review::kept::KEPT).await?;
    let bulks = review::sql::bulk::forget_old(&mut conn, now - review::bulk::KEPT).await?;
    let jobs = job::sql::forget_dead(&mut conn, now, now - GIVEN_UP).await?;
    drop(conn);
    let (mut told, mut ended, mut decided, mut replaced) = (0, 0, 0, 0);
    while add(&mut told, end_forgotten::warn_some(backend).await?, BATCH) {}
    while add(&mut ended, end_forgotten::end_some(backend).await?, BATCH) {}
    while add(&mut decided, forget_decided(backend).await?, BATCH) {}
    while add(
        &mut replaced,
        forget_replaced(backend).await?,
        BATCH_OF_PICTURES,
    ) {}
    tracing::info!(
        replaced,
        decided,
        sessions,
        browsers,
        attempts,
        recoveries,
        factors,
        jobs,
        bulks,
        told,
        ended,
        "forgot what is over"
    );
    Ok(())
}

/// Counts what was done in a transaction; whether it was a whole batch and there may be more.
fn add(sum: &mut usize, done: usize, batch: i64) -> bool {
    *sum += done;
    i64::try_from(done).is_ok_and(|done| done >= batch)
}

/// Forgets pictures somebody replaced or removed and never sent.
async fn forget_replaced(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    let keys = document::sql::forget_replaced(&mut tx, now - REPLACED, BATCH_OF_PICTURES).await?;
    let forgotten = keys.len();
    delete_pictures::later(backend, &mut tx, keys, None).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Forgets the pictures of applications that were decided long ago, as their applicants were told;
/// the decision stays, and that they went is in the history and in the audit log.
async fn forget_decided(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    let picture_days = backend.policy(&mut tx).await?.picture_days;
    let decided = now - TimeDelta::days(picture_days.into());
    let forgotten = document::sql::forget_decided(&mut tx, decided, BATCH).await?;
    let applications = forgotten.len();
    for document::sql::ForgottenPictures {
        application_id,
        round,
        blob_keys,
    } in forgotten
    {
        let application = ApplicationId(application_id);
        let of = Some(Deletion { application, round });
        delete_pictures::later(backend, &mut tx, blob_keys, of).await?;
    }
    tx.commit().await?;
    Ok(applications)
}
