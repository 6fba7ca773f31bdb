//! The job that reads text off a picture and fills empty answers with it.

use domain::application::kind::DocumentPage;
use domain::document::ReadingState;
use domain::id::{ApplicationId, DocumentId};
use domain::map::Map;
use serde_json::Value;
use sqlx::PgConnection;

use super::{autofill, sql};
use crate::job::{Priority, Retrying, sql as job_sql};
use crate::{Backend, Error, Result};

/// The name of the job.
pub(crate) const READ_DOCUMENT: &str = "read_document";

/// Somebody looks at the page while a picture is read, and nobody a day later.
pub(crate) const RETRYING: Retrying = Retrying {
    most_tries: 3,
    ..Retrying::STANDARD
};

/// What a reading is about: of several for one slot only the newest is worth making.
fn topic_of(application: ApplicationId, field: &str) -> String {
    format!("reading:{application}:{field}")
}

/// Nobody waits any more for what was in a slot to be read.
pub(crate) async fn forget_reading(
    conn: &mut PgConnection,
    application: ApplicationId,
    field: &str,
) -> Result<()> {
    Ok(job_sql::forget_topic(conn, &topic_of(application, field)).await?)
}

impl Backend {
    /// Has the picture that is in a slot now read; one that was there before is not read any more.
    pub(crate) async fn enqueue_reading(
        &self,
        conn: &mut PgConnection,
        application: ApplicationId,
        field: &str,
        document: DocumentId,
    ) -> Result<()> {
        let topic = topic_of(application, field);
        job_sql::forget_topic(conn, &topic).await?;
        let payload = serde_json::json!({ "document": document });
        let (line, now) = (Priority::Reading, self.clock.now());
        self.put(conn, READ_DOCUMENT, payload, line, now, None, Some(&topic))
            .await?;
        Ok(())
    }
}

/// Reads one picture. Safe to run twice.
pub(crate) async fn run(backend: &Backend, payload: &Value) -> Result<()> {
    let id = picture_of(payload)?;
    let mut conn = backend.pool.acquire().await?;
    let Some(row) = sql::find(&mut conn, id).await? else {
        return Ok(());
    };
    // One that was replaced or removed says nothing any more, so nobody waits for it.
    if !sql::is_current(&mut conn, id).await? {
        return Ok(());
    }
    drop(conn);
    let jpeg = backend.kept_picture(&row.blob_key).await?;
    let (application, field) = (ApplicationId(row.application_id), row.field);
    let Some(side) = side_of(backend, application, &field).await? else {
        return Ok(());
    };
    let reading = backend.reader.read(side, &jpeg).await;
    let mut tx = backend.pool.begin().await?;
    match reading {
        Ok(reading) => {
            let offered = fill(backend, &mut tx, application, id, &field, &reading.fields).await?;
            let state = match reading.fields.is_empty() {
                true => ReadingState::Failed.id(),
                false => ReadingState::Done.id(),
            };
            sql::set_reading(&mut tx, &backend.keys, id, state, &offered).await?;
            if let Some(row) = crate::application::sql::find(&mut tx, application).await? {
                let opened = backend.opened(&mut tx, application, row).await?;
                backend.mark_again(&mut tx, &opened, id).await?;
            }
        }
        Err(error) => {
            tracing::warn!(%error, "a picture could not be read");
            let failed = ReadingState::Failed.id();
            sql::set_reading(&mut tx, &backend.keys, id, failed, &Map::new()).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Nobody waits for the reader any more.
pub(crate) async fn give_up(backend: &Backend, payload: &Value) -> Result<()> {
    let mut conn = backend.pool.acquire().await?;
    let id = picture_of(payload)?;
    let failed = ReadingState::Failed.id();
    sql::set_reading(&mut conn, &backend.keys, id, failed, &Map::new()).await?;
    Ok(())
}

fn picture_of(payload: &Value) -> Result<DocumentId> {
    serde_json::from_value(payload["document"].clone())
        .map_err(|_| Error::Inconsistent("job.payload"))
}

async fn side_of(
    backend: &Backend,
    application: ApplicationId,
    field: &str,
) -> Result<Option<crate::reader::DocumentSide>> {
    let mut conn = backend.pool.acquire().await?;
    let Some(row) = crate::application::sql::find(&mut conn, application).await? else {
        return Ok(None);
    };
    let opened = backend.opened(&mut conn, application, row).await?;
    let page = opened
        .spec()
        .readable
        .iter()
        .find(|(readable, _)| *readable == field);
    Ok(page.map(|(_, page)| side(*page)))
}

/// Fills what is empty, as long as the picture is the current one; returns every value the rules accept.
async fn fill(
    backend: &Backend,
    conn: &mut sqlx::PgConnection,
    application: ApplicationId,
    document: DocumentId,
    picture: &str,
    read: &Map<String, String>,
) -> Result<Map<String, String>> {
    let Some(row) = crate::application::sql::lock(conn, application).await? else {
        return Ok(Map::new());
    };
    // A picture that was replaced or removed meanwhile says nothing any more.
    let current = super::current(conn, application).await?;
    if current
        .get(picture)
        .is_none_or(|current| current.id != document)
    {
        return Ok(Map::new());
    }
    let mut opened = backend.opened(conn, application, row).await?;
    let offered = autofill::acceptable(&opened, read);
    if opened.state.is_open_to_applicant() {
        backend
            .fill_in(conn, &mut opened, picture, &offered)
            .await?;
        opened.save(backend, conn).await?;
    }
    Ok(offered)
}

/// Which page of which document the reader is told to expect.
const fn side(page: DocumentPage) -> crate::reader::DocumentSide {
    match page {
        DocumentPage::IdPortrait => crate::reader::DocumentSide::IdPortrait,
        DocumentPage::IdEmblem => crate::reader::DocumentSide::IdEmblem,
        DocumentPage::Licence => crate::reader::DocumentSide::Licence,
    }
}
