//! The list of jobs: what each is called, what runs it, how long it is tried. It stands above everything
//! that has a job; the queue ([`crate::job`]) is given it and knows none of them.

use async_trait::async_trait;
use tokio::sync::watch;

use crate::account::recovery::{self, RECOVER};
use crate::document::delete_pictures::{self, DELETE_PICTURES};
use crate::document::read_document::{self, READ_DOCUMENT};
use crate::duplicate::{self, FIND_DUPLICATES};
use crate::effect::complete::{self, COMPLETE};
use crate::job::{Failure, Job, JobList, Retrying, worker};
use crate::mail::{self, SEND_MAIL};
use crate::notify::send_mail;
use crate::upkeep::expire_drafts::{self, EXPIRE_DRAFTS};
use crate::upkeep::orphans::{self, FIND_ORPHANS};
use crate::upkeep::seal_anew::{self, SEAL_ANEW};
use crate::{Backend, Result};

mod operator;
#[cfg(test)]
mod tests;

pub use operator::{JobLine, JobStanding, Which};

/// All jobs.
pub(crate) struct List;

#[async_trait]
impl JobList for List {
    fn periodic(&self) -> &'static [(&'static str, i64)] {
        &[(EXPIRE_DRAFTS, 60), (FIND_ORPHANS, 24 * 60)]
    }

    fn at_start(&self) -> &'static [&'static str] {
        // The key may be another since the last start.
        &[SEAL_ANEW]
    }

    fn retrying(&self, job: &Job, tries: i32) -> Retrying {
        match job.name.as_str() {
            SEND_MAIL => mail::retrying(job, tries),
            READ_DOCUMENT => read_document::RETRYING,
            _ => Retrying::STANDARD,
        }
    }

    async fn execute(&self, backend: &Backend, job: &Job) -> Result<(), Failure> {
        match job.name.as_str() {
            SEND_MAIL => send_mail::run(backend, job).await,
            READ_DOCUMENT => Ok(read_document::run(backend, &job.payload).await?),
            DELETE_PICTURES => Ok(delete_pictures::run(backend, job).await?),
            RECOVER => recovery::run(backend, job).await,
            COMPLETE => complete::run(backend, &job.payload).await,
            FIND_DUPLICATES => Ok(duplicate::run(backend, &job.payload).await?),
            SEAL_ANEW => Ok(seal_anew::run(backend).await?),
            EXPIRE_DRAFTS => Ok(expire_drafts::run(backend).await?),
            FIND_ORPHANS => Ok(orphans::run(backend).await?),
            // Put there by a newer version of this program, which will take it.
            _ => Err(Failure::Retry("unknown job".to_owned())),
        }
    }

    async fn given_up(&self, backend: &Backend, job: &Job) -> Result<()> {
        match job.name.as_str() {
            READ_DOCUMENT => read_document::give_up(backend, &job.payload).await,
            _ => Ok(()),
        }
    }
}

/// What a job is about, for the operator: nothing that identifies anybody.
fn about(job: &Job) -> Option<String> {
    match job.name.as_str() {
        SEND_MAIL => send_mail::subject(job),
        COMPLETE => complete::about(&job.payload),
        _ => None,
    }
}

/// The workers of a process.
#[derive(Clone, Copy, Debug)]
pub struct Worker;

impl Worker {
    /// Runs jobs until `shutdown` says `true` or its sender is gone; a job that has begun is
    /// finished.
    pub async fn run(backend: Backend, shutdown: watch::Receiver<bool>) {
        worker::run_all(backend, &List, shutdown).await;
    }
}

/// Runs everything that is due, one after the other, and says how many jobs that were; for tests.
pub async fn run_due(backend: &Backend) -> usize {
    worker::run_due(backend, &List).await
}
