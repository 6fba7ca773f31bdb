//! Pictures: taking them in, showing them to who may see them, reading text off them.

pub(crate) mod kept;
pub mod picture;
pub(crate) mod read_document;
pub(crate) mod sql;
mod watermark;

use std::collections::BTreeMap;

use domain::application::kind::{ApplicationKind, DocumentPage};
use domain::application::view::{PictureView, ReadingView};
use domain::document::ReadingState;
use domain::form::Field;
use domain::id::{ApplicationId, DocumentId};
use sqlx::PgConnection;
use tokio::sync::Semaphore;

use crate::application::open::{Lock, Opened};
use crate::application::{Caller, Carried, Place};
use crate::budget::Goods;
use crate::pool::unbroken;
use crate::session::Owner;
use crate::{Backend, Error, Result, audit, job};

/// Decoding takes up to three times a picture's pixels in memory: two at a time are enough for two
/// cores, and bound what an onslaught of uploads can take.
static DECODERS: Semaphore = Semaphore::const_new(2);

/// Where pictures are kept in the file store.
pub(crate) const FOLDER: &str = "documents";

const UNASKED: Error = Error::Malformed("no picture is asked for here");

/// A picture whose bytes are kept already.
struct Kept {
    id: DocumentId,
    blob_key: String,
    bytes: u32,
    fingerprint: Vec<u8>,
    head: Vec<u8>,
    width: u32,
    height: u32,
}

/// The slot of a picture that may be put or taken away now.
fn asked(opened: &Opened, field: &str) -> Option<&'static Field> {
    opened
        .spec()
        .field(field)
        .filter(|field| field.is_upload() && opened.may_change(field))
}

