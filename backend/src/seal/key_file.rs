//! The operator's key file: one key a line, an id and 32 bytes in Base64. The first seals, the
//! others only open what they sealed once. A line with the id `index` is the key of the blind
//! indexes. Where the file is and who may read it is the server's business.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ids::{Ids, hex};

/// The id of lines that hold the key of the blind indexes.
pub(super) const INDEX: &str = "index";

/// Why a key file cannot be used. Says nothing of what stands in it but ids.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// A line is something else.
    #[error("line {0} is not an id, a space and 32 bytes in Base64")]
    Line(usize),
    /// An id names two keys.
    #[error("the key `{0}` is there twice")]
    Twice(String),
    /// There is none.
    #[error("it holds no key to seal with")]
    NoKey,
    /// There is none.
    #[error("it holds no line `index`, the key of the blind indexes")]
    NoIndex,
}

/// The keys of a file, in its order.
pub(super) struct Lines {
    pub sealing: Vec<[u8; 32]>,
    pub index: Vec<[u8; 32]>,
}

pub(super) fn parse(text: &str) -> Result<Lines, KeyFileError> {
    let mut ids: Vec<&str> = Vec::new();
    let mut lines = Lines {
        sealing: Vec::new(),
        index: Vec::new(),
    };
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut words = line.split_whitespace();
        let (Some(id), Some(key), None) = (words.next(), words.next(), words.next()) else {
            return Err(KeyFileError::Line(number));
        };
        let key = STANDARD.decode(key).ok();
        let key = key
            .and_then(|key| <[u8; 32]>::try_from(key).ok())
            .ok_or(KeyFileError::Line(number))?;
        if id == INDEX {
            lines.index.push(key);
        } else {
            lines.sealing.push(key);
            if ids.contains(&id) {
                return Err(KeyFileError::Twice(id.to_owned()));
            }
            ids.push(id);
        }
    }
    match (lines.sealing.is_empty(), lines.index.is_empty()) {
        (true, _) => Err(KeyFileError::NoKey),
        (_, true) => Err(KeyFileError::NoIndex),
        _ => Ok(lines),
    }
}

/// A line with a new key to seal with.
#[must_use]
pub fn new_line(ids: &dyn Ids) -> String {
    let id = hex(&ids.number().to_be_bytes()[..4]);
    format!("key-{id} {}\n", STANDARD.encode(ids.token()))
}

/// A line with a new key for the blind indexes.
#[must_use]
pub fn new_index_line(ids: &dyn Ids) -> String {
    format!("{INDEX} {}\n", STANDARD.encode(ids.token()))
}
