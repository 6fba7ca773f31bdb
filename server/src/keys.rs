//! The key file: where it is, who may read it, and how it is made. What stands in it is the
//! backend's business.

use std::fmt::Display;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backend::ids::{Ids, RandomIds};
use backend::seal::{KeyFileError, Keyring, new_index_line, new_line};

use crate::config::ProcessSettings;
use crate::start::StartError;

/// The keys of the process. The demo makes its own at its first start.
///
/// # Errors
/// The file is missing, no key file, or open to everybody on this machine.
pub fn load(settings: &ProcessSettings) -> Result<Keyring, StartError> {
    let path = match (&settings.keys, settings.is_demo()) {
        (Some(path), _) => path.clone(),
        (None, true) => own(&settings.data_dir)?,
        (None, false) => return Err(StartError::NoKeys),
    };
    let text = read(&path).map_err(StartError::Keys)?;
    // Only what is a key file ever comes from it: a half-written one changes nothing.
    let again = {
        let path = path.clone();
        move || read(&path)
    };
    Keyring::watching(&text, Arc::new(RandomIds), again)
        .map_err(|error| StartError::Keys(of(&path, &error)))
}

/// What stands in a key file, if it is one and not for everybody to read.
fn read(path: &Path) -> Result<String, String> {
    let of = |reason: &dyn Display| of(path, reason);
    let mode = fs::metadata(path).map_err(|error| of(&error))?;
    if mode.permissions().mode() & 0o007 != 0 {
        return Err(of(
            &"everybody on this machine may open it; chmod 600 closes it",
        ));
    }
    let text = fs::read_to_string(path).map_err(|error| of(&error))?;
    check(&text).map_err(|error| of(&error))?;
    Ok(text)
}

fn check(text: &str) -> Result<(), KeyFileError> {
    Keyring::parse(text, Arc::new(RandomIds)).map(drop)
}

fn of(path: &Path, reason: &dyn Display) -> String {
    format!("{}: {reason}", path.display())
}

/// The key file of the demo.
fn own(data_dir: &Path) -> Result<PathBuf, StartError> {
    let path = data_dir.join("keys");
    if !path.exists() {
        fs::create_dir_all(data_dir).map_err(StartError::other)?;
        add(&path, &RandomIds)?;
    }
    Ok(path)
}

/// Lines for a new key file.
#[must_use]
pub fn lines(ids: &dyn Ids) -> String {
    new_line(ids) + &new_index_line(ids)
}

/// Puts a new key before the others of a file, so that it seals from now on; makes the file when
/// there is none, or nothing in it. The file under this name is always a whole one.
///
/// # Errors
/// It cannot be read or written, or holds something else than keys.
pub fn add(path: &Path, ids: &dyn Ids) -> Result<(), StartError> {
    let failed = |error: std::io::Error| StartError::Keys(format!("{}: {error}", path.display()));
    let (text, owner, mode) = match fs::read_to_string(path) {
        Ok(before) => {
            let metadata = fs::metadata(path).map_err(failed)?;
            let owner = Some((metadata.uid(), metadata.gid()));
            let mode = metadata.permissions().mode();
            let text = match before.trim().is_empty() {
                true => lines(ids),
                false => {
                    check(&before).map_err(|error| StartError::Keys(of(path, &error)))?;
                    new_line(ids) + &before
                }
            };
            (text, owner, mode & 0o770)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => (lines(ids), None, 0o600),
        Err(error) => return Err(failed(error)),
    };
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    let unfinished = PathBuf::from(unfinished);
    let write = || {
        // Left behind by one that was stopped, perhaps for other eyes.
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&unfinished)?;
        // As it was: whoever serves may be somebody else, or in its group.
        let mode = match owner {
            Some((user, group)) if fchown(&file, Some(user), Some(group)).is_err() => mode & 0o700,
            _ => mode,
        };
        file.set_permissions(Permissions::from_mode(mode))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().map_err(failed)
}
