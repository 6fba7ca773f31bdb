//! Finds the programs of Postgres, in the version that made the cluster.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::error::{PostgresError, io_error};

/// A folder with the programs of one Postgres.
#[derive(Debug, PartialEq)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    /// The major version, such as `15`.
    pub(super) version: String,
}

/// Every usable Postgres: `PG_BIN_DIR` alone when it is set, else `PATH`, then where Debian, Red
/// Hat and Homebrew put theirs, newest first.
pub(super) async fn installed() -> Result<Vec<Binaries>, PostgresError> {
    let complete = |folder: &Path| {
        ["initdb", "postgres"]
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    if let Some(folder) = std::env::var_os("PG_BIN_DIR").filter(|folder| !folder.is_empty()) {
        let folder = PathBuf::from(folder);
        if !folder.is_dir() {
            return Err(PostgresError::NoBinDir(folder));
        }
        if !complete(&folder) {
            return Err(PostgresError::WrongBinDir(folder));
        }
        return match version(&folder).await {
            Some(version) => Ok(vec![Binaries { folder, version }]),
            None => Err(PostgresError::DeadBinDir(folder)),
        };
    }

    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut packaged: Vec<PathBuf> = Vec::new();
    for parent in [
        "/usr/lib/postgresql",
        "/usr",
        "/opt/homebrew/opt",
        "/usr/local/opt",
    ] {
        let Ok(entries) = fs::read_dir(parent) else {
            continue;
        };
        packaged.extend(entries.flatten().map(|entry| entry.path()).filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            parent == "/usr/lib/postgresql"
                || name.starts_with("pgsql-")
                || name.starts_with("postgresql")
        }));
    }
    let number = |path: &PathBuf| -> u32 {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
            .parse()
            .unwrap_or(0)
    };
    packaged.sort_by_key(|path| std::cmp::Reverse(number(path)));
    folders.extend(packaged.into_iter().map(|folder| folder.join("bin")));

    let mut found = Vec::new();
    for folder in folders.into_iter().filter(|folder| complete(folder)) {
        if let Some(version) = version(&folder).await {
            found.push(Binaries { folder, version });
        }
    }
    if found.is_empty() {
        Err(PostgresError::NoBinaries)
    } else {
        Ok(found)
    }
}

/// The major version, from `postgres (PostgreSQL) 15.18 (Debian …)`.
async fn version(folder: &Path) -> Option<String> {
    let output = Command::new(folder.join("postgres"))
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .await
        .ok()?;
    major(&String::from_utf8_lossy(&output.stdout))
}

pub(super) fn major(said: &str) -> Option<String> {
    let number = said.split_once("(PostgreSQL)")?.1.trim_start();
    let end = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    (end > 0).then(|| number[..end].to_owned())
}

/// The major version that made the cluster, or nothing when there is none yet.
pub(super) fn made_by(cluster: &Path) -> Result<Option<String>, PostgresError> {
    match fs::read_to_string(cluster.join("PG_VERSION")) {
        Ok(version) => Ok(Some(version.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match fs::read_dir(cluster).map(|mut entries| entries.next().is_none()) {
                Ok(false) => Err(PostgresError::NotACluster(cluster.to_owned())),
                _ => Ok(None),
            }
        }
        Err(error) => Err(io_error("read", cluster)(error)),
    }
}

pub(super) fn pick<'a>(
    installed: &'a [Binaries],
    made: Option<&str>,
    cluster: &Path,
) -> Result<&'a Binaries, PostgresError> {
    let fitting = match made {
        None => installed.first(),
        Some(made) => installed.iter().find(|binaries| binaries.version == made),
    };
    fitting.ok_or_else(|| {
        let mut found: Vec<&str> = installed
            .iter()
            .map(|found| found.version.as_str())
            .collect();
        found.dedup();
        PostgresError::OtherVersion {
            cluster: cluster.to_owned(),
            made: made.unwrap_or_default().to_owned(),
            found: found.join(" and "),
        }
    })
}
