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
use super::{
    Failure, Job, PERIODIC, Priority, READ_DOCUMENT, SEAL_ANEW, SEND_MAIL, execute, mourn, sql,
};
use crate::pool::TRACES;
use crate::seal::column::PAYLOAD;
use crate::{Backend, Result};

/// How long a job belongs to the worker that took it, unless that one renews it: so long waits
/// whoever is owed a mail by a process that was killed.
pub(super) const LEASE: Duration = Duration::from_secs(45);
/// How often a worker renews the lease of the job it runs.
const RENEWAL: Duration = Duration::from_secs(15);
/// How long the database may take for that.
const ANSWER: Duration = Duration::from_secs(5);
/// After how long a worker gives a job up.
const PATIENCE: Duration = Duration::from_secs(170);
/// How long to wait when the database does not answer.
pub(super) const RECOVERY: Duration = Duration::from_secs(5);
/// After so many tries a job stays where it is, for the operator to look at: about a day.
const MOST_TRIES: i32 = 12;
/// The same for a mail, which a mail server that is away may not lose: five days.
const MOST_TRIES_OF_MAIL: i32 = 128;
/// How long at most between two tries of a mail somebody waits for, while they may still wait: a
/// mail server that puts off whom it does not know is met as soon as it is ready.
const PAUSE_OF_AWAITED: TimeDelta = TimeDelta::seconds(45);
const TRIES_OF_AWAITED: i32 = 80;
/// How long at most between two tries of a mail, and of anything else.
const PAUSE_OF_MAIL: TimeDelta = TimeDelta::hours(1);
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(6);
/// How many workers there are for everything that has none of its own.
const GENERAL: usize = 2;

/// What a worker takes.
pub(super) const CODES: &[Priority] = &[Priority::Code];
pub(super) const READINGS: &[Priority] = &[Priority::Reading];
pub(super) const OTHERS: &[Priority] = &[Priority::Code, Priority::Notice, Priority::Upkeep];
const ALL: &[Priority] = &[
    Priority::Code,
    Priority::Notice,
    Priority::Reading,
    Priority::Upkeep,
];

/// Somebody looks at the page while a picture is read, and nobody a day later.
fn most_tries(job: &Job) -> i32 {
    match job.name.as_str() {
        READ_DOCUMENT => 3,
        // It ends by itself.
        SEND_MAIL if job.is_awaited => i32::MAX,
        SEND_MAIL => MOST_TRIES_OF_MAIL,
        _ => MOST_TRIES,
    }
}

/// The workers of a process.
#[derive(Clone, Copy, Debug)]
pub struct Worker;

impl Worker {
    /// Runs jobs until `shutdown` says `true` or its sender is gone; a job that has begun is
    /// finished. One worker does nothing but mail codes, so nothing can delay them, and one reads
    /// pictures, which delays nothing else.
    pub async fn run(backend: Backend, shutdown: watch::Receiver<bool>) {
        let periodic = set_up_periodic(&backend, shutdown.clone());
        let lines = [CODES, READINGS].into_iter();
        let lines = lines.chain(std::iter::repeat_n(OTHERS, GENERAL));
        let (bell, ear) = wake::bell();
        let workers = lines.map(|line| serve(backend.clone(), line, ear.clone(), shutdown.clone()));
        let listening = bell.listen(backend.pool.clone(), shutdown.clone());
        futures::future::join3(periodic, listening, futures::future::join_all(workers)).await;
    }
}

/// Until it works once: the database may come up later than this program.
async fn set_up_periodic(backend: &Backend, mut shutdown: watch::Receiver<bool>) {
    while let Err(error) = start_periodic(backend).await {
        tracing::warn!(%error, "periodic jobs could not be set up yet");
        tokio::select! {
            () = tokio::time::sleep(RECOVERY) => {}
            _ = shutdown.changed() => return,
        }
    }
}

/// Makes sure the jobs that come back are in the queue.
pub(super) async fn start_periodic(backend: &Backend) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    // Two servers that start at once put each job there once.
    sql::lock_periodic(&mut tx).await?;
    // The key may be another since the last start.
    for name in PERIODIC.iter().map(|(name, _)| *name).chain([SEAL_ANEW]) {
        sql::insert_unless_there(&mut tx, name, Priority::Upkeep.rank(), now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn serve(
    backend: Backend,
    line: &'static [Priority],
    mut ear: Ear,
    mut shutdown: watch::Receiver<bool>,
) {
    while !*shutdown.borrow() {
        // Told while it looks, it looks again.
        ear.take_in();
        let found = run_next(&backend, line).await;
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
pub async fn run_due(backend: &Backend) -> usize {
    let mut count = 0;
    loop {
        match run_next(backend, ALL).await {
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
pub(super) async fn run_next(backend: &Backend, line: &[Priority]) -> Result<bool> {
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
            run(backend, &job).await
        }
        // An instance with more keys may open it.
        Err(reason) => Err(Failure::Retry(reason.to_string())),
    };
    metrics::histogram!("docket_job_seconds", "job" => job.name.clone())
        .record(begun.elapsed().as_secs_f64());
    settle(backend, &job, outcome).await?;
    Ok(true)
}

/// In a task of its own: a job that panics takes no worker with it.
async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let (running, own) = (backend.clone(), job.clone());
    let span = tracing::trace_span!(
        target: TRACES,
        "job",
        otel.name = format_args!("job {}", job.name),
        job.id = job.id,
        job.tries = job.tries,
    );
    let work = async move { execute(&running, &own).await };
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
pub(super) async fn hold(backend: &Backend, job: &Job, renewal: Duration) {
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
async fn settle(backend: &Backend, job: &Job, outcome: Result<(), Failure>) -> Result<()> {
    let now = backend.clock.now();
    let mut conn = backend.pool.acquire().await?;
    let interval = PERIODIC
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
                Some(_) => job.tries.min(MOST_TRIES - 1),
                None => job.tries,
            };
            let given_up = interval.is_none() && tries >= most_tries(job);
            let end = sql::End {
                tries,
                run_at: retry_at(now, job, tries),
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
        mourn(backend, job).await?;
    }
    metrics::counter!("docket_jobs_total", "job" => job.name.clone(), "outcome" => label)
        .increment(1);
    Ok(())
}

/// Six seconds after the first try, then three times as long each time, up to the longest pause.
fn retry_at(now: DateTime<Utc>, job: &Job, tries: i32) -> DateTime<Utc> {
    let longest = match job.name.as_str() {
        SEND_MAIL if job.is_awaited && tries <= TRIES_OF_AWAITED => PAUSE_OF_AWAITED,
        SEND_MAIL => PAUSE_OF_MAIL,
        _ => LONGEST_PAUSE,
    };
    let exponent = u32::try_from(tries.clamp(0, 9)).unwrap_or_default();
    now + TimeDelta::seconds(2 * 3_i64.pow(exponent)).min(longest)
}
