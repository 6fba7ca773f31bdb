//! What an application has in common with others: written when it is sent, looked up when its
//! case is opened. Only keyed hashes are kept, so the table says nothing about anybody.

use std::collections::BTreeMap;

use domain::application::kind::Subject;
use domain::application::snapshot::Snapshot;
use domain::id::{ApplicationId, DocumentId};
use domain::review::Reviewer;
use domain::review::duplicate::{Clue, clues};
use domain::review::view::{DUPLICATES, Duplicate, Duplicates};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::application::sql as application_sql;
use crate::application::status::state_of;
use crate::document::kept::fingerprint_of;
use crate::ids::hex;
use crate::job::Priority;
use crate::seal::column::SUBJECT_IDENTITY;
use crate::{Backend, Error, Result};

pub(crate) mod sql;

/// The name of the job; rows of earlier versions have it, too.
pub(crate) const FIND_DUPLICATES: &str = "liken";

/// Length of what a picture was known by before there was a key.
const SHA256: usize = 32;

/// How many applications one job goes through.
const BATCH: i64 = 200;

impl Backend {
    /// Keeps what an application can be recognised by, as it is sent now.
    pub(crate) async fn keep_clues(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        answers: &Snapshot,
        subject: &Subject,
        pictures: &BTreeMap<String, DocumentId>,
    ) -> Result<()> {
        let mut found = clues(answers, subject);
        let pictures: Vec<DocumentId> = pictures.values().copied().collect();
        for mut fingerprint in sql::fingerprints(conn, &pictures).await? {
            if fingerprint.len() == SHA256 {
                fingerprint = fingerprint_of(&self.keys, &fingerprint);
            }
            found.push((Clue::Picture, hex(&fingerprint)));
        }
        let (names, keys): (Vec<_>, Vec<_>) = found
            .into_iter()
            .map(|(clue, text)| (clue.id().to_owned(), self.clue_key(clue, &text)))
            .unzip();
        sql::forget(conn, id).await?;
        sql::keep(conn, id, &names, &keys).await?;
        Ok(())
    }

    /// What stands in the table for a text. The one place that knows. The name is the one the keys of
    /// earlier versions were made with, which would fit no text under another.
    fn clue_key(&self, clue: Clue, text: &str) -> Vec<u8> {
        self.keys.index(&format!("likeness.{}", clue.id()), text)
    }

    /// The possible duplicates of a case.
    pub(crate) async fn duplicates(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        reviewer: &Reviewer,
    ) -> Result<Duplicates> {
        let found = sql::alike(conn, id).await?;
        let more = found.len().saturating_sub(DUPLICATES);
        // Of each clue only so many were looked at.
        let is_open_ended = found.len() >= usize::try_from(sql::MOST_ALIKE).unwrap_or(usize::MAX);
        let shown = found
            .into_iter()
            .take(DUPLICATES)
            .map(|row| {
                let (clues, may_see) = (row.clues(), reviewer.may_see(row.office_id.as_deref()));
                // Of a case of another office they learn that it is there, and where to ask.
                let name = row.subject_name.filter(|_| may_see);
                Ok(Duplicate {
                    state: state_of(&row.state)?,
                    may_see,
                    reference: row.reference,
                    subject: name.unwrap_or_default(),
                    clues,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Duplicates {
            shown,
            more,
            is_open_ended,
        })
    }
}

/// Goes through what was sent before clues were kept, some at a time; the payload is the id
/// it got to.
pub(crate) async fn run(backend: &Backend, payload: &serde_json::Value) -> Result<()> {
    let after = payload
        .as_str()
        .and_then(|id| id.parse().ok())
        .unwrap_or(Uuid::nil());
    let mut tx = backend.pool.begin().await?;
    let sent = sql::sent_after(&mut tx, after, BATCH).await?;
    let last = sent.last().map(|row| row.id);
    for row in sent {
        let id = ApplicationId(row.id);
        let (answers, pictures) =
            application_sql::submission(&mut tx, &backend.keys, id, row.round)
                .await?
                .ok_or(Error::Inconsistent("submission"))?;
        let subject = Subject {
            name: row.subject_name.unwrap_or_default(),
            identity: row
                .subject_identity
                .map(|identity| identity.open(&backend.keys, SUBJECT_IDENTITY, row.id))
                .transpose()?,
            email: row.email,
            office: None,
        };
        backend
            .keep_clues(&mut tx, id, &answers, &subject, &pictures)
            .await?;
        if let Some(row) = application_sql::find(&mut tx, id).await? {
            let opened = backend.opened(&mut tx, id, row).await?;
            backend
                .keep_marks(&mut tx, &opened, &answers, &pictures)
                .await?;
        }
    }
    if let Some(last) = last {
        let now = backend.clock.now();
        let payload = serde_json::json!(last);
        backend
            .enqueue(&mut tx, FIND_DUPLICATES, payload, Priority::Upkeep, now)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}
