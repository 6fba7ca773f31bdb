//! What else is counted: so many times within a quarter of an hour, then a pause of as long.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, StaffId};
use sqlx::{Connection as _, PgConnection};

use super::sql;
use crate::clock::seconds;
use crate::seal::Keyring;
use crate::session::known::Origin;
use crate::{Error, Result};

/// Within how long tries count together, and how long the pause after the last of them is.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// Something that is counted.
struct Counter {
    scope: &'static str,
    key: Vec<u8>,
    limit: usize,
}

impl Counter {
    fn new(keys: &Keyring, scope: &'static str, text: &str, limit: usize) -> Self {
        let key = keys.index("attempt.key", &format!("{scope}:{text}"));
        Self { scope, key, limit }
    }
}

/// Counts for all of them, or for none and says how long the pause still is.
async fn count(conn: &mut PgConnection, counters: &[Counter], now: DateTime<Utc>) -> Result<()> {
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

/// Counts what a member of staff does in customer service: looking at 120 accounts in fifteen
/// minutes, or acting for the owners of 30. More is no service but gathering.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_service(
    conn: &mut PgConnection,
    keys: &Keyring,
    staff: StaffId,
    is_act: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let (scope, limit) = match is_act {
        true => ("service-act", 30),
        false => ("service-look", 120),
    };
    let counter = Counter::new(keys, scope, &staff.to_string(), limit);
    count(conn, &[counter], now).await
}

/// Counts a mail that `from` causes to be sent to the address `to`: whoever knows an address must
/// not be able to fill its mailbox. Strangers share one count for an address; somebody who is
/// signed in has their own, which strangers cannot use up.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_mail(
    conn: &mut PgConnection,
    keys: &Keyring,
    from: &Origin,
    to: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let signed_in = from.principal().map(|principal| principal.name());
    let whose = signed_in.as_deref().unwrap_or("strangers");
    let to = to.to_lowercase();
    let receiver = Counter::new(keys, "mail-to", &format!("{whose} {to}"), 5);
    let sender = match &signed_in {
        Some(principal) => Counter::new(keys, "mail-from", principal, 10),
        None => Counter::new(keys, "mail-from", &from.network(), 30),
    };
    count(conn, &[receiver, sender], now).await
}

/// Counts a look-up of a status by somebody who is not signed in.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_look_up(
    conn: &mut PgConnection,
    keys: &Keyring,
    from: &Origin,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = conn.begin().await?;
    let counter = Counter::new(keys, "look-up", &from.network(), 30);
    count(&mut tx, &[counter], now).await?;
    tx.commit().await?;
    Ok(())
}

/// Counts a message somebody writes to the office.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) async fn count_message(
    conn: &mut PgConnection,
    keys: &Keyring,
    from: AccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    let counter = Counter::new(keys, "message", &from.to_string(), 10);
    count(conn, &[counter], now).await
}
