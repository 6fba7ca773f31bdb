//! Why the private Postgres is not there, for the person who started Docket.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private Postgres is not there. Each is one sentence for the person who started Docket.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// `initdb` and `postgres` were not found anywhere.
    #[error(
        "No Postgres was found for the demo database: install it (Debian: `apt-get install \
         postgresql`), set PG_BIN_DIR to the folder that holds `initdb` and `postgres`, or set \
         DATABASE_URL."
    )]
    NoBinaries,
    /// `PG_BIN_DIR` names nothing.
    #[error("PG_BIN_DIR: there is no folder `{}`.", .0.display())]
    NoBinDir(PathBuf),
    /// `PG_BIN_DIR` names a folder of something else.
    #[error(
        "PG_BIN_DIR: `{}` does not hold `initdb` and `postgres`; with Debian they are in a folder such \
         as /usr/lib/postgresql/15/bin.", .0.display()
    )]
    WrongBinDir(PathBuf),
    /// `PG_BIN_DIR` names a Postgres that does not run here.
    #[error("PG_BIN_DIR: `{}/postgres` cannot be run, or is no Postgres.", .0.display())]
    DeadBinDir(PathBuf),
    /// Another process holds the lock.
    #[error(
        "Another Docket is using the demo database in `{}`: stop it, or give this one its own \
         data directory.", .0.display()
    )]
    InUse(PathBuf),
    /// Left over from a Docket that was killed, and it does not go away.
    #[error(
        "A Postgres left over from an earlier Docket (process {pid}) still uses `{}` and does not \
         stop.", .cluster.display()
    )]
    Orphan {
        /// The cluster it uses.
        cluster: PathBuf,
        /// One of its processes.
        pid: u32,
    },
    /// The cluster needs another major version.
    #[error(
        "The demo database in `{}` was made by Postgres {made}, but only Postgres {found} is \
         installed: install version {made}, or move that folder away to start afresh.",
        .cluster.display()
    )]
    OtherVersion {
        /// The cluster.
        cluster: PathBuf,
        /// The major version that made it.
        made: String,
        /// The major versions installed.
        found: String,
    },
    /// Started as root, and there is no lesser user to run Postgres.
    #[error(
        "Postgres does not run as root, and there is neither a user `postgres` nor `nobody` to \
         run it."
    )]
    NoUser,
    /// The folder exists and is no cluster.
    #[error("`{}` is neither empty nor a Postgres database: move it away.", .0.display())]
    NotACluster(PathBuf),
    /// `initdb` failed.
    #[error("The demo database could not be created in `{}`: {reason}", .cluster.display())]
    Initialise {
        /// The cluster.
        cluster: PathBuf,
        /// The last thing it said.
        reason: String,
    },
    /// `postgres` ended, or never got ready.
    #[error("The demo database did not start: {reason} (its log is `{}`)", .log.display())]
    Refused {
        /// The last complaint in its log.
        reason: String,
        /// The log.
        log: PathBuf,
    },
    /// It runs, and does not let us in.
    #[error("The demo database started but refuses connections: {0}")]
    Connect(#[from] sqlx::Error),
    /// The file system says no.
    #[error("The demo database could not {doing} `{}`: {source}.", .path.display())]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// The answer.
        source: io::Error,
    },
}

pub(super) fn io_error(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> PostgresError {
    move |source| PostgresError::Io {
        doing,
        path: path.to_owned(),
        source,
    }
}
