//! Pictures applicants upload: what is acceptable, and why one is not.

use serde::{Deserialize, Serialize};

/// A stored picture is strictly smaller than this, in bytes (D4).
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Neither side of a picture is longer than this, in pixels, when it arrives.
pub const MAX_SIDE: u32 = 8192;
/// Decoding never takes more memory than this, in bytes.
pub const MAX_DECODED_BYTES: u64 = 64 * 1024 * 1024;
/// Shorter sides than this show nothing readable, in pixels.
pub const MIN_SIDE: u32 = 200;
/// What the browser shrinks the longer side to before it sends a picture, in pixels.
pub const UPLOAD_SIDE: u32 = 2600;

/// Why a picture is not acceptable; the texts are at `picture_error.<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PictureError {
    /// Nothing arrived.
    #[error("empty")]
    Empty,
    /// Not smaller than 5 MB.
    #[error("too_large")]
    TooLarge,
    /// Not a JPEG, whatever its name says.
    #[error("not_jpeg")]
    NotJpeg,
    /// A JPEG that ends early or cannot be decoded.
    #[error("damaged")]
    Damaged,
    /// More pixels than anybody needs.
    #[error("too_many_pixels")]
    TooManyPixels,
    /// Too small to read anything on it.
    #[error("too_small")]
    TooSmall,
    /// This browser cannot open such a file (HEIC, for example).
    #[error("unreadable_here")]
    UnreadableHere,
    /// The connection broke.
    #[error("interrupted")]
    Interrupted,
}

impl PictureError {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Empty,
        Self::TooLarge,
        Self::NotJpeg,
        Self::Damaged,
        Self::TooManyPixels,
        Self::TooSmall,
        Self::UnreadableHere,
        Self::Interrupted,
    ];

    /// The stable code.
    #[must_use]
    pub fn code(self) -> String {
        self.to_string()
    }

    /// Reads the code back.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|error| error.code() == code)
    }
}

/// How far the text reader is with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingState {
    /// Nothing to read on this kind of picture, or no reader.
    None,
    /// In the queue or being read.
    Waiting,
    /// Read, and something was found.
    Done,
    /// The reader gave up, or there is no text on it.
    Failed,
}

impl ReadingState {
    /// Its name in rows.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Reads the name back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        [Self::None, Self::Waiting, Self::Done, Self::Failed]
            .into_iter()
            .find(|state| state.id() == id)
    }
}