impl Backend {
    /// Takes in a picture for an upload field, in place of the one that is there.
    ///
    /// # Errors
    /// [`Error::Picture`] says what is wrong with it; nothing is changed then.
    pub async fn store_picture(
        &self,
        caller: &Caller,
        place: &Place,
        field: &str,
        bytes: Vec<u8>,
    ) -> Result<Carried<PictureView>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let field = field.to_owned();
        unbroken(async move { backend.store(&caller, &place, &field, bytes).await }).await
    }

    async fn store(
        &self,
        caller: &Caller,
        place: &Place,
        field: &str,
        bytes: Vec<u8>,
    ) -> Result<Carried<PictureView>> {
        self.refuse_unasked(caller, place, field).await?;
        let mut conn = self.pool.acquire().await?;
        self.spend(&mut conn, caller, Goods::Upload).await?;
        drop(conn);
        let permit = DECODERS.acquire().await.map_err(|_| Error::Busy)?;
        let picture = tokio::task::spawn_blocking(move || picture::clean(&bytes)).await??;
        drop(permit);
        let id = DocumentId(self.ids.id());
        let kept = Kept {
            id,
            blob_key: format!("{FOLDER}/{id}.jpg"),
            bytes: u32::try_from(picture.jpeg.len()).map_err(|_| Error::Internal("size".into()))?,
            fingerprint: kept::fingerprint(&self.keys, &picture.jpeg),
            head: self.keys.current_head().to_vec(),
            width: picture.width,
            height: picture.height,
        };
        // The file first: a row always points to a whole file. A file without a row is only waste.
        self.keep_picture(&kept.blob_key, picture.jpeg).await?;
        let stored = self.put_into_slot(caller, place, field, &kept).await;
        // When the database failed the row may be there all the same.
        if matches!(&stored, Err(error) if !matches!(error, Error::Database(_))) {
            self.blobs.delete(&kept.blob_key).await?;
        }
        stored
    }

    /// Nobody gets work done, or a file kept, for a picture that is not asked for.
    async fn refuse_unasked(&self, caller: &Caller, place: &Place, field: &str) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        let is_asked = match self.open(&mut conn, caller, place, Lock::No).await? {
            Some(opened) => asked(&opened, field).is_some(),
            None => ApplicationKind::entrance()
                .spec()
                .field(field)
                .is_some_and(Field::is_upload),
        };
        match is_asked {
            true => Ok(()),
            false => Err(UNASKED),
        }
    }

    async fn put_into_slot(
        &self,
        caller: &Caller,
        place: &Place,
        field: &str,
        kept: &Kept,
    ) -> Result<Carried<PictureView>> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let (opened, token) = self.open_or_start(&mut tx, caller, place).await?;
        let asked = asked(&opened, field).ok_or(UNASKED)?;
        let mut readable = opened.spec().readable.iter();
        let is_read = readable.any(|(readable, _)| *readable == asked.id);
        // Where no more is read it is still kept; its owner types what it says.
        let is_read = is_read
            && match self.spend(&mut tx, caller, Goods::Reading).await {
                Err(Error::Spent { .. }) => false,
                spent => spent.map(|()| true)?,
            };
        let reading = match is_read {
            true => ReadingState::Waiting,
            false => ReadingState::None,
        };
        let gone = self.empty_slot(&mut tx, opened.id, asked.id).await?;
        let unsent_by = match opened.row.round {
            0 => {
                let bytes = kept.bytes.into();
                Some(self.charge_picture(&mut tx, caller, bytes).await?)
            }
            _ => None,
        };
        let new = sql::New {
            id: kept.id,
            application: opened.id,
            field: asked.id,
            fingerprint: &kept.fingerprint,
            bytes: signed(kept.bytes),
            width: signed(kept.width),
            height: signed(kept.height),
            blob_key: &kept.blob_key,
            head: &kept.head,
            reading_state: reading.id(),
            unsent_by: unsent_by.as_deref(),
            now,
        };
        sql::insert(&mut tx, &new).await?;
        if is_read {
            self.enqueue_reading(&mut tx, opened.id, asked.id, kept.id)
                .await?;
        }
        tx.commit().await?;
        self.delete_files(gone).await?;
        let value = PictureView {
            id: kept.id,
            field: asked.id.to_owned(),
            bytes: kept.bytes,
            width: kept.width,
            height: kept.height,
            reading,
        };
        Ok(Carried { value, token })
    }

    /// Takes a picture away again.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the field may not be changed now.
    pub async fn remove_picture(&self, caller: &Caller, place: &Place, field: &str) -> Result<()> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let field = field.to_owned();
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open(&mut tx, &caller, &place, Lock::ForUpdate)
                .await?
                .ok_or(Error::NotFound)?;
            let asked = asked(&opened, &field).ok_or(UNASKED)?;
            let gone = backend.empty_slot(&mut tx, opened.id, asked.id).await?;
            tx.commit().await?;
            backend.delete_files(gone).await?;
            Ok(())
        })
        .await
    }

    /// Takes what is in a slot out of it: nobody reads it any more, and unless a submission shows
    /// it the row is gone. Returns where the bytes are that nothing points to then.
    async fn empty_slot(
        &self,
        conn: &mut PgConnection,
        application: ApplicationId,
        field: &str,
    ) -> Result<Vec<String>> {
        sql::retire(conn, application, field, self.clock.now()).await?;
        job::forget_reading(conn, application, field).await?;
        Ok(sql::forget_replaced_in(conn, application, field).await?)
    }

    /// Deletes bytes nothing points to any more; what cannot be deleted now is left to a job.
    async fn delete_files(&self, keys: Vec<String>) -> Result<()> {
        let mut left = Vec::new();
        for key in keys {
            if let Err(error) = self.blobs.delete(&key).await {
                tracing::warn!(%error, "a picture that was replaced could not be deleted yet");
                left.push(key);
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        let mut conn = self.pool.acquire().await?;
        job::delete_later(self, &mut conn, left, None).await
    }

    /// The bytes of a picture, for its owner and for staff who may see the case. That staff saw it
    /// is in the audit log before they do, and who they are and when is drawn into what they see.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else.
    pub async fn read_picture(&self, caller: &Caller, id: DocumentId) -> Result<Vec<u8>> {
        let mut conn = self.pool.acquire().await?;
        let row = sql::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
        let application =
            crate::application::sql::find(&mut conn, ApplicationId(row.application_id))
                .await?
                .ok_or(Error::NotFound)?;
        let session = caller.session.as_ref().ok_or(Error::NotFound)?;
        let may_see = match &session.owner {
            Owner::Applicant { account, .. } => application.account_id == Some(account.0),
            Owner::Visitor => {
                application.account_id.is_none()
                    && session.draft == Some(ApplicationId(row.application_id))
            }
            Owner::PasswordDue { .. } => false,
            Owner::Staff { reviewer, .. } => {
                application.round > 0 && reviewer.may_see(application.office_id.as_deref())
            }
        };
        if !may_see {
            return Err(Error::NotFound);
        }
        if let Owner::Staff {
            staff, user_name, ..
        } = &session.owner
        {
            let mark = self.mark_of(user_name);
            let (staff, subject) = (*staff, format!("document:{}", id.0));
            let details = format!("application:{}", row.application_id);
            drop(conn);
            let seen = audit::Action::SawPicture;
            self.record_look(staff, seen, subject, details).await?;
            let jpeg = self.kept_picture(&row.blob_key).await?;
            let permit = DECODERS.acquire().await.map_err(|_| Error::Busy)?;
            let marked = move || {
                // To the end, even when the browser hangs up.
                let _permit = permit;
                watermark::mark(&jpeg, &mark)
            };
            return tokio::task::spawn_blocking(marked).await?;
        }
        drop(conn);
        self.kept_picture(&row.blob_key).await
    }

    /// Who looks, and when at the operator's place.
    fn mark_of(&self, user_name: &str) -> String {
        let now = self.clock.now().with_timezone(&self.settings.offset);
        format!("{user_name}  {}", now.format("%Y-%m-%d %H:%M"))
    }

    /// How far the reader is with the picture in a field, and what it filled in.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no picture.
    pub async fn reading(
        &self,
        caller: &Caller,
        place: &Place,
        field: &str,
    ) -> Result<ReadingView> {
        let mut conn = self.pool.acquire().await?;
        let opened = self
            .open(&mut conn, caller, place, Lock::No)
            .await?
            .ok_or(Error::NotFound)?;
        let row = sql::current(&mut conn, opened.id)
            .await?
            .into_iter()
            .find(|row| row.field == field)
            .ok_or(Error::NotFound)?;
        let sources = &opened.sources;
        let mut filled = row.reading(&self.keys)?;
        filled.retain(|id, text| sources.get(id) == Some(text));
        Ok(ReadingView {
            state: reading_state(&row)?,
            filled,
        })
    }
}

/// The pictures an application holds now, by field.
pub(crate) async fn current(
    conn: &mut PgConnection,
    application: ApplicationId,
) -> Result<BTreeMap<String, PictureView>> {
    sql::current(conn, application)
        .await?
        .into_iter()
        .map(|row| Ok((row.field.clone(), view(&row)?)))
        .collect()
}

/// What a page is told about a picture.
pub(crate) fn view(row: &sql::Row) -> Result<PictureView> {
    Ok(PictureView {
        id: DocumentId(row.id),
        field: row.field.clone(),
        bytes: row.bytes.unsigned_abs(),
        width: row.width.unsigned_abs(),
        height: row.height.unsigned_abs(),
        reading: reading_state(row)?,
    })
}

fn reading_state(row: &sql::Row) -> Result<ReadingState> {
    ReadingState::parse(&row.reading_state).ok_or(Error::Inconsistent("document.reading_state"))
}

fn signed(size: u32) -> i32 {
    i32::try_from(size).unwrap_or(i32::MAX)
}

/// Which page of which document the reader is told to expect.
pub(crate) const fn side(page: DocumentPage) -> crate::reader::DocumentSide {
    match page {
        DocumentPage::IdPortrait => crate::reader::DocumentSide::IdPortrait,
        DocumentPage::IdEmblem => crate::reader::DocumentSide::IdEmblem,
        DocumentPage::Licence => crate::reader::DocumentSide::Licence,
    }
}
