//! The folder for everything that is not in the database: mails with codes, pictures, keys, the
//! Postgres of the demo. Nobody else on the machine has any business in it.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::Mode;
use rustix::process::{geteuid, umask};

use crate::start::StartError;

/// What Docket puts into it, where it has been longer than files were private. Postgres looks after
/// its own folder.
const CONTENTS: [&str; 7] = [
    "outbox",
    "blobs",
    "incoming",
    "keys",
    "postgres.log",
    "postgres.lock",
    "postgres.socket",
];

/// Rights of the group and of everybody else.
const OTHERS: u32 = 0o077;

/// Of everybody who is not in the group.
const EVERYBODY: u32 = 0o007;

/// The right to pass through for the group, which the user has who runs Postgres for root.
const PASSING: u32 = 0o010;

/// A folder that everybody may put things into, such as `/tmp`.
const SHARED: u32 = 0o1000;

/// From now on whatever this process makes is for its user alone.
pub fn keep_private() {
    umask(Mode::from_raw_mode(OTHERS));
}

/// Makes the folder when it is missing, and closes it to others.
///
/// # Errors
/// It cannot be made or closed, or belongs to everybody.
pub fn close(folder: &Path) -> Result<(), StartError> {
    let failed = |error: io::Error| {
        StartError::DataFolder(format!("{} cannot be used: {error}", folder.display()))
    };
    let metadata = match fs::metadata(folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(folder).map_err(failed)?;
            return Ok(());
        }
        Err(error) => return Err(failed(error)),
    };
    if !metadata.is_dir() {
        return Err(failed(io::ErrorKind::NotADirectory.into()));
    }
    if metadata.mode() & SHARED != 0 {
        return Err(StartError::DataFolder(format!(
            "{} is for everybody on this machine: DOCKET_DATA_DIR needs a folder of its own",
            folder.display()
        )));
    }
    let allowed = match geteuid().is_root() {
        true => PASSING,
        false => 0,
    };
    narrow(folder, &metadata, allowed)?;
    for name in CONTENTS {
        let path = folder.join(name);
        narrow_found(&path)?;
        if name == "outbox" {
            for mail in fs::read_dir(&path).into_iter().flatten().flatten() {
                narrow_found(&mail.path())?;
            }
        }
    }
    Ok(())
}

/// The folder for its user alone; folders on the way to it as folders usually are.
fn make(folder: &Path) -> io::Result<()> {
    if let Some(parent) = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        && !parent.exists()
    {
        let missing = parent.ancestors().take_while(|path| !path.exists());
        let missing: Vec<&Path> = missing.collect();
        for path in missing
            .into_iter()
            .rev()
            .filter(|path| !path.as_os_str().is_empty())
        {
            fs::create_dir(path)?;
            fs::set_permissions(path, Permissions::from_mode(0o755))?;
        }
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn narrow_found(path: &Path) -> Result<(), StartError> {
    match fs::symlink_metadata(path) {
        // Where a link leads is somebody's decision.
        Ok(metadata) if metadata.is_symlink() => Ok(()),
        Ok(metadata) => narrow(path, &metadata, 0),
        Err(_) => Ok(()),
    }
}

/// Takes away whatever rights others have, but for those allowed.
fn narrow(path: &Path, metadata: &Metadata, allowed: u32) -> Result<(), StartError> {
    let mode = metadata.mode() & 0o777;
    let narrowed = mode & !(OTHERS & !allowed);
    if narrowed == mode {
        return Ok(());
    }
    match fs::set_permissions(path, Permissions::from_mode(narrowed)) {
        Ok(()) => {
            tracing::info!(
                path = %path.display(),
                "closed to other users: its rights were {mode:o} and are {narrowed:o}"
            );
            Ok(())
        }
        // Somebody else's, who let in a group.
        Err(_) if mode & EVERYBODY == 0 => Ok(()),
        Err(error) => Err(StartError::DataFolder(format!(
            "{} is open to everybody on this machine and cannot be closed ({error}): `chmod {:o}` \
             closes it",
            path.display(),
            mode & !EVERYBODY
        ))),
    }
}

/// Closes a folder of pictures elsewhere to everybody who is not in its group. They are sealed, so
/// one that cannot be closed is only warned of.
pub fn close_to_everybody(folder: &Path) {
    let Ok(metadata) = fs::metadata(folder) else {
        return;
    };
    let mode = metadata.mode() & 0o7777;
    if mode & EVERYBODY == 0 {
        return;
    }
    let closed = Permissions::from_mode(mode & !EVERYBODY);
    if mode & SHARED != 0 || fs::set_permissions(folder, closed).is_err() {
        tracing::warn!(
            "everybody on this machine may look into {}",
            folder.display()
        );
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use backend::ids::{Ids as _, RandomIds};

    use super::*;

    fn place() -> PathBuf {
        std::env::temp_dir().join(format!("docket-folder-{}", RandomIds.id()))
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).map_or(0, |metadata| metadata.mode() & 0o7777)
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    }

    #[test]
    fn a_new_one_is_private_and_the_way_to_it_is_not() {
        let place = place();
        let folder = place.join("a/data");
        close(&folder).expect("it is made");
        assert_eq!((mode(&place.join("a")), mode(&folder)), (0o755, 0o700));
        fs::remove_dir_all(place).expect("it is there");
    }

    #[test]
    fn one_that_was_open_is_closed_with_all_that_is_in_it() {
        let folder = place();
        fs::create_dir_all(folder.join("outbox")).expect("it is made");
        fs::create_dir_all(folder.join("blobs")).expect("it is made");
        let files = ["keys", "postgres.log", "outbox/1.eml"].map(|name| folder.join(name));
        for file in &files {
            fs::write(file, "").expect("it is made");
            set(file, 0o644);
        }
        for path in [folder.clone(), folder.join("outbox"), folder.join("blobs")] {
            set(&path, 0o775);
        }
        close(&folder).expect("it is closed");
        for path in [folder.clone(), folder.join("outbox"), folder.join("blobs")] {
            // Root leaves the way to its Postgres open.
            assert_eq!(mode(&path) & !PASSING, 0o700, "{}", path.display());
        }
        for file in &files {
            assert_eq!(mode(file), 0o600, "{}", file.display());
        }
        fs::remove_dir_all(folder).expect("it is there");
    }

    #[test]
    fn one_that_everybody_shares_is_refused() {
        let folder = place();
        fs::create_dir(&folder).expect("it is made");
        set(&folder, 0o1777);
        let refusal = close(&folder).expect_err("it is shared").to_string();
        assert!(refusal.ends_with("needs a folder of its own."), "{refusal}");
        assert_eq!(mode(&folder), 0o1777, "it is left as it is");
        fs::remove_dir(folder).expect("it is there");
    }
}
