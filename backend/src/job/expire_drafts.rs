//! The hourly job that forgets what is over: drafts nobody finished, sessions, links to
//! recover an account, tries at passwords, pictures.

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::application::state::{ApplicationState, Transition};
use domain::id::ApplicationId;
use sqlx::PgConnection;

use super::{DELETE_PICTURES, Priority, sql};
use crate::account::{self, attempt};
use crate::{Backend, Result, application, audit, document, factor, platform, review, session};

/// How many applications are looked after in one transaction.
const BATCH: i64 = 50;
/// For how long a replaced picture is kept: a page may show it still.
const REPLACED: TimeDelta = TimeDelta::days(1);
/// For how long a job that was given up is kept for the operator to look at.
const GIVEN_UP: TimeDelta = TimeDelta::days(30);
/// How many replaced pictures go at once.
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
    let jobs = sql::forget_dead(&mut conn, now, now - GIVEN_UP).await?;
    drop(conn);
    let life = span(backend.settings.draft_life);
    let (mut drafts, mut decided) = (0, 0);
    while add(&mut drafts, expire_some(backend, life).await?) {}
    while add(&mut decided, forget_decided(backend).await?) {}
    let replaced = forget_replaced(backend).await?;
    tracing::info!(
        replaced,
        decided,
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

/// Counts what was done in a transaction; whether it was a whole batch and there may be more.
fn add(sum: &mut usize, done: usize) -> bool {
    *sum += done;
    i64::try_from(done).is_ok_and(|done| done >= BATCH)
}

/// Forgets pictures somebody replaced or removed and never sent.
async fn forget_replaced(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    let keys = document::sql::forget_replaced(&mut tx, now - REPLACED, BATCH_OF_PICTURES).await?;
    let forgotten = keys.len();
    delete(backend, &mut tx, keys).await?;
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
    let mut keys = Vec::new();
    for document::sql::Forgotten {
        application_id: id,
        round,
        blob_keys,
    } in forgotten
    {
        let event = Event::PicturesDeleted.id();
        let application = ApplicationId(id);
        application::sql::insert_event(&mut tx, application, event, round, None, None, now).await?;
        let (action, system) = (audit::Action::PicturesPurged, audit::Actor::System);
        let details = format!("pictures: {}", blob_keys.len());
        let subject = format!("application:{id}");
        audit::record(&mut tx, now, system, action, subject, details).await?;
        keys.extend(blob_keys);
    }
    delete(backend, &mut tx, keys).await?;
    tx.commit().await?;
    Ok(applications)
}

/// The bytes of pictures go by a job of their own, which exists exactly when the rows are gone.
async fn delete(backend: &Backend, conn: &mut PgConnection, keys: Vec<String>) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let now = backend.clock.now();
    backend
        .enqueue(conn, DELETE_PICTURES, keys.into(), Priority::Upkeep, now)
        .await
}

/// Expires drafts that no browser can reach any more.
async fn expire_some(backend: &Backend, life: TimeDelta) -> Result<usize> {
    let now = backend.clock.now();
    let state = ApplicationState::Draft.apply(Transition::Expire)?.id();
    let mut tx = backend.pool.begin().await?;
    let drafts = sql::forgotten_drafts(&mut tx, now - life, BATCH).await?;
    for draft in &drafts {
        let keys = sql::forget_pictures(&mut tx, *draft).await?;
        sql::expire(&mut tx, *draft, state, now).await?;
        delete(backend, &mut tx, keys).await?;
    }
    tx.commit().await?;
    Ok(drafts.len())
}
