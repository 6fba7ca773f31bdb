//! Sealing anew whatever is not under the current key: what was stored before anything was sealed,
//! and what an older key sealed. A few rows at a time, while the portal serves; begun again it goes
//! on where it stopped, because a sealed value says under which key it is. Files and what follows from
//! another key are the business of whoever has it done: [`crate::upkeep`].

use super::{Column, Purpose, sql};
use crate::{Backend, Error, Result};

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
    /// Seals the values of these columns anew, until it `is_late`.
    pub(crate) async fn seal_columns(
        &self,
        columns: impl Iterator<Item = &'static Column>,
        extent: Extent,
        is_late: impl Fn() -> bool,
        done: &mut Anew,
    ) -> Result<()> {
        for column in columns {
            let mut after = None;
            while !is_late() {
                let last = after.as_deref();
                let last = self.seal_some(column, extent, last, done).await?;
                if last.is_none() {
                    break;
                }
                after = last;
            }
        }
        Ok(())
    }

    /// Everything is under the current key: from now on what is not sealed is refused.
    pub(crate) async fn finish_sealing(&self) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        sql::finish(&mut conn, self.clock.now()).await?;
        self.keys.refuse_plain();
        Ok(())
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

    /// Whether one value of each of these columns is under a key of the key file.
    pub(crate) async fn knows_keys_of(
        &self,
        columns: impl Iterator<Item = &'static Column>,
    ) -> Result<bool> {
        let mut conn = self.pool.acquire().await?;
        for column in columns {
            if let Some(head) = sql::some_head(&mut conn, column).await?
                && !self.keys.knows(&head)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How many values of these columns are not under the current key.
    pub(crate) async fn count_unsealed_values(
        &self,
        columns: impl Iterator<Item = &'static Column>,
    ) -> Result<u64> {
        let head = self.keys.current_head();
        let mut conn = self.pool.acquire().await?;
        let mut count = 0;
        for column in columns {
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

    /// How a value begins that is left alone.
    pub(crate) fn wanted(&self, extent: Extent) -> Vec<u8> {
        match extent {
            Extent::Old => self.keys.current_head().to_vec(),
            Extent::All => Vec::new(),
        }
    }
}
