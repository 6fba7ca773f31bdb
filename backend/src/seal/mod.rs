//! Values that whoever has only the database or the files can neither read nor move: sealed with a
//! key from the operator's key file, each for the one place it stands in. What must be found again
//! by its exact text has a blind index beside it.
//!
//! A sealed value is `0x01`, four bytes that name its key, a random nonce of 24 bytes, and
//! XChaCha20-Poly1305 over the rest with its place as associated data. Neither JSON nor JPEG begins
//! with `0x01`: what was stored before anything was sealed is told apart by that, and still read.
//!
//! Errors name places, never values. It knows nothing of what the values mean.

mod anew;
pub mod column;
mod key_file;
mod keyring;
mod sealed;
mod source;
mod sql;
#[cfg(test)]
mod tests;

pub use anew::{Anew, Extent};
pub use column::Column;
pub use key_file::{KeyFileError, new_index_line, new_line};
pub use keyring::{Keyring, Purpose};
pub use sealed::Sealed;
pub use source::EVERY;

/// Why a sealed value stays closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// The key it was sealed with is not in the key file.
    #[error("the key that {0} was sealed with is not in the key file")]
    NoKey(String),
    /// It was changed, or belongs to another place.
    #[error("{0} does not open: it was changed, or moved there from another place")]
    Broken(String),
    /// It opens, and is not what belongs there.
    #[error("{0} holds what no version of this program writes")]
    Misshapen(String),
}

impl From<Unopened> for crate::Error {
    fn from(reason: Unopened) -> Self {
        Self::Internal(reason.to_string())
    }
}

impl From<Unopened> for sqlx::Error {
    fn from(reason: Unopened) -> Self {
        Self::Decode(Box::new(reason))
    }
}
