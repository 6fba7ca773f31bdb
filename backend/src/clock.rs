//! What time it is, as a parameter, so that tests can fix it.

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Whole seconds, rounded up, so that trying again after them works; 0 for what is over.
pub(crate) fn seconds(left: TimeDelta) -> u32 {
    u32::try_from(left.num_milliseconds().max(0).unsigned_abs().div_ceil(1000)).unwrap_or(u32::MAX)
}
