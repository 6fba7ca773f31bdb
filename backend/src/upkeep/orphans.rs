//! Files without a row: what a database restored from an older copy does not know, and what a version
//! before this one left behind. They are found every day and said in the log; only the operator
//! removes them, because after a restore they are the newer photos. What an upload leaves that dies
//! before its row is there goes by itself: see [`crate::document::delete_pictures::unless_kept`].

use chrono::TimeDelta;

use crate::{Backend, Result, document};

/// The name of the job.
pub(crate) const FIND_ORPHANS: &str = "find_orphans";

/// How old a file is at least: the row of a younger one may be on its way.
const AGE: TimeDelta = TimeDelta::days(1);
/// How many files are looked up at once.
const BATCH: usize = 500;

/// A file nothing points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// Where it is.
    pub key: String,
    /// How large it is.
    pub bytes: u64,
}

impl Backend {
    /// Photos that are kept and belong to no application, older than a day.
    ///
    /// # Errors
    /// When the store or the database fails.
    pub async fn orphans(&self) -> Result<Vec<Orphan>> {
        let before = self.clock.now() - AGE;
        let mut orphans = Vec::new();
        let mut files = self.blobs.older_than(document::FOLDER, before);
        loop {
            let mut some = Vec::new();
            while some.len() < BATCH
                && let Some((key, bytes)) = files.next().await?
            {
                some.push(Orphan { key, bytes });
            }
            if some.is_empty() {
                return Ok(orphans);
            }
            let keys: Vec<String> = some.iter().map(|file| file.key.clone()).collect();
            let mut conn = self.pool.acquire().await?;
            let unused = document::sql::unused_keys(&mut conn, &keys).await?;
            orphans.extend(some.into_iter().filter(|file| unused.contains(&file.key)));
        }
    }

    /// Removes one of [`Backend::orphans`], unless it has a row by now.
    ///
    /// # Errors
    /// When the store or the database fails.
    pub async fn remove_orphan(&self, orphan: &Orphan) -> Result<()> {
        let keys = std::slice::from_ref(&orphan.key);
        let mut conn = self.pool.acquire().await?;
        if !document::sql::unused_keys(&mut conn, keys)
            .await?
            .is_empty()
        {
            drop(conn);
            self.blobs.delete(&orphan.key).await?;
        }
        Ok(())
    }
}

/// Runs the daily job.
pub(crate) async fn run(backend: &Backend) -> Result<()> {
    let orphans = backend.orphans().await?;
    metrics::gauge!("docket_orphans")
        .set(f64::from(u32::try_from(orphans.len()).unwrap_or(u32::MAX)));
    if !orphans.is_empty() {
        let bytes: u64 = orphans.iter().map(|file| file.bytes).sum();
        tracing::warn!(
            files = orphans.len(),
            bytes,
            "photos belong to no application: `admin orphans` lists them"
        );
    }
    Ok(())
}
