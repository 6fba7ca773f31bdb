//! Connections to Postgres, guarded against what sqlx 0.9 leaves open, and the way a use case
//! outlives the browser that asked for it. Knows no table but the schema's own.

use std::future::Future;
use std::panic::Location;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool};
use tracing::Instrument as _;

use crate::{Backend, Error, Result};

pub mod role;
mod sql;
#[cfg(test)]
mod tests;

/// The target of spans that leave for a collector; `server::traces` says more.
pub const TRACES: &str = "docket::traces";

/// The schema, step by step.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// How long somebody waits for a connection before the answer is "busy".
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long a connection may have rested before it is asked whether it still lives.
const REST: Duration = Duration::from_secs(1);
/// How long a healthy server takes at most to answer the cheapest of questions.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);
/// How long a use case may take. Longer than any statement, so that Postgres gives up first; it is
/// what ends a use case whose connection died without a word.
const USE_CASE: Duration = Duration::from_secs(60);

/// What the server is told about each connection: nothing hangs for ever, and it finds out when we
/// are gone.
const SERVER_OPTIONS: [(&str, &str); 6] = [
    ("statement_timeout", "15s"),
    ("lock_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "10s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
];

impl Backend {
    /// Asks the database a question that costs nothing.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn answers(&self) -> Result<()> {
        Ok(sql::answer(&mut *self.pool.acquire().await?).await?)
    }
}

/// Opens a pool of `size` connections, and makes sure the database can hold what will be stored.
/// Each connection takes on `role`, if one is named.
///
/// # Errors
/// When the server does not answer, or its database cannot compare or store Chinese text.
pub async fn connect(url: &str, size: u32, role: Option<&str>) -> Result<PgPool> {
    let pool = PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(Duration::from_secs(10 * 60))
        .max_lifetime(Duration::from_secs(60 * 60))
        // The hook below asks more than a ping would.
        .test_before_acquire(false)
        // One that was just given back was asked then.
        .before_acquire(|conn, meta| match meta.idle_for < REST {
            true => Box::pin(std::future::ready(Ok(true))),
            false => Box::pin(is_clean(conn)),
        })
        .after_release(|conn, _| Box::pin(is_clean(conn)))
        .connect_with(options(url, role)?)
        .await
        .map_err(|error| match error {
            sqlx::Error::PoolTimedOut => {
                Error::Internal("the database server does not answer".to_owned())
            }
            other => other.into(),
        })?;
    refuse_unfit_database(&pool).await?;
    Ok(pool)
}

fn options(url: &str, role: Option<&str>) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("docket")
        .options(SERVER_OPTIONS)
        // What a connection begins with is also what `reset role` goes back to.
        .options(role.map(|role| ("role", role))))
}

/// Whether a connection is outside any transaction. A `begin` that was cancelled half-way is known
/// to the server only, so the server is asked. No answer is an error: then the pool throws the
/// connection away without saying goodbye, instead of waiting on a line that is dead.
async fn is_clean(conn: &mut PgConnection) -> sqlx::Result<bool> {
    let clean = tokio::time::timeout(SIGN_OF_LIFE, sql::is_outside_transaction(conn))
        .await
        .map_err(|_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()))??;
    if !clean {
        tracing::warn!("a connection was found inside a transaction and is thrown away");
    }
    Ok(clean)
}

/// Trigrams and case folding know nothing but ASCII under locale `C`.
async fn refuse_unfit_database(pool: &PgPool) -> Result<()> {
    let nature = sql::nature(&mut *pool.acquire().await?).await?;
    if nature.encoding != "UTF8" {
        return Err(Error::Internal(format!(
            "the database is encoded in {}; Docket needs one made with --encoding=UTF8",
            nature.encoding
        )));
    }
    if ["C", "POSIX"].contains(&nature.locale.as_str()) {
        return Err(Error::Internal(format!(
            "the database has the character type {}; Docket needs one made with --locale=C.UTF-8 or \
             another UTF-8 locale",
            nature.locale
        )));
    }
    Ok(())
}

/// Whether both are connections to the same database.
///
/// # Errors
/// When one of them fails.
pub async fn is_same(one: &PgPool, other: &PgPool) -> Result<bool> {
    let one = sql::identity(&mut *one.acquire().await?).await?;
    Ok(one == sql::identity(&mut *other.acquire().await?).await?)
}

/// Whether this is the database refusing something for want of rights.
#[must_use]
pub fn is_denied(error: &Error) -> bool {
    match error {
        Error::Database(sqlx::Error::Database(error)) => error.code().as_deref() == Some("42501"),
        _ => false,
    }
}

/// Brings the schema up to date. Several servers may start at once: one does it, the others wait.
///
/// # Errors
/// When a step fails, or the database was made by a newer version of this program. As it is where
/// [`is_denied`] knows it.
pub async fn migrate(pool: &PgPool) -> Result<()> {
    // A connection of its own, so that lifting the time limits of serving outlasts nothing.
    let mut conn = pool.acquire().await?.detach();
    sql::lift_limits(&mut conn).await?;
    MIGRATOR.run(&mut conn).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)
            if error
                .as_database_error()
                .and_then(|error| error.code())
                .as_deref()
                == Some("42501") =>
        {
            Error::Database(error)
        }
        error => Error::Internal(format!(
            "the schema could not be brought up to date: {error}"
        )),
    })?;
    conn.close().await?;
    Ok(())
}

/// What a database holds, compared with what this program works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Nothing of ours.
    Missing,
    /// That of a version before this one.
    Older,
    /// What is expected.
    Current,
    /// That of a later version, or of another program.
    Other,
}

/// Which schema a database has; changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn schema(pool: &PgPool) -> Result<Schema> {
    let done = sql::migrations(&mut *pool.acquire().await?).await?;
    let mut expected = MIGRATOR.iter();
    for (version, checksum) in &done {
        let known = expected.next();
        if !known.is_some_and(|known| known.version == *version && *known.checksum == **checksum) {
            return Ok(Schema::Other);
        }
    }
    Ok(match expected.next() {
        Some(_) if done.is_empty() => Schema::Missing,
        Some(_) => Schema::Older,
        None => Schema::Current,
    })
}

/// Runs a use case to its end even when the browser that asked hangs up: axum then drops the
/// request, and a transaction dropped half-way is neither done nor reported.
///
/// # Errors
/// Those of the use case, and [`Error::Internal`] when it panicked or took a minute.
#[track_caller]
pub fn unbroken<T, F>(use_case: F) -> impl Future<Output = Result<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let place = Location::caller();
    let span = tracing::trace_span!(
        target: TRACES,
        "use case",
        code.file.path = place.file(),
        code.line.number = place.line(),
    );
    let run = tokio::time::timeout(USE_CASE, use_case).instrument(span);
    let run = run.instrument(tracing::Span::current());
    async move {
        match tokio::spawn(run).await? {
            Ok(done) => done,
            Err(_) => Err(Error::Internal(
                "a use case took longer than a minute".to_owned(),
            )),
        }
    }
}
