//! Internal notes on a case. Nothing outside the review reads them.

use domain::form::{FieldError, StepErrors};
use domain::id::ApplicationId;
use domain::review::remark::{MAX_REMARK, Remark, RemarkError, Remarks, kept};
use sqlx::PgConnection;
use uuid::Uuid;

use super::kept::CaseForm;
use super::sql::remark as sql;
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::review::column::REMARK_TEXT;
use crate::{Backend, Error, Result};

impl Backend {
    /// Adds a note to a case, as whoever may see the case may, and answers all there are. `key` is of the page it was written
    /// on: however often it is sent, it is kept once.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case of another office; [`Error::Answers`] with `text` when it is
    /// empty or too long.
    pub async fn remark(
        &self,
        caller: &Caller,
        reference: &str,
        key: &str,
        text: &str,
    ) -> Result<Remarks> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        let key: Uuid = key
            .parse()
            .map_err(|_| Error::Malformed("no key of a note"))?;
        let text = kept(text);
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open_case(&mut tx, &caller, &reference, false)
                .await?;
            let text = text.map_err(refused)?;
            let (staff, _) = caller.reviewer()?;
            let row = row_of(opened.id, staff.0, key);
            let sealed = REMARK_TEXT.seal(&backend.keys, row, &text);
            sql::insert(&mut tx, opened.id, staff, key, &sealed, backend.clock.now()).await?;
            backend
                .forget_form(&mut tx, &opened, staff, CaseForm::Remark)
                .await?;
            let remarks = backend.remarks(&mut tx, opened.id).await?;
            tx.commit().await?;
            Ok(remarks)
        })
        .await
    }

    /// The notes on a case, oldest first.
    pub(super) async fn remarks(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
    ) -> Result<Remarks> {
        let rows = sql::of(conn, id).await?;
        let kept = rows
            .into_iter()
            .map(|row| {
                let place = row_of(id, row.staff_id, row.key);
                Ok(Remark {
                    by: row.by,
                    at: self.settings.moment(row.at),
                    text: row.text.open(&self.keys, REMARK_TEXT, place)?,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Remarks {
            kept,
            ..self.no_remarks()
        })
    }

    /// The same of a case that has none.
    pub(super) fn no_remarks(&self) -> Remarks {
        Remarks {
            kept: Vec::new(),
            key: self.ids.id().to_string(),
        }
    }
}

/// What a row is called where it is sealed.
fn row_of(application: ApplicationId, staff: Uuid, key: Uuid) -> String {
    format!("{}/{staff}/{key}", application.0)
}

fn refused(error: RemarkError) -> Error {
    let reason = match error {
        RemarkError::Empty => FieldError::Required,
        RemarkError::TooLong => FieldError::TooLong {
            max: u32::try_from(MAX_REMARK).unwrap_or(u32::MAX),
        },
    };
    Error::Answers(StepErrors::from([("text".to_owned(), reason)]))
}
