//! Every statement about pictures.

pub(super) mod anew;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::application::state::ApplicationState as State;
use domain::id::{ApplicationId, DocumentId};
use domain::map::Map;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::budget::PictureCharge;
use crate::seal::column::READING;
use crate::seal::{Keyring, Sealed, Unopened};

/// What a picture said: field id to text.
pub(crate) type KeptReading = Map<String, String>;

/// A stored picture.
pub(crate) struct DocumentRow {
    pub id: Uuid,
    pub application_id: Uuid,
    pub field: String,
    pub bytes: i32,
    pub width: i32,
    pub height: i32,
    pub blob_key: String,
    pub reading_state: String,
    pub reading: Sealed<KeptReading>,
    /// The attempt that changed its slot last.
    pub attempt: i64,
}

impl DocumentRow {
    /// What the reader found in it.
    pub(crate) fn reading(&self, keys: &Keyring) -> Result<KeptReading, Unopened> {
        self.reading.open(keys, READING, self.id)
    }
}

/// The pictures an application holds now.
pub(crate) async fn current(
    conn: &mut PgConnection,
    application: ApplicationId,
) -> Result<Vec<DocumentRow>> {
    sqlx::query_as!(
        DocumentRow,
        r#"select id, application_id, field, bytes, width, height, blob_key, reading_state
                , reading as "reading: Sealed<KeptReading>", coalesce(attempt, 0) as "attempt!"
           from document left join picture_slot using (application_id, field)
           where application_id = $1 and replaced_at is null"#,
        application.0
    )
    .fetch_all(conn)
    .await
}

/// One picture.
pub(crate) async fn find(conn: &mut PgConnection, id: DocumentId) -> Result<Option<DocumentRow>> {
    sqlx::query_as!(
        DocumentRow,
        r#"select id, application_id, field, bytes, width, height, blob_key, reading_state
                , reading as "reading: Sealed<KeptReading>", coalesce(attempt, 0) as "attempt!"
           from document left join picture_slot using (application_id, field)
           where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Several pictures; those that are gone are left out.
pub(crate) async fn find_all(
    conn: &mut PgConnection,
    ids: &[DocumentId],
) -> Result<BTreeMap<DocumentId, DocumentRow>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        DocumentRow,
        r#"select id as "id!", application_id as "application_id!", field as "field!"
                , bytes as "bytes!", width as "width!", height as "height!", blob_key as "blob_key!"
                , reading_state as "reading_state!", reading as "reading!: Sealed<KeptReading>"
                , coalesce(attempt, 0) as "attempt!"
           from document left join picture_slot using (application_id, field)
           where id = any($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (DocumentId(row.id), row))
        .collect())
}

/// The attempt that changed a slot last; 0: none did.
pub(crate) async fn attempt(
    conn: &mut PgConnection,
    application: ApplicationId,
    field: &str,
) -> Result<i64> {
    let attempt = sqlx::query_scalar!(
        "select attempt from picture_slot where application_id = $1 and field = $2",
        application.0,
        field
    )
    .fetch_optional(conn)
    .await?;
    Ok(attempt.unwrap_or_default())
}

