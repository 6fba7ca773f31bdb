//! Passwords: hashing them without using more than a share of memory and cores, and telling the
//! weak ones. Knows no account and no database.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use domain::form::FieldError;
use domain::value::password::{Password, is_guessable, own_words};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::{Score, zxcvbn};

use crate::{Error, Result};

#[cfg(test)]
mod tests;

/// Memory per hash, in KiB (OWASP password storage, Argon2id, second of the equal choices).
const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Length of a hash, in bytes.
const LENGTH: usize = 32;
/// How many may wait for each one being hashed. At about 30 ms a hash the last waits two seconds.
const WAITING_PER_CORE: usize = 64;
/// How many may wait for each other who come from one network.
const WAITING_PER_NETWORK: usize = 32;
/// A password longer than this, in bytes, was never accepted, so it is not worth normalising.
const LONGEST: usize = 16 * 256;
/// How many characters are judged: the time it takes grows with their square, and what is strong so
/// far does not become weak.
const JUDGED: usize = 64;
/// The hash of nothing anybody knows, made with the same cost as all others: of accounts that have
/// no password yet, and compared with where there is no account.
pub(crate) const UNUSABLE: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// On whose behalf a password is hashed. Each lane has turns of its own, so that a crowd in one of
/// them makes nobody in another wait; and whoever comes from the same network waits for each other
/// first, so that a crowd from one makes nobody from another wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Somebody who is signed in, or was with this browser.
    Known,
    /// Whoever stands at the door of staff, and the number of the network they come from.
    StaffDoor(u64),
    /// Anybody else, and the number of their network.
    Stranger(u64),
}

impl Lane {
    /// Whether those of one network wait for each other in it.
    const fn is_shared(self) -> bool {
        !matches!(self, Self::Known)
    }
}

/// Hashes passwords (Argon2id), a few at a time. Cheap to clone; all clones share one allowance.
#[derive(Clone)]
pub struct Hasher {
    shared: Arc<Shared>,
    lane: Lane,
}

struct Shared {
    known: Turns,
    staff_door: Turns,
    strangers: Turns,
    /// Those who wait for others from their network in the same lane, while there are any.
    networks: Mutex<HashMap<Lane, Weak<Turns>>>,
    /// Working memory of hashes that are done, for the next ones.
    memory: Mutex<Vec<Vec<Block>>>,
}

impl Shared {
    fn turns(&self, lane: Lane) -> &Turns {
        match lane {
            Lane::Known => &self.known,
            Lane::StaffDoor(_) => &self.staff_door,
            Lane::Stranger(_) => &self.strangers,
        }
    }

    /// The turns of a network in a lane: one at a time.
    fn of_network(&self, lane: Lane) -> Arc<Turns> {
        let mut networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = networks.get(&lane).and_then(Weak::upgrade) {
            return turns;
        }
        networks.retain(|_, turns| turns.strong_count() > 0);
        let turns = Arc::new(Turns::new(1, WAITING_PER_NETWORK));
        networks.insert(lane, Arc::downgrade(&turns));
        turns
    }
}

/// Turns some wait for.
struct Turns {
    free: Arc<Semaphore>,
    inside: Arc<AtomicUsize>,
    most: usize,
}

impl Turns {
    fn new(parallel: usize, waiting: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(parallel)),
            inside: Arc::new(AtomicUsize::new(0)),
            most: parallel * (1 + waiting),
        }
    }

    /// Waits for a turn, which lasts until what is returned is dropped.
    async fn take(&self) -> Result<(OwnedSemaphorePermit, InLine)> {
        let place = InLine(Arc::clone(&self.inside));
        if self.inside.fetch_add(1, Ordering::Relaxed) >= self.most {
            metrics::counter!("docket_password_busy_total").increment(1);
            return Err(Error::Busy);
        }
        let turn = Arc::clone(&self.free).acquire_owned().await;
        Ok((turn.map_err(internal)?, place))
    }
}

/// Somebody waiting for or doing a hash; counted until dropped.
struct InLine(Arc<AtomicUsize>);

impl Drop for InLine {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hasher {
    /// Up to `parallel` hashes at a time for people who are known, half as many at the door of
    /// staff and as many for strangers, each on a thread of its own with 19 MiB. What is not asked
    /// of [`Hasher::on`] another lane is done for somebody known.
    #[must_use]
    pub fn new(parallel: usize) -> Self {
        let parallel = parallel.max(1);
        let half = (parallel / 2).max(1);
        Self {
            shared: Arc::new(Shared {
                known: Turns::new(parallel, WAITING_PER_CORE),
                staff_door: Turns::new(half, WAITING_PER_CORE),
                strangers: Turns::new(half, WAITING_PER_CORE),
                networks: Mutex::new(HashMap::new()),
                memory: Mutex::new(Vec::with_capacity(parallel)),
            }),
            lane: Lane::Known,
        }
    }

