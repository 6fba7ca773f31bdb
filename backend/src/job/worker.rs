//! Takes jobs out of the queue and runs them. A job is leased, not locked: a worker that dies
//! leaves it behind, and another takes it when the lease is over. One that lives renews the lease
//! while it works, and stops when it cannot; what it began then may still end beside the next try,
//! which every job has to bear.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::sync::watch;
use tracing::Instrument as _;

use super::wake::{self, Ear};
use super::{Failure, Job, JobList, Priority, Retrying, sql};
use crate::job::column::PAYLOAD;
use crate::pool::TRACES;
use crate::{Backend, Result};

/// How long a job belongs to the worker that took it, unless that one renews it: so long waits
/// whoever is owed a mail by a process that was killed.
pub(crate) const LEASE: Duration = Duration::from_secs(45);
/// How often a worker renews the lease of the job it runs.
const RENEWAL: Duration = Duration::from_secs(15);
/// How long the database may take for that.
const ANSWER: Duration = Duration::from_secs(5);
/// After how long a worker gives a job up.
const PATIENCE: Duration = Duration::from_secs(170);
/// How long to wait when the database does not answer.
pub(crate) const RECOVERY: Duration = Duration::from_secs(5);
/// How many workers there are for everything that has none of its own.
const GENERAL: usize = 2;

/// What a worker takes.
pub(crate) const CODES: &[Priority] = &[Priority::Code];
pub(crate) const READINGS: &[Priority] = &[Priority::Reading];
pub(crate) const OTHERS: &[Priority] = &[Priority::Code, Priority::Notice, Priority::Upkeep];
const ALL: &[Priority] = &[
    Priority::Code,
    Priority::Notice,
    Priority::Reading,
    Priority::Upkeep,
];

/// Runs jobs until `shutdown` says `true` or its sender is gone; a job that has begun is finished.
/// One worker does nothing but mail codes, so nothing can delay them, and one reads pictures, which
/// delays nothing else.
pub(crate) async fn run_all(
    backend: Backend,
    jobs: &'static dyn JobList,
    shutdown: watch::Receiver<bool>,
) {
    let periodic = set_up_periodic(&backend, jobs, shutdown.clone());
    let lines = [CODES, READINGS].into_iter();
    let lines = lines.chain(std::iter::repeat_n(OTHERS, GENERAL));
    let (bell, ear) = wake::bell();
    let workers =
        lines.map(|line| serve(backend.clone(), jobs, line, ear.clone(), shutdown.clone()));
    let listening = bell.listen(backend.pool.clone(), shutdown.clone());
    futures::future::join3(periodic, listening, futures::future::join_all(workers)).await;
}

/// Until it works once: the database may come up later than this program.
async fn set_up_periodic(
    backend: &Backend,
    jobs: &'static dyn JobList,
    mut shutdown: watch::Receiver<bool>,
) {
    while let Err(error) = start_periodic(backend, jobs).await {
        tracing::warn!(%error, "periodic jobs could not be set up yet");
        tokio::select! {
            () = tokio::time::sleep(RECOVERY) => {}
            _ = shutdown.changed() => return,
        }
    }
}

