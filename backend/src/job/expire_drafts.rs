//! The hourly job that forgets what is over: drafts nobody finished, sessions, links to
//! recover an account, tries at passwords.

use chrono::TimeDelta;
use domain::application::state::{ApplicationState, Transition};

use super::worker::MOST_TRIES;
use super::{DELETE_PICTURES, Priority, sql};
use crate::account::{self, attempt};
use crate::{Backend, Result, document, factor, platform, review, session};

/// How many drafts are expired in one transaction.
const BATCH: i64 = 50;
/// For how long a replaced picture is kept: a page may show it still.
const REPLACED: TimeDelta = TimeDelta::days(1);
/// For how long a job that was given up is kept for the operator to look at.
const GIVEN_UP: TimeDelta = TimeDelta::days(30);
/// How many of them go at once.
const BATCH_OF_PICTURES: i64 = 2000;

/// Runs the job.
pub(super) async fn run(backend: &Backend) -> Result<()> {
    let now = backend.clock.now();
    let span = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(36_500));
    let mut conn = backend.pool.acquire().await?;
    let idle_since = now - span(backend.settings.session_idle);
    let sessions = session::sql::delete_ended(&mut conn, now, idle_since).await?;
    let attempts = account::sql::forget_old_attempts(&mut conn, now - attempt::KEPT).await?;
    let recoveries = account::sql::forget_old_recoveries(&mut conn, now).await?;
    account::sql::forget_old_changes(&mut conn, now - account::email::KEPT).await?;
    let factors = factor::sql::forget_old(&mut conn, now).await?;
    platform::sql::forget_old_typed(&mut conn, now - platform::TYPED_KEPT).await?;
    review::sql::kept::forget_old(&mut conn, now - review::kept::KEPT).await?;
    let bulks = review::sql::bulk::forget_old(&mut conn, now - review::bulk::KEPT).await?;
    let jobs = sql::forget_dead(&mut conn, now, now - GIVEN_UP, MOST_TRIES).await?;
    drop(conn);
    let mut drafts = 0;
    loop {
        let expired = expire_some(backend, span(backend.settings.draft_life)).await?;
        drafts += expired;
        if i64::try_from(expired).unwrap_or(i64::MAX) < BATCH {
            break;
        }
    }
    let pictures = forget_pictures(backend).await?;
    tracing::info!(
        pictures,
        sessions,
        attempts,
        recoveries,
        factors,
        jobs,
        bulks,
        drafts,
        "forgot what is over"
    );
    Ok(())
}

/// Forgets pictures somebody replaced or removed and never sent, and those of applications that were
/// decided long ago; the decision stays.
async fn forget_pictures(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    let mut keys =
        document::sql::forget_replaced(&mut tx, now - REPLACED, BATCH_OF_PICTURES).await?;
    let picture_days = backend.policy(&mut tx).await?.picture_days;
    let decided = now - TimeDelta::days(picture_days.into());
    keys.extend(document::sql::forget_decided(&mut tx, decided, BATCH_OF_PICTURES).await?);
    let forgotten = keys.len();
    if !keys.is_empty() {
        backend
            .enqueue(&mut tx, DELETE_PICTURES, keys.into(), Priority::Upkeep, now)
            .await?;
    }
    tx.commit().await?;
    Ok(forgotten)
}

/// Expires drafts that no browser can reach any more. Their pictures are deleted by a job of their
/// own, which exists exactly when the rows are gone.
async fn expire_some(backend: &Backend, life: TimeDelta) -> Result<usize> {
    let now = backend.clock.now();
    let state = ApplicationState::Draft.apply(Transition::Expire)?.id();
    let mut tx = backend.pool.begin().await?;
    let drafts = sql::forgotten_drafts(&mut tx, now - life, BATCH).await?;
    for draft in &drafts {
        let keys = sql::forget_pictures(&mut tx, *draft).await?;
        sql::expire(&mut tx, *draft, state, now).await?;
        if !keys.is_empty() {
            backend
                .enqueue(&mut tx, DELETE_PICTURES, keys.into(), Priority::Upkeep, now)
                .await?;
        }
    }
    tx.commit().await?;
    Ok(drafts.len())
}
