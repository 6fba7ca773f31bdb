//! JSON read back, in one way: each way makes code of its own for every type.

use serde::de::DeserializeOwned;

/// Reads a value; `None` where it is none.
#[must_use]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    // As answers of the server are read.
    serde_json::from_slice(text.as_bytes()).ok()
}
