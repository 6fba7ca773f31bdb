//! Reading the key file again, now and then, in a process that goes on while the operator changes
//! it. How the file is read is the server's business.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the file is read at most, for each reason to look. Whoever changed it can rely on the
/// new first key being used after that.
pub const EVERY: Duration = Duration::from_secs(2);

type Read = dyn Fn() -> Result<String, String> + Send + Sync;

/// Why somebody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looked {
    /// Something is to be sealed, and another key may be the first now.
    Before,
    /// A value came up that no key opens.
    ForAKey,
}

/// Where the keys come from.
pub(super) struct Source {
    read: Box<Read>,
    last: Mutex<Last>,
}

struct Last {
    before: Instant,
    for_a_key: Option<Instant>,
    /// What was wrong with the file, said once.
    problem: Option<String>,
}

impl Source {
    /// A file that was read just now.
    pub fn new(read: Box<Read>) -> Self {
        let last = Last {
            before: Instant::now(),
            for_a_key: None,
            problem: None,
        };
        Self {
            read,
            last: Mutex::new(last),
        }
    }

    /// What stands in the file; `None` when it was read moments ago, or cannot be.
    pub fn read(&self, why: Looked) -> Option<String> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match why {
            Looked::Before => Some(last.before),
            Looked::ForAKey => last.for_a_key,
        };
        if before.is_some_and(|before| before.elapsed() < EVERY) {
            return None;
        }
        let now = Instant::now();
        last.before = now;
        if why == Looked::ForAKey {
            last.for_a_key = Some(now);
        }
        match (self.read)() {
            Ok(text) => {
                last.problem = None;
                Some(text)
            }
            Err(reason) => {
                if last.problem.as_ref() != Some(&reason) {
                    tracing::warn!(reason, "the key file cannot be read again");
                    last.problem = Some(reason);
                }
                None
            }
        }
    }
}
