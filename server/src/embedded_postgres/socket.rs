//! Where the socket lies: in the cluster, or somewhere shorter.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use super::NAME;
use super::error::{PostgresError, io_error};
use super::user::RunUser;

/// The longest path a Unix socket may have, in bytes, without the terminating zero.
const SOCKET_PATH_LIMIT: usize = 107;

/// How Postgres names its socket inside the socket directory.
const SOCKET_FILE: &str = ".s.PGSQL.5432";

/// The cluster itself, or a short private folder under the temporary one when the path of the
/// socket would be too long.
pub(super) fn socket_directory(
    cluster: &Path,
    user: Option<RunUser>,
) -> Result<PathBuf, PostgresError> {
    remove_socket_directory(cluster);
    // Postgres takes a list here: a comma, a quote or a space in the path would not survive.
    let plain = |path: &Path| {
        path.to_str().is_some_and(|path| {
            path.chars()
                .all(|c| c.is_ascii_alphanumeric() || "/._-+@".contains(c))
        })
    };
    if plain(cluster) && cluster.as_os_str().len() + 1 + SOCKET_FILE.len() <= SOCKET_PATH_LIMIT {
        return Ok(cluster.to_owned());
    }
    let temporary = std::env::temp_dir();
    let base = if plain(&temporary) && temporary.as_os_str().len() < 60 {
        temporary
    } else {
        PathBuf::from("/tmp")
    };
    let pid = std::process::id();
    for number in 1_u32.. {
        let directory = base.join(format!("docket-{pid}-{number}"));
        match fs::DirBuilder::new().mode(0o700).create(&directory) {
            Ok(()) => {
                if let Some((uid, gid)) = user {
                    chown(&directory, Some(uid), Some(gid))
                        .map_err(io_error("hand over", &directory))?;
                }
                let note = socket_note(cluster);
                fs::write(&note, directory.as_os_str().as_bytes())
                    .map_err(io_error("write", &note))?;
                return Ok(directory);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io_error("create", &directory)(error)),
        }
    }
    Err(io_error("create", &base)(
        io::ErrorKind::AlreadyExists.into(),
    ))
}

/// Remembers the short socket folder, so that the next start can clear it away after a kill.
pub(super) fn socket_note(cluster: &Path) -> PathBuf {
    cluster.with_file_name("postgres.socket")
}

pub(super) fn remove_socket_directory(cluster: &Path) {
    let note = socket_note(cluster);
    let Ok(directory) = fs::read(&note) else {
        return;
    };
    let directory = Path::new(OsStr::from_bytes(&directory));
    let ours = directory
        .file_name()
        .is_some_and(|name| name.as_bytes().starts_with(b"docket-") && directory.is_absolute());
    if ours {
        let _ = fs::remove_file(directory.join(SOCKET_FILE));
        let _ = fs::remove_file(directory.join(format!("{SOCKET_FILE}.lock")));
        let _ = fs::remove_dir(directory);
    }
    let _ = fs::remove_file(note);
}

pub(super) fn url(role: &str, socket_directory: &Path) -> String {
    let host = percent_encode(socket_directory.as_os_str().as_bytes(), NON_ALPHANUMERIC);
    format!("postgres://{role}@{host}/{NAME}")
}
