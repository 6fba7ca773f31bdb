//! Work that is done later: a queue in Postgres, filled inside the transaction that causes the
//! work. A job runs at least once, so each must bear being run again.

use chrono::{DateTime, Utc};
use domain::id::{ApplicationId, DocumentId};
use serde_json::Value;
use sqlx::PgConnection;

use crate::seal::column::PAYLOAD;
use crate::{Backend, Error, Result, account, document, effect, mail, review};

mod delete_pictures;
mod end_forgotten;
mod expire_drafts;
mod operator;
mod orphans;
mod seal_anew;
pub(crate) mod sql;
#[cfg(test)]
mod tests;
mod wake;
mod worker;

pub(crate) use delete_pictures::{
    Deletion, later as delete_later, unless_gone as delete_unless_gone,
    unless_kept as delete_unless_kept,
};
pub use operator::{JobLine, Standing, Which};
pub use orphans::Orphan;
pub use worker::{Worker, run_due};

pub(crate) const SEND_MAIL: &str = "send_mail";
pub(crate) const READ_DOCUMENT: &str = "read_document";
pub(crate) const DELETE_PICTURES: &str = "delete_pictures";
pub(crate) const RECOVER: &str = "recover";
/// Carries out the effect of an approval.
pub(crate) const COMPLETE: &str = "complete_application";
pub(crate) const LIKEN: &str = "liken";
const SEAL_ANEW: &str = "seal_anew";
const EXPIRE_DRAFTS: &str = "expire_drafts";
const FIND_ORPHANS: &str = "find_orphans";

/// Jobs that come back: name and after how many minutes.
const PERIODIC: [(&str, i64); 2] = [(EXPIRE_DRAFTS, 60), (FIND_ORPHANS, 24 * 60)];

/// Their names.
fn periodic() -> Vec<String> {
    PERIODIC
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

/// The list of jobs.
async fn execute(backend: &Backend, job: &Job) -> Result<(), Failure> {
    match job.name.as_str() {
        SEND_MAIL => mail::send_mail::run(backend, job).await,
        READ_DOCUMENT => Ok(document::read_document::run(backend, &job.payload).await?),
        DELETE_PICTURES => Ok(delete_pictures::run(backend, job).await?),
        RECOVER => account::recovery::run(backend, job).await,
        COMPLETE => effect::complete::run(backend, &job.payload).await,
        LIKEN => Ok(review::likeness::run(backend, &job.payload).await?),
        SEAL_ANEW => Ok(seal_anew::run(backend).await?),
        EXPIRE_DRAFTS => Ok(expire_drafts::run(backend).await?),
        FIND_ORPHANS => Ok(orphans::run(backend).await?),
        // Put there by a newer version of this program, which will take it.
        _ => Err(Failure::Retry("unknown job".to_owned())),
    }
}

/// What is left to do when a job was given up.
async fn mourn(backend: &Backend, job: &Job) -> Result<()> {
    match job.name.as_str() {
        READ_DOCUMENT => document::read_document::give_up(backend, &job.payload).await,
        _ => Ok(()),
    }
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Somebody sits and waits for this mail. Has a worker of its own.
    Code,
    /// Mails about what happened, and what an approval set going.
    Notice,
    /// Somebody sees the result on an open page. Has a worker of its own, and no other takes it:
    /// reading a picture takes seconds, and no mail waits for that.
    Reading,
    /// Nobody waits.
    Upkeep,
}

impl Priority {
    /// Smaller comes first.
    const fn rank(self) -> i32 {
        match self {
            Self::Code => 0,
            Self::Notice => 1,
            Self::Reading => 2,
            Self::Upkeep => 3,
        }
    }
}

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
    Ok(sql::forget_topic(conn, &topic_of(application, field)).await?)
}

/// A job a worker has taken.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Its number.
    pub id: i64,
    /// One of the list above.
    pub name: String,
    /// What it needs to know.
    pub payload: Value,
    /// How often it was tried, this time included.
    pub tries: i32,
    /// Somebody waits for it, and it is worth nothing after a time.
    pub is_awaited: bool,
}

/// Why a job is not done. The text is kept with the job, so it holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Worth trying again.
    Retry(String),
    /// Never going to work.
    GiveUp(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        // The words of a database can repeat a value, so only its code is kept.
        Self::Retry(match error {
            Error::Database(sqlx::Error::Database(error)) => {
                format!("database {}", error.code().unwrap_or_default())
            }
            Error::Database(_) => "no connection to the database".to_owned(),
            Error::Blob(_) => "the file store failed".to_owned(),
            Error::Answers(_) => "answers".to_owned(),
            Error::Claimed { .. } => "claimed".to_owned(),
            other => other.to_string(),
        })
    }
}

/// What waits in the queue, for those who watch over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Jobs that should have begun.
    pub due: i64,
    /// For how many seconds the first of them has been due.
    pub oldest_seconds: i64,
    /// Jobs that failed and will be tried again.
    pub failing: i64,
    /// Jobs that were tried too often and wait for the operator: [`Backend::jobs`].
    pub given_up: i64,
}

impl Backend {
    /// What waits in the queue now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backlog(&self) -> Result<Backlog> {
        let mut conn = self.pool.acquire().await?;
        Ok(sql::backlog(&mut conn, self.clock.now()).await?)
    }
}

impl Backend {
    /// Puts a job into the queue, to be run not before `run_at`, once the transaction is committed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(
        &self,
        conn: &mut PgConnection,
        name: &str,
        payload: Value,
        priority: Priority,
        run_at: DateTime<Utc>,
    ) -> Result<()> {
        self.put(conn, name, payload, priority, run_at, None, None)
            .await?;
        Ok(())
    }

    /// Has the picture that is in a slot now read; one that was there before is not read any more.
    pub(crate) async fn enqueue_reading(
        &self,
        conn: &mut PgConnection,
        application: ApplicationId,
        field: &str,
        document: DocumentId,
    ) -> Result<()> {
        let topic = topic_of(application, field);
        sql::forget_topic(conn, &topic).await?;
        let payload = serde_json::json!({ "document": document });
        let (line, now) = (Priority::Reading, self.clock.now());
        self.put(conn, READ_DOCUMENT, payload, line, now, None, Some(&topic))
            .await?;
        Ok(())
    }

    /// The same, and returns the number of the job. What is worth nothing after a time, `not_after`,
    /// is not run any more then, and forgotten.
    ///
    /// # Errors
    /// When the database fails.
    #[expect(clippy::too_many_arguments, reason = "one argument per column")]
    pub(crate) async fn put(
        &self,
        conn: &mut PgConnection,
        name: &str,
        payload: Value,
        priority: Priority,
        run_at: DateTime<Utc>,
        not_after: Option<DateTime<Utc>>,
        topic: Option<&str>,
    ) -> Result<i64> {
        let id = sql::next_id(conn).await?;
        let new = sql::New {
            id,
            name,
            payload: PAYLOAD.seal(&self.keys, id, &payload),
            rank: priority.rank(),
            run_at,
            not_after,
            topic,
        };
        sql::insert(conn, &new).await?;
        Ok(id)
    }
}
