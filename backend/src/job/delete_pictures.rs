//! The job that deletes the bytes of pictures whose rows are gone. Its payload is a list of keys.

use super::{Job, sql};
use crate::{Backend, Error, Result};

/// Runs the job.
pub(super) async fn run(backend: &Backend, job: &Job) -> Result<()> {
    let keys: Vec<String> = serde_json::from_value(job.payload.clone())
        .map_err(|_| Error::Inconsistent("keys of pictures"))?;
    for key in keys {
        // A key in use is a mistake of whoever asked, and the picture must not pay for it.
        let used = sql::is_key_used(&mut *backend.pool.acquire().await?, &key).await?;
        if !used {
            backend.blobs.delete(&key).await?;
        }
    }
    Ok(())
}
