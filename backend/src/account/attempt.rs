//! How often something may be tried. Wrong passwords are counted at each door apart, and for whom
//! they would keep out: for a name from one network first, for a name from anywhere later, and for
//! a network by itself last. Nobody is locked out: each wrong try more makes the wait longer, up to
//! a quarter of an hour. A browser that has signed in as that name before has a count of its own,
//! so that no stranger can make its owner wait; and of what is tried at a name from one network only
//! the first few count elsewhere, so that nobody keeps its owner out of a new browser by trying
//! again at the end of each wait: for that it takes one network after another. The codes of second factors count like passwords.
//!
//! A try is counted before it is looked at, and taken back when it was right, so that many tries
//! at the same moment are no way around. Names and networks are kept as blind indexes only.

use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, StaffId};
use sqlx::PgConnection;

use super::password::Lane;
use super::sql;
use crate::clock::seconds;
use crate::principal::Principal;
use crate::seal::Keyring;
use crate::session::known::Origin;
use crate::{Backend, Error, Result};

mod counted;

pub(crate) use counted::{count_look_up, count_mail, count_message, count_service};

/// After how long a try counts for nothing.
pub(crate) const KEPT: TimeDelta = TimeDelta::days(1);
/// Longest wait for a name.
const LONGEST: TimeDelta = TimeDelta::minutes(15);

/// What is guarded: a door with a password, or the code that is asked for behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// For applicants.
    Account,
    /// For staff.
    Staff,
    /// The second factor of applicants; who is told by their id.
    AccountCode,
    /// The second factor of staff.
    StaffCode,
    /// For mailboxes of an older platform.
    Mailbox,
}

impl Gate {
    /// Its name in rows: for strangers, and for browsers that are known.
    const fn doors(self) -> [&'static str; 2] {
        match self {
            Self::Account => ["account", "account-known"],
            Self::Staff => ["staff", "staff-known"],
            Self::AccountCode => ["account-code", "account-code-known"],
            Self::StaffCode => ["staff-code", "staff-code-known"],
            Self::Mailbox => ["mailbox", "mailbox-known"],
        }
    }

    fn lane(self, from: &Origin) -> Lane {
        let network = from.network_number();
        match self {
            Self::Staff | Self::StaffCode => Lane::StaffDoor(network),
            Self::Account | Self::AccountCode | Self::Mailbox => Lane::Stranger(network),
        }
    }
}

/// How many wrong tries are free, within how long, and how long the first wait is after them; each
/// further one waits twice as long.
struct Patience {
    free: i64,
    within: TimeDelta,
    first: TimeDelta,
    longest: TimeDelta,
    /// How many tries more make the wait twice as long.
    step: i64,
}

/// For a name from one network, or in a browser that is known.
const OF_ONE: Patience = Patience {
    free: 5,
    within: TimeDelta::hours(1),
    first: TimeDelta::minutes(1),
    longest: LONGEST,
    step: 1,
};
/// For a name from wherever it is tried.
const OF_NAME: Patience = Patience {
    free: 25,
    within: KEPT,
    first: TimeDelta::minutes(1),
    longest: LONGEST,
    step: 1,
};
/// For a network, in points: one for a try, four more for a name that was not tried before. An
/// office, a school or a whole town may be behind it, so the wait is short.
const OF_NETWORK: Patience = Patience {
    free: 300,
    within: TimeDelta::minutes(15),
    first: TimeDelta::seconds(15),
    longest: TimeDelta::minutes(5),
    step: 25,
};
const POINTS_OF_A_NAME: i64 = 4;

