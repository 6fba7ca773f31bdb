//! The printer of the process, which is made when something is printed for the first time: a portal
//! that prints nothing does not hold the font. One PDF at a time, away from the threads that answer.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use printed::{Printer, Printout};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::caller::Caller;
use crate::principal::Principal;
use crate::{Error, Result};

/// How long somebody waits for their turn.
const WAIT: Duration = Duration::from_secs(10);
/// How many wait: each has its answers in memory.
const WAITING: usize = 32;
/// How many of them are one person's: nobody keeps all others from printing.
const OF_ONE: usize = 2;

/// Who waits, and how often.
type Waiting = Arc<Mutex<HashMap<Principal, usize>>>;

/// A place among those who wait; given up when it is dropped.
#[derive(Debug)]
struct WaitingPlace {
    of: Principal,
    waiting: Waiting,
}

impl WaitingPlace {
    fn take(waiting: &Waiting, of: Principal) -> Result<Self> {
        let mut taken = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let own = taken.get(&of).copied().unwrap_or_default();
        if own >= OF_ONE || all >= WAITING {
            return Err(Error::Busy);
        }
        taken.insert(of, own + 1);
        Ok(Self {
            of,
            waiting: Arc::clone(waiting),
        })
    }
}

impl Drop for WaitingPlace {
    fn drop(&mut self) {
        let mut taken = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.of) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.of);
            }
        }
    }
}

/// What prints. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Press {
    printer: Arc<OnceLock<Printer>>,
    fonts: Option<PathBuf>,
    waiting: Waiting,
    turn: Arc<Semaphore>,
}

impl Press {
    /// With the font in this folder, or where systems keep it.
    #[must_use]
    pub fn new(fonts: Option<PathBuf>) -> Self {
        Self {
            printer: Arc::default(),
            fonts,
            waiting: Waiting::default(),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// What is missing to print, for the operator to read at the start.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        Printer::is_possible(self.fonts.as_deref())
            .err()
            .map(|error| error.to_string())
    }

    /// The PDF.
    pub(super) async fn print(&self, caller: &Caller, printout: Printout) -> Result<Vec<u8>> {
        let _place = WaitingPlace::take(&self.waiting, caller.principal()?)?;
        let turn = timeout(WAIT, self.turn.clone().acquire_owned());
        let turn = turn
            .await
            .map_err(|_| Error::Busy)?
            .map_err(|_| Error::Busy)?;
        let (shared, fonts) = (Arc::clone(&self.printer), self.fonts.clone());
        // The turn goes with the work, which goes on when nobody waits for it any more.
        let work = move || {
            let _turn = turn;
            if shared.get().is_none() {
                let made = Printer::new(fonts.as_deref())?;
                let _ = shared.set(made);
            }
            let printer = shared.get().ok_or(printed::Error::NoFont)?;
            printer.print(&printout)
        };
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| Error::Internal(error.to_string()))?
            .map_err(|error| Error::Internal(error.to_string()))
    }
}
