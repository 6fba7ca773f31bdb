//! Pictures applicants upload: what is acceptable, and why one is not.

pub mod attempt;
pub mod file_kind;
pub mod jpeg;
mod whole;

use serde::{Deserialize, Serialize};

pub use attempt::Attempt;
pub use file_kind::FileKind;
pub use whole::{is_whole, size};

use crate::text::{Language, fill, say};

/// What the name of the control that opens the camera ends in: the field has another one beside it,
/// and what a form sends twice under one name is not read.
pub const CAMERA: &str = "-camera";
/// A stored picture is strictly smaller than this, in bytes (D4).
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// A picture has no more pixels than this when it arrives: those of a phone that takes 24 megapixels.
pub const MAX_PIXELS: u64 = 26_000_000;
/// Decoding never takes more memory than this, in bytes.
pub const MAX_DECODED_BYTES: u64 = 256 * 1024 * 1024;
/// Shorter sides than this show nothing readable, in pixels.
pub const MIN_SIDE: u32 = 200;
/// What the longer side of a picture is shrunk to, in pixels: by the browser before it is sent, and by
/// the server where a browser did not.
pub const UPLOAD_SIDE: u32 = 2600;
/// A longer side on which a card or a licence is still read as well, for pictures that stay large.
pub const READABLE_SIDE: u32 = 2000;
/// What the browser presses a picture below before it sends it, if it can, in bytes: twelve seconds
/// at 400 kbit/s.
pub const UPLOAD_BYTES: usize = 600 * 1024;

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
    /// A picture that ends early or cannot be decoded.
    #[error("damaged")]
    Damaged,
    /// More pixels than anybody needs.
    #[error("too_many_pixels")]
    TooManyPixels,
    /// Too small to read anything on it.
    #[error("too_small")]
    TooSmall,
    /// A photo in a format of phones that only some browsers open.
    #[error("heic")]
    Heic,
    /// A GIF that cannot be opened, or not here.
    #[error("gif")]
    Gif,
    /// A PDF file.
    #[error("pdf")]
    Pdf,
    /// A file of an office program, or an archive.
    #[error("document")]
    Document,
    /// A video.
    #[error("video")]
    Video,
    /// A text.
    #[error("text")]
    Text,
    /// A text under the name of a picture.
    #[error("text_renamed")]
    TextRenamed,
    /// This browser cannot open such a file.
    #[error("unreadable_here")]
    UnreadableHere,
    /// More pixels than this browser can open.
    #[error("too_large_here")]
    TooLargeHere,
    /// This browser keeps pages from converting pictures, and it cannot be sent as it is.
    #[error("conversion_blocked")]
    ConversionBlocked,
    /// The browser cannot read the file any more.
    #[error("gone")]
    Gone,
    /// A newer one was put in its place while it was on its way.
    #[error("superseded")]
    Superseded,
    /// The connection broke.
    #[error("interrupted")]
    Interrupted,
}

impl PictureError {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Empty,
        Self::TooLarge,
        Self::NotJpeg,
        Self::Damaged,
        Self::TooManyPixels,
        Self::TooSmall,
        Self::Heic,
        Self::Gif,
        Self::Pdf,
        Self::Document,
        Self::Video,
        Self::Text,
        Self::TextRenamed,
        Self::UnreadableHere,
        Self::TooLargeHere,
        Self::ConversionBlocked,
        Self::Gone,
        Self::Superseded,
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

    /// Whether the same file may be taken the next time.
    #[must_use]
    pub const fn may_pass_later(self) -> bool {
        matches!(self, Self::Interrupted)
    }

    /// The sentence, with the limits it speaks of.
    #[must_use]
    pub fn say(self, language: Language) -> String {
        let sentence = say(language, &format!("picture_error.{}", self.code()));
        let number = |number: u64| number.to_string();
        let limits = [
            ("mb", &*number(MAX_BYTES as u64 / 1024 / 1024)),
            ("millions", &*number(MAX_PIXELS / 1_000_000)),
            ("side", &*number(MIN_SIDE.into())),
        ];
        fill(&sentence, &limits)
    }
}

/// The size a picture is shrunk to so that its longer side is at most `most` pixels. A long strip keeps
/// its shorter side readable.
#[must_use]
pub fn fitted(width: u32, height: u32, most: u32) -> (u32, u32) {
    let (longer, shorter) = (width.max(height), width.min(height));
    if longer <= most {
        return (width, height);
    }
    // As a fraction: what either side becomes of its own length.
    let (part, whole) =
        match u64::from(shorter) * u64::from(most) < u64::from(MIN_SIDE) * u64::from(longer) {
            true => (MIN_SIDE.min(shorter), shorter),
            false => (most, longer),
        };
    let scaled = |side: u32| {
        let side =
            (u64::from(side) * u64::from(part) + u64::from(whole) / 2) / u64::from(whole.max(1));
        u32::try_from(side.max(1)).unwrap_or(most)
    };
    (scaled(width), scaled(height))
}

crate::named! {
    /// How far the text reader is with a picture.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ReadingState {
        /// Nothing to read on this kind of picture, or no reader.
        None = "none",
        /// In the queue or being read.
        Waiting = "waiting",
        /// Read, and something was found.
        Done = "done",
        /// The reader gave up, or there is no text on it.
        Failed = "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_shrunk_in_proportion_and_never_enlarged() {
        assert_eq!(fitted(5712, 4284, 2600), (2600, 1950));
        assert_eq!(fitted(4284, 5712, 2600), (1950, 2600));
        assert_eq!(fitted(640, 400, 2600), (640, 400));
        assert_eq!(fitted(65535, 1, 2600), (65535, 1));
    }

    #[test]
    fn a_long_strip_stays_high_enough_to_be_taken() {
        let (width, height) = fitted(9000, 300, 2600);
        assert_eq!((width, height), (6000, 200));
    }

    #[test]
    fn a_phone_of_24_megapixels_is_within_the_limits() {
        let pixels: u64 = 5712 * 4284;
        assert_eq!(pixels.min(MAX_PIXELS), pixels);
        assert_eq!((pixels * 3).min(MAX_DECODED_BYTES), pixels * 3);
    }

    #[test]
    fn every_reason_is_said_with_its_limits_filled_in() {
        for error in PictureError::ALL {
            assert_eq!(PictureError::parse(&error.code()), Some(error));
            for language in Language::ALL {
                let sentence = error.say(language);
                assert!(
                    sentence.len() > 10 && !sentence.contains(['{', '}']),
                    "{error}: {sentence}"
                );
            }
        }
    }
}
