//! What was noticed about a case: written when it is sent, and again when a picture is read later.
//! What a day or a setting makes of an answer is found out whenever somebody looks.

use std::collections::{BTreeMap, BTreeSet};

use domain::application::kind::ApplicationKind;
use domain::application::snapshot::Snapshot;
use domain::form::{Facts, Scope};
use domain::id::{ApplicationId, DocumentId, StaffId};
use domain::review::mark::Mark;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::application::open::Opened;
use crate::application::sql as application_sql;
use crate::{Backend, Result, document};

pub(crate) mod sql;

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
        let sent: Vec<DocumentId> = pictures.values().copied().collect();
        for row in document::sql::find_all(conn, &sent).await?.values() {
            let reading = row.reading(&self.keys)?;
            let differs = |(field, read): (&String, &String)| {
                let field = opened.spec().field(field);
                field.filter(|field| field.is_proved).is_some_and(|field| {
                    let answer = answers.get(field.id);
                    answer.is_some_and(|answer| !field.says_the_same(answer, read))
                })
            };
            if reading.iter().any(differs) {
                marks.push(Mark::Disagrees);
                break;
            }
        }
        sql::set(conn, opened.id, &marks).await?;
        Ok(())
    }

    /// What the rules look at when staff read what was sent.
    pub(crate) async fn facts_of_a_case(&self, conn: &mut PgConnection) -> Result<Facts> {
        let mut facts = Facts::new(self.settings.day(self.clock.now()));
        facts.home_province = self.policy(conn).await?.home_province;
        Ok(facts)
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
    pub(crate) async fn marks(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        reader: StaffId,
    ) -> Result<Vec<Mark>> {
        let is_warned = self.warned(conn, &[id.0]).await?.contains(&id.0);
        Ok(sql::of(conn, id, reader).await?.with(is_warned))
    }

    /// Those of these applications with an answer that would be accepted only with a warning now: a
    /// document may have expired since it was sent.
    pub(crate) async fn warned(
        &self,
        conn: &mut PgConnection,
        ids: &[Uuid],
    ) -> Result<BTreeSet<Uuid>> {
        let facts = self.facts_of_a_case(conn).await?;
        let sent = application_sql::sent_answers(conn, &self.keys, ids).await?;
        let is_warned = |(id, kind, answers): (Uuid, String, Option<Snapshot>)| {
            let kind = ApplicationKind::parse(&kind)?;
            let Some(answers) = answers else {
                tracing::warn!(%id, "what was sent with an application does not open");
                return Some(id);
            };
            let answers = answers.into_typed();
            let scope = Scope {
                answers: &answers,
                facts: &facts,
            };
            let mut fields = kind.spec().fields();
            fields
                .any(|field| field.warning(&scope).is_some())
                .then_some(id)
        };
        Ok(sent.into_iter().filter_map(is_warned).collect())
    }
}
