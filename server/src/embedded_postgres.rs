//! A private Postgres for the demo, kept in the data directory.
//!
//! The cluster lies in `<data>/postgres` and listens on a Unix socket only. One Docket at a time
//! may use it: a file lock says so, and the lock goes with the process however that ends. A shell
//! beside Postgres holds a pipe from us; when the pipe closes, on [`EmbeddedPostgres::stop`], on
//! drop or because we were killed, it asks Postgres for a fast shutdown.
//!
//! Postgres refuses to run as root, so root starts it as the owner of the cluster: at first
//! `postgres`, else `nobody`. Where that user cannot reach the data directory (`/root` is closed
//! to others), the cluster is put into `/var/lib/docket` and `<data>/postgres` links to it.
//!
//! This module knows nothing of Docket's tables, settings or migrations.

mod binaries;
mod cluster;
mod error;
mod orphan;
mod socket;
#[cfg(test)]
mod tests;
mod user;

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::process::{Child, ChildStdin};
use tokio::time::{Instant, sleep, timeout};

use binaries::{Binaries, installed, made_by, pick};
use cluster::initialise;
pub use error::PostgresError;
use error::io_error;
use orphan::{end_orphans, postmaster_pid, signal};
use socket::{remove_socket_directory, socket_directory, socket_note, url};
use user::{RunUser, command, let_through, own, run_user};

/// The name of the database and of the role that owns it.
const NAME: &str = "docket";

/// The role that works in it and owns nothing.
const PORTAL: &str = "docket_portal";

/// How long Postgres may take to stop or to get ready. Recovery after a crash of a small cluster
/// takes seconds; more than this means that something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Settings of a database for one small portal: little memory, few processes, nothing lost.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "superuser_reserved_connections=3",
    "shared_buffers=32MB",
    "max_wal_size=256MB",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_worker_processes=2",
    "max_logical_replication_workers=0",
    "max_parallel_workers=0",
    "autovacuum_max_workers=1",
    "fsync=on",
    "synchronous_commit=on",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
];

/// Addresses for sqlx: a Unix socket, and an own database.
#[derive(Debug)]
pub struct Roles {
    /// As the role that may do everything in it.
    pub owner: String,
    /// As the role that may do nothing in it until the owner grants it.
    pub portal: String,
}

impl Roles {
    fn at(socket_directory: &Path) -> Self {
        Self {
            owner: url(NAME, socket_directory),
            portal: url(PORTAL, socket_directory),
        }
    }
}

/// A running Postgres that belongs to this process. Dropping it begins a fast shutdown without
/// waiting for its end; [`stop`](Self::stop) waits.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    roles: Roles,
    child: Child,
    /// Closing it stops Postgres.
    lifeline: Option<ChildStdin>,
    cluster: PathBuf,
    /// Held, never read: released when the process ends.
    _lock: File,
}

impl EmbeddedPostgres {
    /// The addresses for sqlx.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Ends every session, writes a checkpoint and waits for the end of Postgres.
    pub async fn stop(mut self) {
        drop(self.lifeline.take());
        if timeout(PATIENCE, self.child.wait()).await.is_err() {
            tracing::warn!("the demo database does not stop; it is told to drop everything");
            if let Some(pid) = postmaster_pid(&self.cluster) {
                signal("QUIT", pid).await;
            }
            let _ = timeout(Duration::from_secs(10), self.child.wait()).await;
        }
        remove_socket_directory(&self.cluster);
    }
}

/// Starts Postgres on the cluster in `data_dir` (made when it is not there) and returns when it
/// takes connections. Takes about two seconds the first time, a fraction of one after that.
///
/// # Errors
/// Every way it can fail is one sentence: see [`PostgresError`].
pub async fn start(data_dir: &Path) -> Result<EmbeddedPostgres, PostgresError> {
    fs::create_dir_all(data_dir).map_err(io_error("create", data_dir))?;
    let data_dir = data_dir
        .canonicalize()
        .map_err(io_error("open", data_dir))?;
    let lock = lock(&data_dir)?;

    let installed = installed().await?;
    let link = data_dir.join("postgres");
    let cluster = match link.canonicalize() {
        Ok(cluster) => cluster,
        Err(_) => link.clone(),
    };
    let made = made_by(&cluster)?;
    let binaries = pick(&installed, made.as_deref(), &cluster)?;
    let user = run_user(&cluster).await?;
    let_through(&data_dir, user)?;

    let cluster = if made.is_some() {
        own(&cluster, user)?;
        cluster
    } else {
        initialise(binaries, &link, user).await?
    };
    end_orphans(&cluster).await?;

    let socket_directory = socket_directory(&cluster, user)?;
    let log_path = data_dir.join("postgres.log");
    let (mut child, lifeline) = spawn(binaries, &cluster, &socket_directory, &log_path, user)?;
    if let Err(reason) = ready(&mut child, &cluster).await {
        drop(lifeline);
        let _ = timeout(PATIENCE, child.wait()).await;
        let reason = complaint(&log_path).unwrap_or(reason);
        return Err(PostgresError::Refused {
            reason,
            log: log_path,
        });
    }
    let running = EmbeddedPostgres {
        roles: Roles::at(&socket_directory),
        child,
        lifeline: Some(lifeline),
        cluster,
        _lock: lock,
    };
    if let Err(error) = create_database(&socket_directory).await {
        running.stop().await;
        return Err(error.into());
    }
    Ok(running)
}

