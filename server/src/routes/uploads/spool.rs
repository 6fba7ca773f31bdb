//! Where a picture waits while it arrives and until it is its turn: on disk but for its last piece,
//! so that many slow phones take hardly any memory.

use std::fs::{File, OpenOptions, remove_file};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::task::spawn_blocking;

/// How much is held in memory before it is written, in bytes.
const PIECE: usize = 64 * 1024;

/// The directory pictures wait in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SpoolRoom(PathBuf);

impl SpoolRoom {
    /// This directory, made when missing and closed to other users.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)?;
        Ok(Self(path.to_owned()))
    }

    /// A file without a name: it is gone when it is closed, however the process ends.
    fn file(&self) -> io::Result<File> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = self.0.join(format!("{}-{count}", std::process::id()));
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)?;
        remove_file(&path)?;
        Ok(file)
    }
}

/// A picture that arrives.
#[derive(Debug)]
pub struct Spool {
    room: SpoolRoom,
    file: Option<File>,
    written: usize,
    rest: Vec<u8>,
}

impl Spool {
    /// Nothing has arrived yet.
    #[must_use]
    pub const fn new(room: SpoolRoom) -> Self {
        Self {
            room,
            file: None,
            written: 0,
            rest: Vec::new(),
        }
    }

    /// How much has arrived, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.written + self.rest.len()
    }

    /// Whether nothing has arrived.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes in a piece.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub async fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        self.rest.extend_from_slice(piece);
        if self.rest.len() < PIECE {
            return Ok(());
        }
        let (room, file) = (self.room.clone(), self.file.take());
        let mut piece = std::mem::take(&mut self.rest);
        let write = move || {
            let mut file = file.map_or_else(|| room.file(), Ok)?;
            file.write_all(&piece)?;
            let length = piece.len();
            piece.clear();
            Ok::<_, io::Error>((file, length, piece))
        };
        let (file, length, piece) = spawn_blocking(write).await??;
        self.file = Some(file);
        self.written += length;
        self.rest = piece;
        Ok(())
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// The disk is gone.
    pub async fn into_bytes(self) -> io::Result<Vec<u8>> {
        let Self {
            file,
            written,
            rest,
            ..
        } = self;
        let Some(mut file) = file else {
            return Ok(rest);
        };
        let read = move || {
            let mut bytes = Vec::with_capacity(written + rest.len());
            file.rewind()?;
            file.read_to_end(&mut bytes)?;
            bytes.extend_from_slice(&rest);
            Ok(bytes)
        };
        spawn_blocking(read).await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_comes_out_is_what_went_in_and_nothing_stays_behind() {
        let path = std::env::temp_dir().join(format!("docket-spool-{}", std::process::id()));
        let room = SpoolRoom::new(&path).unwrap();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 17] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut spool = Spool::new(room.clone());
            for piece in bytes.chunks(10_007) {
                spool.push(piece).await.unwrap();
            }
            assert_eq!(spool.len(), length);
            assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0);
            assert_eq!(spool.into_bytes().await.unwrap(), bytes);
        }
        std::fs::remove_dir(&path).unwrap();
    }
}
