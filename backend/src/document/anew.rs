//! Sealing the files of pictures anew, one at a time: the row stays locked meanwhile, so that nobody
//! forgets the picture.

use uuid::Uuid;

use super::{kept, sql};
use crate::seal::{Anew, Extent};
use crate::{Backend, Error, Result};

impl Backend {
    /// How many pictures are not under the current key.
    pub(crate) async fn count_unsealed_pictures(&self) -> Result<u64> {
        let head = self.keys.current_head();
        let mut conn = self.pool.acquire().await?;
        let count = sql::anew::count_old_pictures(&mut conn, &head).await?;
        Ok(count.unsigned_abs())
    }

    /// The picture looked at, if there was one.
    pub(crate) async fn seal_next_picture(
        &self,
        extent: Extent,
        after: Uuid,
        done: &mut Anew,
    ) -> Result<Option<Uuid>> {
        let head = self.wanted(extent);
        let mut tx = self.pool.begin().await?;
        let Some(old) = sql::anew::old_picture(&mut tx, &head, after).await? else {
            return Ok(None);
        };
        match self.kept_picture(&old.blob_key).await {
            Ok(jpeg) => {
                let fingerprint = kept::fingerprint(&self.keys, &jpeg);
                self.keep_picture(&old.blob_key, jpeg).await?;
                let head = self.keys.current_head();
                sql::anew::set_head(&mut tx, old.id, &head, &fingerprint).await?;
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
}
