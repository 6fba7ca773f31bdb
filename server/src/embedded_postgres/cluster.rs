//! Makes a new cluster.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use super::NAME;
use super::binaries::Binaries;
use super::error::{PostgresError, io_error};
use super::user::{RunUser, command, let_through, reachable};

/// Where clusters go whose data directory is closed to the user that runs Postgres.
const FALLBACK_HOME: &str = "/var/lib/docket";

/// Makes a new cluster and returns where it really is. It is built aside and renamed, so a kill
/// in between leaves nothing that looks like a cluster.
pub(super) async fn initialise(
    binaries: &Binaries,
    link: &Path,
    user: Option<RunUser>,
) -> Result<PathBuf, PostgresError> {
    let parent = link.parent().unwrap_or(Path::new("/"));
    // An empty folder, or a link to a place that is gone.
    let _ = fs::remove_dir(link);
    if link.is_symlink() {
        fs::remove_file(link).map_err(io_error("remove", link))?;
    }

    let home = if reachable(parent, user).await {
        parent.to_owned()
    } else {
        fallback_home(user)?
    };
    let cluster = home.join("postgres");
    for entry in fs::read_dir(&home)
        .map_err(io_error("read", &home))?
        .flatten()
    {
        if entry.file_name().as_bytes().starts_with(b"postgres.new.") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let building = home.join(format!("postgres.new.{}", std::process::id()));
    fs::DirBuilder::new()
        .mode(0o700)
        .create(&building)
        .map_err(io_error("create", &building))?;
    if let Some((uid, gid)) = user {
        chown(&building, Some(uid), Some(gid)).map_err(io_error("hand over", &building))?;
    }

    let output = command(binaries.folder.join("initdb"), user)
        .arg("--pgdata")
        .arg(&building)
        .arg(format!("--username={NAME}"))
        .args(["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"])
        // Nobody else can reach the socket: its folder is closed to other users.
        .args(["--auth-local=trust", "--auth-host=reject"])
        .kill_on_drop(true)
        .output()
        .await
        .map_err(io_error("run", &binaries.folder.join("initdb")))?;
    if !output.status.success() {
        let _ = fs::remove_dir_all(&building);
        let said = String::from_utf8_lossy(&output.stderr);
        let reason = said
            .lines()
            .find(|line| line.contains("error:") || line.contains("FATAL"))
            .or_else(|| said.lines().last())
            .unwrap_or("initdb failed without a word.");
        return Err(PostgresError::Initialise {
            cluster,
            reason: reason.trim().to_owned(),
        });
    }
    fs::rename(&building, &cluster).map_err(io_error("create", &cluster))?;
    if cluster != link {
        symlink(&cluster, link).map_err(io_error("create", link))?;
    }
    Ok(cluster)
}

/// A new folder for a cluster whose data directory is closed to the user that runs Postgres.
fn fallback_home(user: Option<RunUser>) -> Result<PathBuf, PostgresError> {
    let base = Path::new(FALLBACK_HOME);
    if !base.exists() {
        fs::create_dir_all(base).map_err(io_error("create", base))?;
        // Others pass through it, whatever rights new folders have in this process.
        fs::set_permissions(base, Permissions::from_mode(0o711)).map_err(io_error("open", base))?;
    }
    for number in 1_u32.. {
        let home = base.join(format!("demo-{number}"));
        match fs::DirBuilder::new().mode(0o700).create(&home) {
            Ok(()) => {
                let_through(&home, user)?;
                return Ok(home);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io_error("create", &home)(error)),
        }
    }
    Err(io_error("create", base)(
        io::ErrorKind::AlreadyExists.into(),
    ))
}
