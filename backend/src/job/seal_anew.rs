//! The job that seals what is not under the current key. It is in the queue once after each start,
//! and comes back until nothing is left.

use std::time::Duration;

use chrono::TimeDelta;

use super::{Priority, SEAL_ANEW};
use crate::seal::Extent;
use crate::{Backend, Result};

/// Well within the patience of the worker.
const AT_ONCE: Duration = Duration::from_secs(90);

/// Whoever had a row locked is done with it then.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// When a round sealed nothing: what is left waits for a key or a file.
const LONG_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// Runs the job.
pub(super) async fn run(backend: &Backend) -> Result<()> {
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