impl Patience {
    /// How long it still is to wait after `count` tries, the last one at `newest`.
    fn wait(&self, count: i64, newest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> TimeDelta {
        let (Some(newest), true) = (newest, count >= self.free) else {
            return TimeDelta::zero();
        };
        let doublings = ((count - self.free) / self.step).clamp(0, 16);
        let wait = (self.first * (1 << i32::try_from(doublings).unwrap_or(16))).min(self.longest);
        (newest + wait - now).max(TimeDelta::zero())
    }
}

/// A try, as it is counted.
struct Counted {
    door: &'static str,
    name: Vec<u8>,
    origin: Vec<u8>,
    at: DateTime<Utc>,
    lane: Lane,
}

fn index_of_name(keys: &Keyring, door: &str, name: &str) -> Vec<u8> {
    keys.index("wrong_try.name", &format!("{door}:{name}"))
}

/// Counts a try, then runs `verify` in the lane of whoever tries; `None` means the password was
/// wrong.
///
/// # Errors
/// [`Error::TooMany`] during a wait, [`Error::WrongCredentials`], and those of `verify`.
pub(crate) async fn guarded<T, F: Future<Output = Result<Option<T>>>>(
    backend: &Backend,
    gate: Gate,
    name: &str,
    from: &Origin,
    verify: impl FnOnce(Lane) -> F,
) -> Result<T> {
    let mut tx = backend.pool.begin().await?;
    let counted = count(backend, &mut tx, gate, name, from).await?;
    tx.commit().await?;
    match verify(counted.lane).await {
        Ok(Some(found)) => {
            let mut conn = backend.pool.acquire().await?;
            sql::forget_tries(&mut conn, counted.door, &counted.name, &counted.origin).await?;
            Ok(found)
        }
        Ok(None) => Err(Error::WrongCredentials),
        Err(error) => {
            // Not the visitor's fault, so not counted.
            let mut conn = backend.pool.acquire().await?;
            let Counted {
                door, name, origin, ..
            } = &counted;
            sql::forget_try(&mut conn, door, name, origin, counted.at).await?;
            Err(error)
        }
    }
}

/// Counts a try, or says how long the wait still is.
async fn count(
    backend: &Backend,
    conn: &mut PgConnection,
    gate: Gate,
    name: &str,
    from: &Origin,
) -> Result<Counted> {
    let (keys, now) = (&backend.keys, backend.clock.now());
    let [door, known_door] = gate.doors();
    let known = match principal_of(conn, gate, name, from).await? {
        Some(principal) => from.known_to(conn, principal, now).await?,
        None => None,
    };
    let counted = match known {
        Some(browser) => Counted {
            door: known_door,
            name: index_of_name(keys, known_door, name),
            origin: keys.index("wrong_try.origin", &crate::ids::hex(&browser)),
            at: now,
            lane: Lane::Known,
        },
        None => Counted {
            door,
            name: index_of_name(keys, door, name),
            origin: keys.index("wrong_try.origin", &from.network()),
            at: now,
            lane: gate.lane(from),
        },
    };
    // Always in the order name, network: nobody who holds a network waits for a name.
    sql::lock_attempts(conn, door, &counted.name).await?;
    let since = now - OF_NAME.within;
    let tries = sql::tries_of_name(
        conn,
        counted.door,
        &counted.name,
        &counted.origin,
        since,
        now - OF_ONE.within,
        OF_ONE.free,
    )
    .await?;
    let mut wait = OF_ONE.wait(tries.own, tries.own_newest, now);
    if counted.door == door {
        // Whoever goes on and on from one network makes nobody wait elsewhere: of each network
        // the first few count there, and what it tries after that only makes those wait who do
        // the same.
        let of_name = match tries.own_ever < OF_ONE.free {
            true => OF_NAME.wait(tries.first, tries.first_newest, now),
            false => OF_NAME.wait(tries.all, tries.newest, now),
        };
        wait = wait.max(of_name);
        sql::lock_attempts(conn, door, &counted.origin).await?;
        let since = now - OF_NETWORK.within;
        let network = sql::tries_of_network(conn, door, &counted.origin, since).await?;
        let points = network.tries + POINTS_OF_A_NAME * network.names;
        wait = wait.max(OF_NETWORK.wait(points, network.newest, now));
    }
    if wait > TimeDelta::zero() {
        metrics::counter!("docket_pauses_total", "scope" => counted.door).increment(1);
        return Err(Error::TooMany {
            seconds: seconds(wait),
        });
    }
    sql::insert_try(conn, counted.door, &counted.name, &counted.origin, now).await?;
    Ok(counted)
}

/// Who has the name, when the browser might be theirs.
async fn principal_of(
    conn: &mut PgConnection,
    gate: Gate,
    name: &str,
    from: &Origin,
) -> Result<Option<Principal>> {
    if from.browser.is_empty() && from.principal().is_none() {
        return Ok(None);
    }
    let id = || uuid::Uuid::parse_str(name).ok();
    Ok(match gate {
        Gate::Account => sql::id_of_name(conn, name)
            .await?
            .map(|id| Principal::Account(AccountId(id))),
        Gate::Staff => crate::staff::sql::id_of_name(conn, name)
            .await?
            .map(|id| Principal::Staff(StaffId(id))),
        Gate::AccountCode => id().map(|id| Principal::Account(AccountId(id))),
        Gate::StaffCode => id().map(|id| Principal::Staff(StaffId(id))),
        Gate::Mailbox => None,
    })
}

/// Ends every wait for a name, when its owner has shown who they are in another way.
///
/// # Errors
/// When the database fails.
pub(crate) async fn lift(
    conn: &mut PgConnection,
    keys: &Keyring,
    gate: Gate,
    name: &str,
) -> Result<()> {
    for door in gate.doors() {
        sql::forget_tries_of_name(conn, door, &index_of_name(keys, door, name)).await?;
    }
    Ok(())
}

/// The longest anybody waits now who tries passwords for a user name, in seconds; 0: nobody does.
///
/// # Errors
/// When the database fails.
pub(crate) async fn paused(
    conn: &mut PgConnection,
    keys: &Keyring,
    gate: Gate,
    name: &str,
    now: DateTime<Utc>,
) -> Result<u32> {
    let mut wait = TimeDelta::zero();
    for door in gate.doors() {
        let name = index_of_name(keys, door, name);
        let since = now - OF_NAME.within;
        let (mut all, mut newest) = (0, None);
        for one in sql::tries_by_origin(conn, door, &name, since, now - OF_ONE.within).await? {
            wait = wait.max(OF_ONE.wait(one.own, one.own_newest, now));
            all += one.all;
            newest = newest.max(one.newest);
        }
        wait = wait.max(OF_NAME.wait(all, newest, now));
    }
    Ok(seconds(wait))
}
