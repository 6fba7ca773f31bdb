//! Sealing anew whatever is not under the current key: what was stored before anything was sealed,
//! and what an older key sealed. A few rows at a time, while the portal serves; begun again it goes
//! on where it stopped, because a sealed value says under which key it is.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::{ALL, Column, EVERY, Purpose, sql};
use crate::document::kept;
use crate::job::{LIKEN, Priority};
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

#[cfg(test)]
mod tests;

/// Until then a portal that serves knows a key that was added.
const KNOWN: Duration = EVERY.saturating_add(Duration::from_secs(1));
/// How many rows are locked at once.
const BATCH: i64 = 200;
/// How many of those that cannot be sealed are named.
const TOLD: u64 = 20;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anew {
    /// How many values and pictures were sealed.
    pub sealed: u64,
    /// How many are not under the current key yet.
    pub left: u64,
    /// How many of these have no key in the file that opens them, or no file; the log names them.
    pub stuck: u64,
}

/// What is sealed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What is not under the current key.
    Old,
    /// Everything, with a new blind index: the key of the indexes is another one.
    All,
}

impl Backend {
    /// Seals anew at the operator's console, for at most `patience`, while the portal serves. It
    /// begins when the portal has read the key file again, so that nothing new comes under the key
    /// before.
    ///
    /// # Errors
    /// When the database or the files fail.
    pub async fn rotate_keys(&self, extent: Extent, patience: Duration) -> Result<Anew> {
        tokio::time::sleep(KNOWN).await;
        let done = self.seal_anew(extent, patience).await?;
        let backend = self.clone();
        unbroken(async move {
            let details = format!("sealed: {}; left: {}", done.sealed, done.left);
            let (now, console) = (backend.clock.now(), audit::Actor::Console);
            let (action, subject) = (audit::Action::KeysRotated, "keys".to_owned());
            let mut tx = backend.pool.begin().await?;
            audit::record(&mut tx, now, console, action, subject, details).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Seals anew, for at most `patience`.
    ///
    /// # Errors
    /// When the database or the files fail.
    pub async fn seal_anew(&self, extent: Extent, patience: Duration) -> Result<Anew> {
        let begun = Instant::now();
        let is_late = || begun.elapsed() > patience;
        let mut done = Anew::default();
        for column in ALL {
            let mut after = None;
            while !is_late() {
                let last = after.as_deref();
                let last = self.seal_some(column, extent, last, &mut done).await?;
                if last.is_none() {
                    break;
                }
                after = last;
            }
        }
        let mut after = Some(Uuid::nil());
        while let Some(last) = after.filter(|_| !is_late()) {
            after = self.seal_next_picture(extent, last, &mut done).await?;
        }
        if extent == Extent::All {
            // What is compared by its index is indexed anew, too.
            let mut conn = self.pool.acquire().await?;
            let (none, now) = (serde_json::Value::Null, self.clock.now());
            self.enqueue(&mut conn, LIKEN, none, Priority::Upkeep, now)
                .await?;
        }
        done.left = self.count_unsealed().await?;
        if done.left == 0 {
            let mut conn = self.pool.acquire().await?;
            sql::finish(&mut conn, self.clock.now()).await?;
            self.keys.refuse_plain();
        }
        Ok(done)
    }

    /// From now on what is not sealed is refused, if everything was sealed once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refuse_plain_once_sealed(&self) -> Result<()> {
        if sql::is_finished(&mut *self.pool.acquire().await?).await? {
            self.keys.refuse_plain();
        }
        Ok(())
    }

    /// Whether the keys are those of this database, as far as one value of each column shows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_its_keys(&self) -> Result<bool> {
        let mut conn = self.pool.acquire().await?;
        for column in ALL {
            if let Some(head) = sql::some_head(&mut conn, column).await?
                && !self.keys.knows(&head)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn count_unsealed(&self) -> Result<u64> {
        let head = self.keys.current_head();
        let mut conn = self.pool.acquire().await?;
        let mut count = sql::count_old_pictures(&mut conn, &head).await?;
        for column in ALL {
            count += sql::count_old(&mut conn, column, &head).await?;
        }
        Ok(count.unsigned_abs())
    }

    /// The last row looked at, if there was one.
    async fn seal_some(
        &self,
        column: &Column,
        extent: Extent,
        after: Option<&[String]>,
        done: &mut Anew,
    ) -> Result<Option<Vec<String>>> {
        let head = self.wanted(extent);
        let mut tx = self.pool.begin().await?;
        let old = sql::old(&mut tx, column, &head, after, BATCH).await?;
        let mut last = None;
        for one in old {
            last = Some(one.row.clone());
            let place = column.place(&one.row.join("/"));
            let plain = match self.keys.open(Purpose::Columns, &place, &one.value) {
                Ok(plain) => plain,
                Err(reason) => {
                    // Without its key a whole table is stuck: some of it says enough.
                    if done.stuck < TOLD {
                        tracing::error!(%reason, "a value cannot be sealed anew");
                    }
                    done.stuck += 1;
                    continue;
                }
            };
            let value = self.keys.seal(Purpose::Columns, &place, &plain);
            let index = match column.index {
                Some(_) => {
                    let text: String = serde_json::from_slice(&plain)
                        .map_err(|_| Error::Inconsistent("indexed column"))?;
                    Some(column.index(&self.keys, &text))
                }
                None => None,
            };
            sql::replace(&mut tx, column, &one.row, &value, index.as_deref()).await?;
            done.sealed += 1;
        }
        tx.commit().await?;
        Ok(last)
    }

    /// The picture looked at, if there was one.
    async fn seal_next_picture(
        &self,
        extent: Extent,
        after: Uuid,
        done: &mut Anew,
    ) -> Result<Option<Uuid>> {
        let head = self.wanted(extent);
        let mut tx = self.pool.begin().await?;
        let Some(old) = sql::old_picture(&mut tx, &head, after).await? else {
            return Ok(None);
        };
        match self.kept_picture(&old.blob_key).await {
            Ok(jpeg) => {
                let fingerprint = kept::fingerprint(&self.keys, &jpeg);
                self.keep_picture(&old.blob_key, jpeg).await?;
                let head = self.keys.current_head();
                sql::set_head(&mut tx, old.id, &head, &fingerprint).await?;
                tx.commit().await?;
                done.sealed += 1;
            }
            Err(reason @ (Error::NotFound | Error::Internal(_))) => {
                tracing::error!(document = %old.id, %reason, "a picture cannot be sealed anew");
                done.stuck += 1;
            }
            Err(error) => return Err(error),
        }
        Ok(Some(old.id))
    }

    /// How a value begins that is left alone.
    fn wanted(&self, extent: Extent) -> Vec<u8> {
        match extent {
            Extent::Old => self.keys.current_head().to_vec(),
            Extent::All => Vec::new(),
        }
    }
}
