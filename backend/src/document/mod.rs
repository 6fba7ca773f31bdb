//! Pictures: taking them in, showing them to who may see them, reading text off them.

mod anew;
mod autofill;
pub(crate) mod delete_pictures;
pub(crate) mod kept;
pub mod picture;
mod press;
pub(crate) mod read_document;
mod show;
pub(crate) mod sql;
mod watermark;

pub use show::FoundPicture;

use domain::application::kind::ApplicationKind;
use domain::application::view::{PictureView, ReadingView, SlotView, StoredPicture};
use domain::document::{Attempt, PictureError, ReadingState};
use domain::form::Field;
use domain::id::{ApplicationId, DocumentId};
use domain::map::Map;
use sqlx::PgConnection;
use tokio::sync::Semaphore;

use crate::application::Target;
use crate::application::open::{Lock, Opened};
use crate::budget::Goods;
use crate::caller::{Caller, Carried};
use crate::pool::unbroken;
use crate::{Backend, Error, Result, job};

/// Two pictures at a time are enough for two cores, and a large one alone: that bounds what an
/// onslaught of uploads can take.
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

/// Files nothing points to once the transaction that made them so is committed.
#[derive(Debug, Default)]
#[must_use = "what is committed has files to delete"]
pub(crate) struct Superfluous {
    keys: Vec<String>,
    /// The jobs that delete them when this process does not come to it.
    jobs: Vec<i64>,
}

impl Superfluous {
    /// These and those.
    pub(crate) fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.jobs.extend(other.jobs);
    }
}

/// The slot of a picture that may be put or taken away now.
fn asked(opened: &Opened, field: &str) -> Option<&'static Field> {
    opened
        .spec()
        .field(field)
        .filter(|field| field.is_upload() && opened.may_change(field))
}