/// Notes the attempt that changes a slot now.
pub(crate) async fn set_attempt(
    conn: &mut PgConnection,
    application: ApplicationId,
    field: &str,
    attempt: i64,
) -> Result<()> {
    sqlx::query!(
        "insert into picture_slot (application_id, field, attempt) values ($1, $2, $3)
         on conflict on constraint picture_slot_pkey do update set attempt = excluded.attempt",
        application.0,
        field,
        attempt
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A new picture, as it is kept.
pub(crate) struct NewDocument<'a> {
    pub id: DocumentId,
    pub application: ApplicationId,
    pub field: &'a str,
    pub fingerprint: &'a [u8],
    pub bytes: i32,
    pub width: i32,
    pub height: i32,
    pub blob_key: &'a str,
    /// How its file begins.
    pub head: &'a [u8],
    pub reading_state: &'a str,
    /// Who it is charged to until it is sent.
    pub charge: Option<&'a PictureCharge>,
    pub now: DateTime<Utc>,
}

/// Keeps a picture.
pub(crate) async fn insert(conn: &mut PgConnection, new: &NewDocument<'_>) -> Result<()> {
    sqlx::query!(
        "insert into document (id, application_id, field, fingerprint, bytes, width, height, blob_key
                              , created_at, reading_state, head, unsent_by, unsent_besides)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        new.id.0,
        new.application.0,
        new.field,
        new.fingerprint,
        new.bytes,
        new.width,
        new.height,
        new.blob_key,
        new.now,
        new.reading_state,
        new.head,
        new.charge.map(|charge| charge.by.as_slice()),
        new.charge.and_then(|charge| charge.besides.as_deref())
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The picture in this field is not the current one any more.
pub(crate) async fn retire(
    conn: &mut PgConnection,
    application: ApplicationId,
    field: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update document set replaced_at = $3
         where application_id = $1 and field = $2 and replaced_at is null",
        application.0,
        field,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the pictures that stood in this field before and that no submission shows, and returns
/// where their bytes are.
pub(crate) async fn forget_replaced_in(
    conn: &mut PgConnection,
    application: ApplicationId,
    field: &str,
) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        "delete from document d
         where d.application_id = $1 and d.field = $2 and d.replaced_at is not null
           and not exists (
               select 1 from submission s, jsonb_each_text(s.pictures) shown
               where s.application_id = d.application_id and shown.value = d.id::text
           )
         returning d.blob_key",
        application.0,
        field
    )
    .fetch_all(conn)
    .await
}

/// Those of these keys that no picture has.
pub(crate) async fn unused_keys(conn: &mut PgConnection, keys: &[String]) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select key as "key!" from unnest($1::text[]) key
           where not exists (select from document d where d.blob_key = key)"#,
        keys
    )
    .fetch_all(conn)
    .await
}

/// Whether a picture is the one its application holds now.
pub(crate) async fn is_current(conn: &mut PgConnection, id: DocumentId) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from document where id = $1 and replaced_at is null
           ) as "current!""#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// What the reader found.
pub(crate) async fn set_reading(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: DocumentId,
    state: &str,
    reading: &KeptReading,
) -> Result<()> {
    sqlx::query!(
        "update document set reading_state = $2, reading = $3 where id = $1",
        id.0,
        state,
        READING.seal(keys, id.0, reading) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets pictures replaced before `before` that no submission shows, a few at a time, and returns
/// where their bytes are.
pub(crate) async fn forget_replaced(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        "delete from document where id in (
             select d.id from document d
             where d.replaced_at < $1 and not exists (
                 select 1 from submission s, jsonb_each_text(s.pictures) shown
                 where s.application_id = d.application_id and shown.value = d.id::text
             )
             limit $2
         )
         returning blob_key",
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Forgets the pictures of an application and returns where their bytes are.
pub(crate) async fn forget_all_of(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        "delete from document where application_id = $1 returning blob_key",
        id.0
    )
    .fetch_all(conn)
    .await
}

/// An application whose pictures are forgotten.
pub(crate) struct ForgottenPictures {
    pub application_id: Uuid,
    pub round: i32,
    /// Where their bytes are.
    pub blob_keys: Vec<String>,
}

/// Forgets every picture of applications that were decided or withdrawn before `before`, a few
/// applications at a time.
pub(crate) async fn forget_decided(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<ForgottenPictures>> {
    sqlx::query_as!(
        ForgottenPictures,
        r#"with decided as (
               select a.id, a.round from application a
               where a.state = any($3)
                 and coalesce(a.decided_at, a.changed_at) < $1
                 and exists (select from document d where d.application_id = a.id)
               limit $2
               for update skip locked
           ), forgotten as (
               delete from document d using decided where d.application_id = decided.id
               returning d.application_id, decided.round, d.blob_key
           )
           select application_id, round, array_agg(blob_key) as "blob_keys!"
           from forgotten group by application_id, round"#,
        before,
        limit,
        &State::ids(State::CLOSED)
    )
    .fetch_all(conn)
    .await
}

/// Whether a picture is kept under this key.
pub(super) async fn is_key_used(conn: &mut PgConnection, key: &str) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from document where blob_key = $1) as "used!""#,
        key
    )
    .fetch_one(conn)
    .await
}
