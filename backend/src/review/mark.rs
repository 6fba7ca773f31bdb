//! What was noticed about a case: written when it is sent, and again when a picture is read later.

use std::collections::BTreeMap;

use domain::application::snapshot::Snapshot;
use domain::id::{ApplicationId, DocumentId, StaffId};
use domain::review::mark::Mark;
use sqlx::PgConnection;

use super::sql::mark as sql;
use crate::application::open::Opened;
use crate::application::sql as application_sql;
use crate::{Backend, Result, document};

impl Backend {
    /// Keeps what is noticed about an application, as it is sent now.
    pub(crate) async fn keep_marks(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        answers: &Snapshot,
        pictures: &BTreeMap<String, DocumentId>,
    ) -> Result<()> {
        let mut marks = Vec::new();
        for id in pictures.values() {
            let Some(row) = document::sql::find(conn, *id).await? else {
                continue;
            };
            let reading = row.reading(&self.keys)?;
            let differs = |(field, read): (&String, &String)| {
                answers.get(field).is_some_and(|answer| answer != read)
            };
            if reading.iter().any(differs) {
                marks.push(Mark::Disagrees);
                break;
            }
        }
        let scope = opened.scope();
        let warns = |field: &domain::form::Field| (field.applies)(&scope) && (field.warns)(&scope);
        if opened.spec().fields().any(warns) {
            marks.push(Mark::Warned);
        }
        sql::set(conn, opened.id, &marks).await?;
        Ok(())
    }

    /// A picture of an application was read. Where it is part of what was sent, staff learn whether
    /// it says something else.
    pub(crate) async fn mark_again(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        picture: DocumentId,
    ) -> Result<()> {
        let round = opened.row.round;
        let Some((answers, pictures)) =
            application_sql::submission(conn, &self.keys, opened.id, round).await?
        else {
            return Ok(());
        };
        if pictures.values().any(|id| *id == picture) {
            self.keep_marks(conn, opened, &answers, &pictures).await?;
        }
        Ok(())
    }

    /// Why a case wants a look of this reader.
    pub(super) async fn marks(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        reader: StaffId,
    ) -> Result<Vec<Mark>> {
        Ok(sql::of(conn, id, reader).await?.into())
    }
}