impl Backend {
    /// Takes in a picture for an upload field, in place of the one that is there, unless a later
    /// attempt overtook this one. Without a number it is the latest.
    ///
    /// # Errors
    /// [`Error::Picture`] says what is wrong with it; nothing is changed then.
    pub async fn store_picture(
        &self,
        caller: &Caller,
        place: &Target,
        field: &str,
        attempt: Option<Attempt>,
        bytes: Vec<u8>,
    ) -> Result<Carried<StoredPicture>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let field = field.to_owned();
        unbroken(async move { backend.store(&caller, &place, &field, attempt, bytes).await }).await
    }

    async fn store(
        &self,
        caller: &Caller,
        place: &Target,
        field: &str,
        attempt: Option<Attempt>,
        bytes: Vec<u8>,
    ) -> Result<Carried<StoredPicture>> {
        self.refuse_unasked(caller, place, field, attempt).await?;
        let mut tx = self.pool.begin().await?;
        self.spend(&mut tx, caller, Goods::Upload).await?;
        tx.commit().await?;
        let turns = picture::turns(&bytes);
        let permit = DECODERS
            .acquire_many(turns)
            .await
            .map_err(|_| Error::Busy)?;
        let cleaned = move || {
            // To the end, even when nobody waits for it any more.
            let _permit = permit;
            picture::clean(&bytes)
        };
        let picture = tokio::task::spawn_blocking(cleaned).await??;
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
        // The file before its row: a row always points to a whole file. Before both, what deletes a
        // file that never gets one.
        let mut conn = self.pool.acquire().await?;
        let job = delete_pictures::unless_kept(self, &mut conn, &kept.blob_key).await?;
        drop(conn);
        self.keep_picture(&kept.blob_key, picture.jpeg).await?;
        let stored = self
            .put_into_slot(caller, place, field, attempt, &kept, job)
            .await;
        // When the database failed the row may be there all the same: the job looks for it.
        if matches!(&stored, Err(error) if !matches!(error, Error::Database(_))) {
            self.delete_files(Superfluous {
                keys: vec![kept.blob_key],
                jobs: vec![job],
            })
            .await;
        }
        stored
    }

    /// Nobody gets work done, or a file kept, for a picture that is not asked for.
    async fn refuse_unasked(
        &self,
        caller: &Caller,
        place: &Target,
        field: &str,
        attempt: Option<Attempt>,
    ) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        let place = match self.is_lost(&mut conn, caller, place).await? {
            true => &Target::Newcomer,
            false => place,
        };
        let is_asked = match self.open(&mut conn, caller, place, Lock::No).await? {
            Some(opened) => {
                opened.refuse_before_consent()?;
                self.turn(&mut conn, &opened, field, attempt).await?;
                asked(&opened, field).is_some()
            }
            None => ApplicationKind::of_newcomers()
                .spec()
                .field(field)
                .is_some_and(Field::is_upload),
        };
        match is_asked {
            true => Ok(()),
            false => Err(UNASKED),
        }
    }

    /// The number of an attempt to change a slot, if none that is later was there before.
    async fn turn(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        field: &str,
        attempt: Option<Attempt>,
    ) -> Result<Attempt> {
        let newest = newest(conn, opened, field).await?;
        let now = self.clock.now().timestamp_millis();
        let attempt = attempt.unwrap_or_else(|| Attempt::after(newest, now));
        match attempt < newest {
            true => Err(PictureError::Superseded.into()),
            false => Ok(attempt),
        }
    }

    /// Takes the picture of a slot away, and what it said out of the fields. Returns what these said.
    async fn vacate(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        field: &str,
        attempt: Attempt,
    ) -> Result<(Map<String, String>, Superfluous)> {
        sql::set_attempt(conn, opened.id, field, attempt.number()).await?;
        let pictures = sql::current(conn, opened.id).await?;
        let Some(before) = pictures.into_iter().find(|row| row.field == field) else {
            // Somebody goes on with it, whether or not a field changes.
            opened.save(self, conn).await?;
            return Ok((Map::new(), Superfluous::default()));
        };
        let gone = self.empty_slot(conn, opened.id, field).await?;
        let emptied = autofill::withdraw(opened, &before.reading(&self.keys)?);
        opened.save(self, conn).await?;
        Ok((emptied, gone))
    }

    /// Takes the picture of a slot away, as somebody does who removes it. Returns the files that
    /// nothing points to once this is committed.
    pub(crate) async fn clear_slot(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        field: &str,
    ) -> Result<Superfluous> {
        let attempt = self.turn(conn, opened, field, None).await?;
        let (_, gone) = self.vacate(conn, opened, field, attempt).await?;
        Ok(gone)
    }

    /// Takes what is in a slot out of it: nobody reads it any more, and unless a submission shows
    /// it the row is gone. Returns the files that nothing points to then.
    async fn empty_slot(
        &self,
        conn: &mut PgConnection,
        application: ApplicationId,
        field: &str,
    ) -> Result<Superfluous> {
        sql::retire(conn, application, field, self.clock.now()).await?;
        read_document::forget_reading(conn, application, field).await?;
        let keys = sql::forget_replaced_in(conn, application, field).await?;
        let jobs = match keys.is_empty() {
            true => Vec::new(),
            false => vec![delete_pictures::unless_gone(self, conn, &keys).await?],
        };
        Ok(Superfluous { keys, jobs })
    }

    /// Deletes files nothing points to any more. What cannot be deleted now is left to the job that
    /// was queued with the transaction.
    pub(crate) async fn delete_files(&self, superfluous: Superfluous) {
        if let Err(error) = self.delete_now(superfluous).await {
            tracing::warn!(%error, "a picture that was replaced could not be deleted yet");
        }
    }

    async fn delete_now(&self, superfluous: Superfluous) -> Result<()> {
        if superfluous.keys.is_empty() {
            return Ok(());
        }
        for key in superfluous.keys {
            self.blobs.delete(&key).await?;
        }
        let mut conn = self.pool.acquire().await?;
        for job in superfluous.jobs {
            job::sql::forget(&mut conn, job).await?;
        }
        Ok(())
    }

    async fn put_into_slot(
        &self,
        caller: &Caller,
        place: &Target,
        field: &str,
        attempt: Option<Attempt>,
        kept: &Kept,
        unless_kept: i64,
    ) -> Result<Carried<StoredPicture>> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let (mut opened, token) = self.open_or_start(&mut tx, caller, place).await?;
        let asked = asked(&opened, field).ok_or(UNASKED)?;
        let attempt = self.turn(&mut tx, &opened, asked.id, attempt).await?;
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
        let (emptied, gone) = self.vacate(&mut tx, &mut opened, asked.id, attempt).await?;
        let charge = match opened.row.round {
            0 => {
                let bytes = kept.bytes.into();
                Some(self.charge_picture(&mut tx, caller, bytes).await?)
            }
            _ => None,
        };
        let new = sql::NewDocument {
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
            charge: charge.as_ref(),
            now,
        };
        sql::insert(&mut tx, &new).await?;
        job::sql::forget(&mut tx, unless_kept).await?;
        if is_read {
            self.enqueue_reading(&mut tx, opened.id, asked.id, kept.id)
                .await?;
        }
        tx.commit().await?;
        self.delete_files(gone).await;
        let picture = PictureView {
            id: kept.id,
            field: asked.id.to_owned(),
            bytes: kept.bytes,
            width: kept.width,
            height: kept.height,
            reading,
            attempt,
        };
        let value = StoredPicture { picture, emptied };
        Ok(Carried { value, token })
    }

    /// Takes a picture away again, unless a later attempt overtook this one. Returns what the fields
    /// said that said what was read from it, and are empty now.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the field may not be changed now; [`Error::Picture`] when it was
    /// overtaken.
    pub async fn remove_picture(
        &self,
        caller: &Caller,
        place: &Target,
        field: &str,
        attempt: Option<Attempt>,
    ) -> Result<Map<String, String>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let field = field.to_owned();
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let mut opened = backend
                .open(&mut tx, &caller, &place, Lock::ForUpdate)
                .await?
                .ok_or(Error::NotFound)?;
            opened.refuse_before_consent()?;
            let asked = asked(&opened, &field).ok_or(UNASKED)?;
            let attempt = backend.turn(&mut tx, &opened, asked.id, attempt).await?;
            let (emptied, gone) = backend
                .vacate(&mut tx, &mut opened, asked.id, attempt)
                .await?;
            tx.commit().await?;
            backend.delete_files(gone).await;
            Ok(emptied)
        })
        .await
    }

    /// Keeps what is in a slot: an earlier attempt that is still on its way changes it no more.
    ///
    /// # Errors
    /// As [`Self::remove_picture`].
    pub async fn overtake(
        &self,
        caller: &Caller,
        place: &Target,
        field: &str,
        attempt: Attempt,
    ) -> Result<()> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let field = field.to_owned();
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open(&mut tx, &caller, &place, Lock::ForUpdate)
                .await?
                .ok_or(Error::NotFound)?;
            opened.refuse_before_consent()?;
            let asked = asked(&opened, &field).ok_or(UNASKED)?;
            let attempt = backend
                .turn(&mut tx, &opened, asked.id, Some(attempt))
                .await?;
            sql::set_attempt(&mut tx, opened.id, asked.id, attempt.number()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// How far the reader is with the picture in a field, and what it filled in.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no picture.
    pub async fn reading(
        &self,
        caller: &Caller,
        place: &Target,
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
        let mut filled = autofill::said(&row.reading(&self.keys)?);
        filled.retain(|id, text| sources.get(id) == Some(text));
        Ok(ReadingView {
            state: reading_state(&row)?,
            filled,
        })
    }
}