    /// The same, in this lane.
    #[must_use]
    pub fn on(&self, lane: Lane) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            lane,
        }
    }

    /// The hash of a new password, as a PHC string with its own salt.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn hash(&self, password: &Password) -> Result<String> {
        let password = password.clone();
        self.run(move |memory| {
            let salt = Salt::generate();
            let params = params()?;
            let output = compute(password.as_str(), &salt, &params, LENGTH, memory)?;
            Ok(PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: (&params).try_into().map_err(internal)?,
                salt: Some(salt),
                hash: Some(output),
            }
            .to_string())
        })
        .await
    }

    /// Whether `password` as typed is the one behind `hash`.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already, [`Error::Inconsistent`] for a broken hash.
    pub async fn verify(&self, password: &str, hash: &str) -> Result<bool> {
        let acceptable = password.len() <= LONGEST;
        let password: String = if acceptable {
            password.nfc().collect()
        } else {
            String::new()
        };
        let hash = hash.to_owned();
        self.run(move |memory| Ok(matches(&password, &hash, memory)? && acceptable))
            .await
    }

    /// Takes as long as [`Hasher::verify`], for a user who does not exist.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn verify_nothing(&self, password: &str) -> Result<()> {
        self.verify(password, UNUSABLE).await.map(|_| ())
    }

    /// Waits for a turn and runs `work` on a thread that may block. The turn belongs to the thread:
    /// who hangs up does not make room before the work is really done.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let shared = Arc::clone(&self.shared);
        let is_shared = self.lane.is_shared();
        let network = is_shared.then(|| shared.of_network(self.lane));
        let before = match &network {
            Some(turns) => Some(turns.take().await?),
            None => None,
        };
        let turn = shared.turns(self.lane).take().await?;
        tokio::task::spawn_blocking(move || {
            let kept = shared
                .memory
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let mut memory = kept.unwrap_or_default();
            let done = work(&mut memory);
            shared
                .memory
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(memory);
            drop((turn, before, network));
            done
        })
        .await?
    }
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher")
            .field("lane", &self.lane)
            .field(
                "free",
                &self.shared.turns(self.lane).free.available_permits(),
            )
            .finish()
    }
}

fn params() -> Result<Params> {
    Params::new(MEMORY_KIB, PASSES, 1, Some(LENGTH)).map_err(internal)
}

fn compute(
    password: &str,
    salt: &[u8],
    params: &Params,
    length: usize,
    memory: &mut Vec<Block>,
) -> Result<Output> {
    memory.resize(params.block_count().max(memory.len()), Block::new());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut bytes = vec![0; length];
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut bytes, memory)
        .map_err(internal)?;
    Output::new(&bytes).map_err(internal)
}

fn matches(password: &str, hash: &str, memory: &mut Vec<Block>) -> Result<bool> {
    const BROKEN: Error = Error::Inconsistent("password hash");
    let hash = PasswordHash::new(hash).map_err(|_| BROKEN)?;
    let (Some(salt), Some(wanted)) = (&hash.salt, &hash.hash) else {
        return Err(BROKEN);
    };
    if hash.algorithm != Algorithm::Argon2id.ident() {
        return Err(BROKEN);
    }
    let params = Params::try_from(&hash).map_err(|_| BROKEN)?;
    // Compared in constant time by `Output`.
    Ok(compute(password, salt, &params, wanted.len(), memory)? == *wanted)
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}

/// Whether a password is too easy to guess: by the rule both sides have, or of a strength below 3
/// of 4 (D8).
#[must_use]
pub fn is_weak(password: &str, own_data: &[&str]) -> bool {
    if is_guessable(password, own_data) {
        return true;
    }
    let own = own_words(own_data);
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let beginning: String = password.chars().take(JUDGED).collect();
    zxcvbn(&beginning, &own).score() < Score::Three
}

/// What is wrong with a new password of somebody with this user name.
#[must_use]
pub fn judge(password: &str, user_name: &str) -> Option<FieldError> {
    match Password::parse(password) {
        Err(reason) => Some(reason),
        Ok(_) if is_weak(password, &[user_name]) => Some(FieldError::PasswordWeak),
        Ok(_) => None,
    }
}
