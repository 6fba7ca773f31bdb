//! Sealing anew whatever is not under the current key, columns and pictures: at the operator's console,
//! and by a job that seals what is not under the current key. It is in the queue once after each start,
//! and comes back until nothing is left.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use uuid::Uuid;

use crate::duplicate::FIND_DUPLICATES;
use crate::job::Priority;
use crate::pool::unbroken;
use crate::seal::{Anew, Column, EVERY, Extent};
use crate::{
    Backend, Result, account, application, audit, document, factor, job, message, review, service,
};

#[cfg(test)]
mod tests;

/// The name of the job.
pub(crate) const SEAL_ANEW: &str = "seal_anew";

/// The sealed columns of all features. A test compares them with what the schema says.
const COLUMNS: [&[Column]; 8] = [
    application::column::ALL,
    document::column::ALL,
    account::column::ALL,
    job::column::ALL,
    service::column::ALL,
    factor::column::ALL,
    review::column::ALL,
    message::column::ALL,
];

/// Each of them.
fn columns() -> impl Iterator<Item = &'static Column> {
    COLUMNS.into_iter().flatten()
}

/// Well within the patience of the worker.
const AT_ONCE: Duration = Duration::from_secs(90);

/// Whoever had a row locked is done with it then.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// When a round sealed nothing: what is left waits for a key or a file.
const LONG_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// Until then a portal that serves knows a key that was added.
const KNOWN: Duration = EVERY.saturating_add(Duration::from_secs(1));

impl Backend {
    /// Seals anew at the operator's console, for at most `patience`, while the portal serves. It
    /// begins when the portal has read the key file again, so that nothing new comes under the key
    /// before.
    ///
    /// # Errors
    /// When the database or the files fail.
    pub async fn rotate_keys(&self, extent: Extent, patience: Duration) -> Result<Anew> {
        tokio::time::sleep(KNOWN).await;
        let done = self.seal_anew(extent, patience).await?;
        let backend = self.clone();
        unbroken(async move {
            let details = format!("sealed: {}; left: {}", done.sealed, done.left);
            let (now, console) = (backend.clock.now(), audit::Actor::Console);
            let (action, subject) = (audit::Action::KeysRotated, "keys".to_owned());
            let mut tx = backend.pool.begin().await?;
            audit::record(&mut tx, now, console, action, subject, details).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Whether the keys are those of this database, as far as one value of each column shows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_its_keys(&self) -> Result<bool> {
        self.knows_keys_of(columns()).await
    }

    /// Seals anew, for at most `patience`.
    ///
    /// # Errors
    /// When the database or the files fail.
    pub async fn seal_anew(&self, extent: Extent, patience: Duration) -> Result<Anew> {
        let begun = Instant::now();
        let is_late = || begun.elapsed() > patience;
        let mut done = Anew::default();
        self.seal_columns(columns(), extent, is_late, &mut done)
            .await?;
        let mut after = Some(Uuid::nil());
        while let Some(last) = after.filter(|_| !is_late()) {
            after = self.seal_next_picture(extent, last, &mut done).await?;
        }
        if extent == Extent::All {
            // What is compared by its index is indexed anew, too.
            let mut conn = self.pool.acquire().await?;
            let (none, now) = (serde_json::Value::Null, self.clock.now());
            self.enqueue(&mut conn, FIND_DUPLICATES, none, Priority::Upkeep, now)
                .await?;
        }
        let values = self.count_unsealed_values(columns()).await?;
        done.left = values + self.count_unsealed_pictures().await?;
        if done.left == 0 {
            self.finish_sealing().await?;
        }
        Ok(done)
    }
}

/// Runs the job.
pub(crate) async fn run(backend: &Backend) -> Result<()> {
    let done = backend.seal_anew(Extent::Old, AT_ONCE).await?;
    if done.sealed > 0 || done.left > 0 {
        tracing::info!(
            sealed = done.sealed,
            left = done.left,
            stuck = done.stuck,
            "sealed anew"
        );
    }
    if done.left > done.stuck {
        let mut conn = backend.pool.acquire().await?;
        let pause = match done.sealed {
            0 => LONG_PAUSE,
            _ => PAUSE,
        };
        let now = backend.clock.now() + pause;
        backend
            .enqueue(
                &mut conn,
                SEAL_ANEW,
                serde_json::Value::Null,
                Priority::Upkeep,
                now,
            )
            .await?;
    }
    Ok(())
}
