//! Jobs as the operator looks at them and tries them again: `admin jobs`.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{List, about};
use crate::job::{Job, JobList as _, sql, worker};
use crate::seal::column::PAYLOAD;
use crate::{Backend, Result};

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobStanding {
    /// It was not tried yet.
    Waiting,
    /// It failed and is tried again.
    Failing,
    /// It is not tried any more unless the operator says so.
    GivenUp,
}

/// A job in the list: nothing that is sealed but what a mail is about, no address, no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobLine {
    /// Its number.
    pub id: i64,
    /// Which work it is.
    pub name: String,
    /// The reference of the application it is about; of a mail, its template before it.
    pub about: String,
    /// How it stands.
    pub standing: JobStanding,
    /// How often it was tried.
    pub tries: i32,
    /// When it is tried next, by the clock of the platform; `None`: not any more.
    pub next_try: Option<String>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// Which jobs are tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All that failed.
    All,
    /// These.
    These(Vec<i64>),
}

impl Backend {
    /// The jobs in the queue, those that were given up first, then those that failed; with how
    /// many there are. Those that come back every hour are left out while nothing is wrong.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, limit: i64) -> Result<(Vec<JobLine>, i64)> {
        let mut conn = self.pool.acquire().await?;
        let periodic = List.periodic().iter();
        let periodic: Vec<String> = periodic.map(|(name, _)| (*name).to_owned()).collect();
        let rows = sql::list(&mut conn, &periodic, limit).await?;
        let count = rows.first().map_or(0, |row| row.count);
        Ok((rows.into_iter().map(|row| self.line(row)).collect(), count))
    }

    fn line(&self, row: sql::Listed) -> JobLine {
        let job = Job {
            id: row.id,
            name: row.name,
            // What no key opens is listed all the same.
            payload: match row.payload.open(&self.keys, PAYLOAD, row.id) {
                Ok(payload) => payload,
                Err(_) => Value::Null,
            },
            tries: row.tries,
            is_awaited: false,
        };
        let about = about(&job);
        let next = |at: DateTime<Utc>| self.settings.moment(at);
        JobLine {
            id: job.id,
            about: about.unwrap_or_default(),
            standing: match (row.given_up_at, &row.last_error) {
                (Some(_), _) => JobStanding::GivenUp,
                (None, Some(_)) => JobStanding::Failing,
                (None, None) => JobStanding::Waiting,
            },
            tries: job.tries,
            next_try: row.given_up_at.is_none().then(|| next(row.run_at)),
            last_error: row.last_error,
            name: job.name,
        }
    }

    /// Has jobs that failed tried again at once, as if for the first time; returns which. One that
    /// is tried within the minute anyway, or just now, is left alone, and so is one that is worth
    /// nothing any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retry_jobs(&self, which: &Which) -> Result<Vec<i64>> {
        let now = self.clock.now();
        let ids = match which {
            Which::All => None,
            Which::These(ids) => Some(ids.as_slice()),
        };
        let mut conn = self.pool.acquire().await?;
        Ok(sql::retry(&mut conn, ids, now, now + worker::LEASE).await?)
    }
}
