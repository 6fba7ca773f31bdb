//! Work that is done later: a queue in Postgres, filled inside the transaction that causes the
//! work. A job runs at least once, so each must bear being run again. The queue knows no job: the list
//! of them stands in [`crate::job_list`].

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::seal::column::PAYLOAD;
use crate::{Backend, Error, Result};

pub(crate) mod sql;
mod wake;
pub(crate) mod worker;

/// The jobs there are, as the queue sees them. The list stands above everything that has a job, and
/// the workers are given it.
#[async_trait]
pub(crate) trait JobList: Send + Sync {
    /// Jobs that come back: name and after how many minutes.
    fn periodic(&self) -> &'static [(&'static str, i64)];

    /// Jobs that are put into the queue when a process starts, besides those that come back.
    fn at_start(&self) -> &'static [&'static str];

    /// How a job that failed is tried again, after so many tries.
    fn retrying(&self, job: &Job, tries: i32) -> Retrying;

    /// Runs a job.
    async fn execute(&self, backend: &Backend, job: &Job) -> Result<(), Failure>;

    /// Does what is left to do when a job was given up.
    async fn given_up(&self, backend: &Backend, job: &Job) -> Result<()>;
}

/// How long a job that fails is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retrying {
    /// After so many tries a job stays where it is, for the operator to look at.
    pub most_tries: i32,
    /// How long at most between two tries.
    pub longest_pause: TimeDelta,
}

impl Retrying {
    /// For whatever has no rule of its own: about a day.
    pub(crate) const STANDARD: Self = Self {
        most_tries: 12,
        longest_pause: TimeDelta::hours(6),
    };
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
    pub(crate) const fn rank(self) -> i32 {
        match self {
            Self::Code => 0,
            Self::Notice => 1,
            Self::Reading => 2,
            Self::Upkeep => 3,
        }
    }
}

/// A job a worker has taken.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Its number.
    pub id: i64,
    /// One of the list.
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
        let new = sql::NewJob {
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
