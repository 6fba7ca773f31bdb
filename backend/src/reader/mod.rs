//! Reads the text on photographs of identity documents, so that a form can fill itself in.
//!
//! What comes out is what the picture seems to say, unvalidated: the caller checks every value
//! with the rule of its field and the applicant confirms it. The reader knows nothing of drafts,
//! fields on a page or the database.

mod card;
mod check;
mod choose;
mod date;
mod grey;
mod identity;
mod licence;
mod line;
mod ocr;
mod place;
mod process;
mod sheet;
mod tesseract;
mod tiff;

use async_trait::async_trait;
use domain::map::Map;

pub use tesseract::Tesseract;

/// Which slot a picture was put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentSide {
    /// Resident identity card, the side with the face.
    IdPortrait,
    /// Resident identity card, the side with the national emblem.
    IdEmblem,
    /// Business licence.
    Licence,
}

/// What a picture says: field id to text. Dates are `YYYY-MM-DD`, `long_term` is `yes`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Only what was read; a field that could not be read is absent.
    pub fields: Map<String, String>,
}

impl Reading {
    /// Keeps `value` for `field` unless there is none or it is blank.
    fn put(&mut self, field: &str, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.fields.insert(field.to_owned(), value);
        }
    }

    fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// Adds what `other` knows and this one does not.
    fn fill_from(&mut self, other: Self) {
        for (field, value) in other.fields {
            self.fields.get_or_insert_with(field, || value);
        }
    }
}

/// Why a picture was not read. None of these is the applicant's fault; the form goes on without.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// The bytes are no picture this reader takes (or one of absurd size).
    #[error("the picture cannot be decoded")]
    Picture(#[from] image::ImageError),
    /// The reading program could not be started or talked to.
    #[error("the text reader does not run")]
    Start(#[from] std::io::Error),
    /// The reading program gave up, for instance at its memory limit.
    #[error("the text reader failed: {0}")]
    Failed(String),
    /// The picture took longer than allowed.
    #[error("the picture took too long to read")]
    TooSlow,
    /// The process is shutting down.
    #[error("the text reader is shutting down")]
    Closed,
}

/// Reads text from a photograph of a document.
#[async_trait]
pub trait TextReader: Send + Sync {
    /// Reads `jpeg` as the given side. An unreadable picture gives an empty reading, not an error.
    async fn read(&self, side: DocumentSide, jpeg: &[u8]) -> Result<Reading, ReaderError>;
}

/// Reads nothing: for installations without a text reader.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReader;

#[async_trait]
impl TextReader for NoReader {
    async fn read(&self, _side: DocumentSide, _jpeg: &[u8]) -> Result<Reading, ReaderError> {
        Ok(Reading::default())
    }
}
