//! The bytes of pictures, sealed in the blob store under their keys. What was stored before anything
//! was sealed is still shown.

use sha2::{Digest as _, Sha256};

use crate::ids::hex;
use crate::seal::{Keyring, Purpose};
use crate::{Backend, Result};

/// What is the same for the same picture, and says nothing of it to whoever lacks the keys.
pub(crate) fn fingerprint(keys: &Keyring, jpeg: &[u8]) -> Vec<u8> {
    fingerprint_of(keys, &Sha256::digest(jpeg))
}

/// The same for a picture of which only the SHA-256 is known.
pub(crate) fn fingerprint_of(keys: &Keyring, sha256: &[u8]) -> Vec<u8> {
    keys.index("document.fingerprint", &hex(sha256))
}

impl Backend {
    /// Keeps a picture; what stood under the key is replaced.
    pub(crate) async fn keep_picture(&self, key: &str, jpeg: Vec<u8>) -> Result<()> {
        let (keys, place) = (self.keys.clone(), key.to_owned());
        // Milliseconds for a large one.
        let seal = move || keys.seal(Purpose::Pictures, &place, &jpeg);
        let sealed = tokio::task::spawn_blocking(seal).await?;
        self.blobs.put(key, sealed).await
    }

    /// The picture under a key.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; an internal one when it does not open.
    pub(crate) async fn kept_picture(&self, key: &str) -> Result<Vec<u8>> {
        let stored = self.blobs.get(key).await?;
        let (keys, place) = (self.keys.clone(), key.to_owned());
        let open = move || keys.open(Purpose::Pictures, &place, &stored);
        Ok(tokio::task::spawn_blocking(open).await??)
    }
}