/// Makes sure the jobs that come back are in the queue.
pub(crate) async fn start_periodic(backend: &Backend, jobs: &dyn JobList) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    // Two servers that start at once put each job there once.
    sql::lock_periodic(&mut tx).await?;
    let periodic = jobs.periodic().iter().map(|(name, _)| *name);
    for name in periodic.chain(jobs.at_start().iter().copied()) {
        sql::insert_unless_there(&mut tx, name, Priority::Upkeep.rank(), now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn serve(
    backend: Backend,
    jobs: &'static dyn JobList,
    line: &'static [Priority],
    mut ear: Ear,
    mut shutdown: watch::Receiver<bool>,
) {
    while !*shutdown.borrow() {
        // Told while it looks, it looks again.
        ear.take_in();
        let found = run_next(&backend, jobs, line).await;
        let pause = async {
            match found {
                Ok(true) => {}
                Ok(false) => ear.wait().await,
                Err(error) => {
                    tracing::warn!(%error, "the job queue cannot be read");
                    tokio::time::sleep(RECOVERY).await;
                }
            }
        };
        tokio::select! {
            () = pause => {}
            gone = shutdown.changed() => if gone.is_err() { return },
        }
    }
}

/// Runs everything that is due, one after the other, and says how many jobs that were; for tests.
pub(crate) async fn run_due(backend: &Backend, jobs: &'static dyn JobList) -> usize {
    let mut count = 0;
    loop {
        match run_next(backend, jobs, ALL).await {
            Ok(true) => count += 1,
            Ok(false) => return count,
            Err(error) => {
                tracing::error!(%error, "the job queue cannot be read");
                return count;
            }
        }
    }
}

/// Takes the next job that is due and runs it; `false` when none is.
pub(crate) async fn run_next(
    backend: &Backend,
    jobs: &'static dyn JobList,
    line: &[Priority],
) -> Result<bool> {
    let now = backend.clock.now();
    let ranks: Vec<i32> = line.iter().map(|priority| priority.rank()).collect();
    let taken = {
        let mut conn = backend.pool.acquire().await?;
        sql::take(&mut conn, now, now + LEASE, &ranks).await?
    };
    let Some(taken) = taken else {
        return Ok(false);
    };
    let begun = Instant::now();
    let payload = taken.payload.open(&backend.keys, PAYLOAD, taken.id);
    let mut job = Job {
        id: taken.id,
        name: taken.name,
        payload: Value::Null,
        tries: taken.tries,
        is_awaited: taken.is_awaited,
    };
    let outcome = match payload {
        Ok(payload) => {
            job.payload = payload;
            run(backend, jobs, &job).await
        }
        // An instance with more keys may open it.
        Err(reason) => Err(Failure::Retry(reason.to_string())),
    };
    metrics::histogram!("docket_job_seconds", "job" => job.name.clone())
        .record(begun.elapsed().as_secs_f64());
    settle(backend, jobs, &job, outcome).await?;
    Ok(true)
}

/// In a task of its own: a job that panics takes no worker with it.
async fn run(backend: &Backend, jobs: &'static dyn JobList, job: &Job) -> Result<(), Failure> {
    let (running, own) = (backend.clone(), job.clone());
    let span = tracing::trace_span!(
        target: TRACES,
        "job",
        otel.name = format_args!("job {}", job.name),
        job.id = job.id,
        job.tries = job.tries,
    );
    let work = async move { jobs.execute(&running, &own).await };
    let mut run = tokio::spawn(tokio::time::timeout(PATIENCE, work).instrument(span));
    let ended = tokio::select! {
        ended = &mut run => ended,
        () = hold(backend, job, RENEWAL) => {
            run.abort();
            // It may have ended at that very moment.
            match run.await {
                Err(stopped) if stopped.is_cancelled() => {
                    return Err(Failure::Retry("its lease could not be renewed".to_owned()));
                }
                ended => ended,
            }
        }
    };
    match ended {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Failure::Retry("took too long".to_owned())),
        Err(_) => Err(Failure::Retry("panicked".to_owned())),
    }
}

/// Renews the lease of a job every `renewal`, and returns when it is lost or soon will be.
pub(crate) async fn hold(backend: &Backend, job: &Job, renewal: Duration) {
    let mut held = Instant::now();
    loop {
        tokio::time::sleep(renewal).await;
        let asked = Instant::now();
        match tokio::time::timeout(ANSWER, renew(backend, job)).await {
            Ok(Ok(true)) => held = asked,
            Ok(Ok(false)) => return,
            _ if held.elapsed() + renewal + ANSWER > LEASE => return,
            _ => {}
        }
    }
}

/// `false` when another worker has the job.
async fn renew(backend: &Backend, job: &Job) -> Result<bool> {
    let mut conn = backend.pool.acquire().await?;
    let end = backend.clock.now() + LEASE;
    Ok(sql::renew(&mut conn, job, end).await?)
}

/// Writes down what became of a job; nothing when its lease was over and another has it.
async fn settle(
    backend: &Backend,
    jobs: &dyn JobList,
    job: &Job,
    outcome: Result<(), Failure>,
) -> Result<()> {
    let now = backend.clock.now();
    let mut conn = backend.pool.acquire().await?;
    let interval = jobs
        .periodic()
        .iter()
        .find(|(name, _)| *name == job.name)
        .map(|(_, minutes)| *minutes);
    let label = match (outcome, interval) {
        (Ok(()), Some(minutes)) => {
            sql::repeat(&mut conn, job, now + TimeDelta::minutes(minutes)).await?;
            "done"
        }
        (Ok(()), None) => {
            sql::delete(&mut conn, job).await?;
            "done"
        }
        (Err(Failure::Retry(reason)), interval) => {
            tracing::warn!(
                job = job.name,
                id = job.id,
                tries = job.tries,
                reason,
                "a job failed"
            );
            // A periodic job is never given up: it tries again at its longest interval.
            let tries = match interval {
                Some(_) => job.tries.min(Retrying::STANDARD.most_tries - 1),
                None => job.tries,
            };
            let retrying = jobs.retrying(job, tries);
            let given_up = interval.is_none() && tries >= retrying.most_tries;
            let end = sql::End {
                tries,
                run_at: retry_at(now, retrying.longest_pause, tries),
                reason: &reason,
                given_up_at: given_up.then_some(now),
            };
            sql::postpone(&mut conn, job, &end).await?;
            if given_up { "given_up" } else { "failed" }
        }
        (Err(Failure::GiveUp(reason)), _) => {
            let end = sql::End {
                tries: job.tries,
                run_at: now,
                reason: &reason,
                given_up_at: Some(now),
            };
            sql::postpone(&mut conn, job, &end).await?;
            tracing::error!(job = job.name, id = job.id, reason, "a job is given up");
            "given_up"
        }
    };
    if label == "given_up" {
        drop(conn);
        jobs.given_up(backend, job).await?;
    }
    metrics::counter!("docket_jobs_total", "job" => job.name.clone(), "outcome" => label)
        .increment(1);
    Ok(())
}

/// Six seconds after the first try, then three times as long each time, up to the longest pause.
fn retry_at(now: DateTime<Utc>, longest: TimeDelta, tries: i32) -> DateTime<Utc> {
    let exponent = u32::try_from(tries.clamp(0, 9)).unwrap_or_default();
    now + TimeDelta::seconds(2 * 3_i64.pow(exponent)).min(longest)
}