impl Backend {
    /// What a slot holds now, for a page that was overtaken by another one.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no application.
    pub async fn slot(&self, caller: &Caller, place: &Target, field: &str) -> Result<SlotView> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open(&mut conn, caller, place, Lock::No).await?;
        let opened = opened.ok_or(Error::NotFound)?;
        Ok(SlotView {
            attempt: newest(&mut conn, &opened, field).await?,
            picture: current(&mut conn, opened.id).await?.remove(field),
            blank: opened
                .spec()
                .fields()
                .filter(|field| opened.answers.get(field.id).is_empty())
                .map(|field| field.id.to_owned())
                .collect(),
            read: opened.sources,
        })
    }
}

/// The attempt that changed a slot last.
async fn newest(conn: &mut PgConnection, opened: &Opened, field: &str) -> Result<Attempt> {
    let number = sql::attempt(conn, opened.id, field).await?;
    Attempt::of(number).ok_or(Error::Inconsistent("picture_slot.attempt"))
}

/// The pictures an application holds now, by field.
pub(crate) async fn current(
    conn: &mut PgConnection,
    application: ApplicationId,
) -> Result<Map<String, PictureView>> {
    sql::current(conn, application)
        .await?
        .into_iter()
        .map(|row| Ok((row.field.clone(), view(&row)?)))
        .collect()
}

/// What a page is told about a picture.
pub(crate) fn view(row: &sql::DocumentRow) -> Result<PictureView> {
    Ok(PictureView {
        id: DocumentId(row.id),
        field: row.field.clone(),
        bytes: row.bytes.unsigned_abs(),
        width: row.width.unsigned_abs(),
        height: row.height.unsigned_abs(),
        reading: reading_state(row)?,
        attempt: Attempt::of(row.attempt).ok_or(Error::Inconsistent("picture_slot.attempt"))?,
    })
}

fn reading_state(row: &sql::DocumentRow) -> Result<ReadingState> {
    ReadingState::parse(&row.reading_state).ok_or(Error::Inconsistent("document.reading_state"))
}

fn signed(size: u32) -> i32 {
    i32::try_from(size).unwrap_or(i32::MAX)
}
