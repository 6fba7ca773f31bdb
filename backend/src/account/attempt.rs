//! How often something may be tried. A wrong password (D8): five times in fifteen minutes for a
//! user name, thirty for an address, then fifteen minutes' pause, staff and applicants apart, and the
//! codes of second factors apart from both. The
//! same way of counting bounds what else a stranger can make this platform do.
//!
//! A try is counted before it is looked at, and taken back when it was right, so that many tries
//! at the same moment are no way around. Names and addresses are kept as hashes only.

use std::future::Future;
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, StaffId};
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, PgConnection};

use super::sql;
use crate::mailed_code::seconds;
use crate::{Backend, Error, Result};

/// Within how long tries count together, and how long the pause after the last of them is.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// After how long a try counts for nothing.
pub(crate) const KEPT: TimeDelta = TimeDelta::days(1);

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

/// Something tries are counted for.
struct Counter {
    scope: &'static str,
    key: Vec<u8>,
    limit: usize,
}

impl Counter {
    /// Passwords tried for a user name.
    fn of_name(gate: Gate, name: &str) -> Self {
        let scope = match gate {
            Gate::Account => "account",
            Gate::Staff => "staff",
            Gate::AccountCode => "account-code",
            Gate::StaffCode => "staff-code",
            Gate::Mailbox => "mailbox",
        };
        Self {
            scope,
            key: digest(name.as_bytes()),
            limit: 5,
        }
    }

    /// Passwords tried from an address.
    fn of_address(address: IpAddr) -> Self {
        Self {
            scope: "address",
            key: digest_of(address),
            limit: 30,
        }
    }
}

/// A whole /64 counts as one address: that is what a single customer gets under IPv6.
fn digest_of(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => digest(&address.octets()),
        IpAddr::V6(address) => digest(&address.octets()[..8]),
    }
}

fn digest(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Counts a try, then runs `verify`; `None` means the password was wrong.
///
/// # Errors
/// [`Error::TooMany`] during a pause, [`Error::WrongCredentials`], and those of `verify`.
pub(crate) async fn guarded<T>(
    backend: &Backend,
    gate: Gate,
    name: &str,
    from: IpAddr,
    verify: impl Future<Output = Result<Option<T>>>,
) -> Result<T> {
    let now = backend.clock.now();
    let counters = [Counter::of_name(gate, name), Counter::of_address(from)];
    let mut tx = backend.pool.begin().await?;
    count(&mut tx, &counters, now).await?;
    tx.commit().await?;
    match verify.await {
        Ok(Some(found)) => {
            let mut tx = backend.pool.begin().await?;
            let [name, address] = &counters;
            sql::forget_attempts(&mut tx, name.scope, &name.key).await?;
            sql::forget_attempt(&mut tx, address.scope, &address.key, now).await?;
            tx.commit().await?;
            Ok(found)
        }
        Ok(None) => Err(Error::WrongCredentials),
        Err(error) => {
            // Not the visitor's fault, so not counted.
            let mut conn = backend.pool.acquire().await?;
            for counter in &counters {
                sql::forget_attempt(&mut conn, counter.scope, &counter.key, now).await?;
            }
            Err(error)
        }
    }
}

/// Counts a try for all of them, or for none and says how long the pause still is.
async fn count(conn: &mut PgConnection, counters: &[Counter], now: DateTime<Utc>) -> Result<()> {
    // Always in the order name, address: nobody who holds an address waits for a name.
    for counter in counters {
        sql::lock_attempts(conn, counter.scope, &counter.key).await?;
        let limit = i64::try_from(counter.limit).unwrap_or(i64::MAX);
        let since = now - WINDOW * 2;
        let times = sql::latest_attempts(conn, counter.scope, &counter.key, since, limit).await?;
        if let Some(left) = pause(&times, counter.limit, now) {
            metrics::counter!("docket_pauses_total", "scope" => counter.scope).increment(1);
            return Err(Error::TooMany {
                seconds: seconds(left),
            });
        }
        sql::insert_attempt(conn, counter.scope, &counter.key, now).await?;
    }
    Ok(())
}

/// How long the pause still is, given the latest tries, newest first.
fn pause(times: &[DateTime<Utc>], limit: usize, now: DateTime<Utc>) -> Option<TimeDelta> {
    let (newest, oldest) = (times.first()?, times.get(limit - 1)?);
    let left = *newest + WINDOW - now;
    (*newest - *oldest < WINDOW && left > TimeDelta::zero()).then_some(left)
}

/// Lifts the pause of a user name, when its owner has shown who they are in another way.
///
/// # Errors
/// When the database fails.
pub(crate) async fn lift(conn: &mut PgConnection, gate: Gate, name: &str) -> Result<()> {
    let counter = Counter::of_name(gate, name);
    sql::forget_attempts(conn, counter.scope, &counter.key).await?;
    Ok(())
}

/// Seconds until passwords are taken again for a user name; 0: they are.
///
/// # Errors
/// When the database fails.
pub(crate) async fn paused(
    conn: &mut PgConnection,
    gate: Gate,
    name: &str,
    now: DateTime<Utc>,
) -> Result<u32> {
    let counter = Counter::of_name(gate, name);
    let limit = i64::try_from(counter.limit).unwrap_or(i64::MAX);
    let since = now - WINDOW * 2;
    let times = sql::latest_attempts(conn, counter.scope, &counter.key, since, limit).await?;
    Ok(pause(&times, counter.limit, now).map_or(0, seconds))
}

/// Counts what a member of staff does in customer service: looking at 120 accounts in fifteen
/// minutes, or acting for the owners of 30. More is no service but gathering.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_service(
    conn: &mut PgConnection,
    staff: StaffId,
    is_act: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let (scope, limit) = match is_act {
        true => ("service-act", 30),
        false => ("service-look", 120),
    };
    let key = digest(staff.0.as_bytes());
    count(conn, &[Counter { scope, key, limit }], now).await
}

/// Counts a mail that `from` causes to be sent to the address `to`: whoever knows an address must
/// not be able to fill its mailbox.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_mail(
    conn: &mut PgConnection,
    from: IpAddr,
    to: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let receiver = digest(to.to_lowercase().as_bytes());
    let counters = [
        Counter {
            scope: "mail-to",
            key: receiver,
            limit: 5,
        },
        Counter {
            scope: "mail-from",
            key: digest_of(from),
            limit: 30,
        },
    ];
    count(conn, &counters, now).await
}

/// Counts a look-up of a status by somebody who is not signed in.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_look_up(
    conn: &mut PgConnection,
    from: IpAddr,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = conn.begin().await?;
    count(
        &mut tx,
        &[Counter {
            scope: "look-up",
            key: digest_of(from),
            limit: 30,
        }],
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Counts a message somebody writes to the office.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_message(
    conn: &mut PgConnection,
    from: AccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    let counter = Counter {
        scope: "message",
        key: digest(from.0.as_bytes()),
        limit: 10,
    };
    count(conn, &[counter], now).await
}