/// The Postgres that another Docket runs on the cluster in `data_dir`, if one does.
pub async fn running(data_dir: &Path) -> Option<Roles> {
    let cluster = data_dir.join("postgres").canonicalize().ok()?;
    let note = fs::read(socket_note(&cluster)).map(|note| PathBuf::from(OsStr::from_bytes(&note)));
    let roles = Roles::at(&note.unwrap_or(cluster));
    let connection = PgConnection::connect(&roles.portal).await.ok()?;
    connection.close().await.ok()?;
    Some(roles)
}

/// One Docket per data directory. The lock is the open file: no stale one can stay behind.
fn lock(data_dir: &Path) -> Result<File, PostgresError> {
    let path = data_dir.join("postgres.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(io_error("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(PostgresError::InUse(data_dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(io_error("lock", &path)(error)),
    }
}

/// Runs Postgres beside a watcher that stops it when our end of the pipe closes. In a process
/// group of its own: a Ctrl-C in the terminal is ours, and we stop it when we are done with it.
fn spawn(
    binaries: &Binaries,
    cluster: &Path,
    socket_directory: &Path,
    log_path: &Path,
    user: Option<RunUser>,
) -> Result<(Child, ChildStdin), PostgresError> {
    const BESIDE_A_WATCHER: &str = r#"
        exec 3<&0
        "$@" 3<&- </dev/null &
        postgres=$!
        (read -r _ <&3; kill -INT "$postgres") 2>/dev/null &
        watcher=$!
        exec 3<&- </dev/null
        wait "$postgres"
        status=$?
        kill "$watcher" 2>/dev/null
        exit "$status"
    "#;
    let log = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(log_path)
        .map_err(io_error("create", log_path))?;
    let log_too = log.try_clone().map_err(io_error("open", log_path))?;
    let mut command = command("sh", user);
    command
        .args(["-c", BESIDE_A_WATCHER, "sh"])
        .arg(binaries.folder.join("postgres"))
        .arg("-D")
        .arg(cluster)
        .arg("-k")
        .arg(socket_directory)
        .args(SETTINGS.iter().flat_map(|setting| ["-c", setting]))
        .stdin(Stdio::piped())
        .stdout(log)
        .stderr(log_too)
        .process_group(0);
    let mut child = command.spawn().map_err(io_error("run", &binaries.folder))?;
    let lifeline = child.stdin.take().expect("stdin was asked to be a pipe");
    Ok((child, lifeline))
}

/// Waits until Postgres has written `ready` into its pid file, as `pg_ctl` does.
async fn ready(child: &mut Child, cluster: &Path) -> Result<(), String> {
    let pid_file = cluster.join("postmaster.pid");
    let begun = Instant::now();
    loop {
        if let Ok(text) = fs::read_to_string(&pid_file)
            && text
                .lines()
                .nth(7)
                .is_some_and(|line| line.trim() == "ready")
        {
            return Ok(());
        }
        match child.try_wait() {
            Ok(None) => {}
            Ok(Some(status)) => return Err(format!("it ended with {status}")),
            Err(error) => return Err(error.to_string()),
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("it is not ready after {} s", PATIENCE.as_secs()));
        }
        sleep(Duration::from_millis(10)).await;
    }
}

/// The last complaint in a log of Postgres, without its time stamp.
fn complaint(log: &Path) -> Option<String> {
    let text = fs::read_to_string(log).ok()?;
    let line = text.lines().rev().find_map(|line| {
        ["FATAL: ", "PANIC: ", "ERROR: "]
            .iter()
            .find_map(|mark| Some(line.split_once(mark)?.1))
    });
    line.or_else(|| text.lines().last())
        .map(|line| line.trim().to_owned())
}

async fn create_database(socket_directory: &Path) -> Result<(), sqlx::Error> {
    let options = PgConnectOptions::new_without_pgpass()
        .socket(socket_directory)
        .port(5432)
        .username(NAME)
        .database("postgres");
    let mut connection = PgConnection::connect_with(&options).await?;
    let there: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = 'docket')")
            .fetch_one(&mut connection)
            .await?;
    if !there {
        sqlx::query("create database docket")
            .execute(&mut connection)
            .await?;
    }
    let there: bool =
        sqlx::query_scalar("select exists (select from pg_roles where rolname = 'docket_portal')")
            .fetch_one(&mut connection)
            .await?;
    let statement = match there {
        false => "create role docket_portal login",
        // Made by a server that was given only the address of the owner.
        true => "alter role docket_portal login",
    };
    sqlx::query(statement).execute(&mut connection).await?;
    connection.close().await
}
