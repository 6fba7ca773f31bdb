//! The job that deletes the bytes of pictures whose rows are gone, and then says so where somebody
//! may look for them: in the history of the application and in the audit log.

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::id::ApplicationId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::sql;
use crate::history;
use crate::job::{Job, Priority, sql as job_sql};
use crate::{Backend, Error, Result, audit};

/// The name of the job.
pub(crate) const DELETE_PICTURES: &str = "delete_pictures";

/// How long whoever makes files superfluous has to delete them.
const GRACE: TimeDelta = TimeDelta::minutes(1);

/// How long an upload has to get a row for its file: far longer than any takes.
const UPLOAD: TimeDelta = TimeDelta::days(1);

/// All pictures of an application.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Deletion {
    /// Whose they were.
    pub application: ApplicationId,
    /// How often it had been sent.
    pub round: i32,
}

/// What is to be deleted.
#[derive(Serialize, Deserialize)]
struct Order {
    keys: Vec<String>,
    /// What is recorded once the bytes are gone; nothing about pictures nobody ever sent.
    of: Option<Deletion>,
    /// They are of uploads that came to no end.
    #[serde(default)]
    is_abandoned: bool,
}

impl Order {
    const fn of_replaced(keys: Vec<String>) -> Self {
        Self {
            keys,
            of: None,
            is_abandoned: false,
        }
    }
}

/// As it was queued by this version, or by one before that recorded nothing.
#[derive(Deserialize)]
#[serde(untagged)]
enum Payload {
    Order(Order),
    Keys(Vec<String>),
}

/// Has bytes deleted by a job, which exists exactly when the transaction is committed.
pub(crate) async fn later(
    backend: &Backend,
    conn: &mut PgConnection,
    keys: Vec<String>,
    of: Option<Deletion>,
) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let order = Order {
        of,
        ..Order::of_replaced(keys)
    };
    let order = serde_json::to_value(order).map_err(|error| Error::Internal(error.to_string()))?;
    let now = backend.clock.now();
    backend
        .enqueue(conn, DELETE_PICTURES, order, Priority::Upkeep, now)
        .await
}

/// The same in case this process dies before it has deleted them itself, which the job gives it time
/// for. Returns the number of the job, for [`crate::job::sql::forget`].
pub(crate) async fn unless_gone(
    backend: &Backend,
    conn: &mut PgConnection,
    keys: &[String],
) -> Result<i64> {
    put(backend, conn, Order::of_replaced(keys.to_vec()), GRACE).await
}

/// Has a file deleted that is about to be written, unless a row points to it within a day: when this
/// process dies between the two, nobody else knows of the file. Returns the number of the job, for
/// [`crate::job::sql::forget`] in the transaction that makes the row.
pub(crate) async fn unless_kept(
    backend: &Backend,
    conn: &mut PgConnection,
    key: &str,
) -> Result<i64> {
    let order = Order {
        is_abandoned: true,
        ..Order::of_replaced(vec![key.to_owned()])
    };
    put(backend, conn, order, UPLOAD).await
}

async fn put(
    backend: &Backend,
    conn: &mut PgConnection,
    order: Order,
    after: TimeDelta,
) -> Result<i64> {
    let order = serde_json::to_value(order).map_err(|error| Error::Internal(error.to_string()))?;
    let (at, line) = (backend.clock.now() + after, Priority::Upkeep);
    backend
        .put(conn, DELETE_PICTURES, order, line, at, None, None)
        .await
}

/// Runs the job.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<()> {
    let payload = serde_json::from_value(job.payload.clone())
        .map_err(|_| Error::Inconsistent("keys of pictures"))?;
    let Order {
        keys,
        of,
        is_abandoned,
    } = match payload {
        Payload::Order(order) => order,
        Payload::Keys(keys) => Order::of_replaced(keys),
    };
    for key in &keys {
        // A key in use is a mistake of whoever asked, and the picture must not pay for it.
        let used = sql::is_key_used(&mut *backend.pool.acquire().await?, key).await?;
        if !used {
            backend.blobs.delete(key).await?;
            if is_abandoned {
                tracing::info!(key, "a photo whose upload came to no end was deleted");
            }
        }
    }
    let Some(Deletion { application, round }) = of else {
        return Ok(());
    };
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    // Recorded once, however often it is tried.
    if job_sql::delete(&mut tx, job).await? {
        let event = Event::PicturesDeleted.id();
        history::insert_event(&mut tx, application, event, round, None, None, now).await?;
        let (action, system) = (audit::Action::PicturesPurged, audit::Actor::System);
        let details = format!("pictures: {}", keys.len());
        let subject = format!("application:{application}");
        audit::record(&mut tx, now, system, action, subject, details).await?;
    }
    tx.commit().await?;
    Ok(())
}
