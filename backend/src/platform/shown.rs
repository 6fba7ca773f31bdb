//! The settings as pages show them. Every page names the platform, so they are kept for a moment:
//! a change is seen by the instance that made it at once, by the others within [`MOMENT`]. While the
//! database is away pages go on with what was known last.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::Policy;
use crate::{Backend, Result};

/// How old they may be.
const MOMENT: TimeDelta = TimeDelta::seconds(2);
/// How long somebody who asks is waited for before another asks.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);

/// What was read last. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ShownPolicy(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    policy: Option<Policy>,
    /// When it was read; `None` once it is known to be old.
    read_at: Option<DateTime<Utc>>,
    /// Since when somebody asks the database.
    asked_at: Option<DateTime<Utc>>,
}

impl ShownPolicy {
    /// What is known, unless it is this caller's turn to ask.
    fn known(&self, now: DateTime<Utc>) -> Option<Policy> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = known.read_at.is_some_and(|at| now - at < MOMENT);
        let somebody_asks = known.asked_at.is_some_and(|at| now - at < PATIENCE);
        match &known.policy {
            Some(policy) if is_fresh || somebody_asks => Some(policy.clone()),
            _ => {
                known.asked_at = Some(now);
                None
            }
        }
    }

    /// Keeps what the database said; when it said nothing, what was known goes on.
    fn keep(&self, now: DateTime<Utc>, read: Option<Policy>) -> Option<Policy> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.asked_at = None;
        known.read_at = Some(now);
        known.policy = read.or(known.policy.take());
        known.policy.clone()
    }

    /// It was changed by this process.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Known::default();
    }
}

impl Backend {
    /// What is set, for showing it.
    pub async fn policy_shown(&self) -> Policy {
        let now = self.clock.now();
        if let Some(policy) = self.shown.known(now) {
            return policy;
        }
        let read: Result<Policy> = async {
            let mut conn = self.pool.acquire().await?;
            self.policy(&mut conn).await
        }
        .await;
        let read = read.map_err(|error| {
            tracing::warn!(%error, "the settings of the platform could not be read");
        });
        let known = self.shown.keep(now, read.ok());
        known.unwrap_or_else(|| Policy::start(&self.settings))
    }
}
