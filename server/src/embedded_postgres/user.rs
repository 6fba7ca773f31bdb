//! Who runs Postgres: root may not.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::error::{PostgresError, io_error};

/// User and group that run Postgres.
pub(super) type RunUser = (u32, u32);

/// `None`: as we are. As root: the owner of the cluster, else `postgres`, else `nobody`.
pub(super) async fn run_user(cluster: &Path) -> Result<Option<RunUser>, PostgresError> {
    if id("-u", None).await != Some(0) {
        return Ok(None);
    }
    if let Ok(metadata) = fs::metadata(cluster)
        && metadata.uid() != 0
    {
        return Ok(Some((metadata.uid(), metadata.gid())));
    }
    for name in ["postgres", "nobody"] {
        if let (Some(uid), Some(gid)) = (id("-u", Some(name)).await, id("-g", Some(name)).await) {
            return Ok(Some((uid, gid)));
        }
    }
    Err(PostgresError::NoUser)
}

async fn id(what: &str, user: Option<&str>) -> Option<u32> {
    let output = Command::new("id")
        .arg(what)
        .args(user)
        .stderr(Stdio::null())
        .output()
        .await
        .ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

/// A cluster that was copied by root belongs to root: give it back.
pub(super) fn own(cluster: &Path, user: Option<RunUser>) -> Result<(), PostgresError> {
    let Some((uid, gid)) = user else {
        return Ok(());
    };
    let metadata = fs::symlink_metadata(cluster).map_err(io_error("read", cluster))?;
    if metadata.uid() != 0 {
        return Ok(());
    }
    if metadata.is_dir() {
        for entry in fs::read_dir(cluster)
            .map_err(io_error("read", cluster))?
            .flatten()
        {
            own(&entry.path(), user)?;
        }
    }
    lchown(cluster, Some(uid), Some(gid)).map_err(io_error("hand over", cluster))
}

/// Lets the user that runs Postgres through a folder that is closed to everybody else.
pub(super) fn let_through(folder: &Path, user: Option<RunUser>) -> Result<(), PostgresError> {
    let Some((uid, gid)) = user else {
        return Ok(());
    };
    let metadata = fs::metadata(folder).map_err(io_error("read", folder))?;
    if metadata.uid() == uid || metadata.mode() & 0o001 != 0 {
        return Ok(());
    }
    chown(folder, None, Some(gid)).map_err(io_error("hand over", folder))?;
    fs::set_permissions(folder, Permissions::from_mode(0o710)).map_err(io_error("open", folder))
}

/// A command with a clean environment, as the user that runs Postgres.
pub(super) fn command(program: impl AsRef<OsStr>, user: Option<RunUser>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::null());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    if let Some((uid, gid)) = user {
        // Supplementary groups of root are dropped along with this.
        command.uid(uid).gid(gid);
    }
    command
}

/// Whether the user that runs Postgres may enter the folder.
pub(super) async fn reachable(folder: &Path, user: Option<RunUser>) -> bool {
    if user.is_none() {
        return true;
    }
    command("sh", user)
        .args(["-c", "cd -- \"$1\"", "sh"])
        .arg(folder)
        .stderr(Stdio::null())
        .status()
        .await
        .is_ok_and(|status| status.success())
}
