//! `admin jobs`: what waits in the queue and why, and trying it again.

use backend::Backend;
use backend::job_list::{JobLine, JobStanding, Which};

use crate::config::Retried;
use crate::start::{StartError, sentence};

/// How many jobs are printed.
const MOST: i64 = 1000;

const HEAD: [&str; 7] = [
    "number",
    "job",
    "about",
    "state",
    "tries",
    "next try",
    "last error",
];

/// The queue as a table.
pub(super) async fn list(backend: &Backend) -> Result<String, StartError> {
    let listed = backend.jobs(MOST).await;
    let (jobs, count) = listed.map_err(|error| StartError::command(sentence(&error)))?;
    if jobs.is_empty() {
        return Ok("Nothing waits\n".to_owned());
    }
    let shown = jobs.len();
    let mut told = table(&jobs.into_iter().map(cells).collect::<Vec<_>>());
    match usize::try_from(count) {
        Ok(count) if count > shown => told.push_str(&format!("and {} more\n", count - shown)),
        _ => {}
    }
    Ok(told)
}

/// Has jobs tried again; those that are named must be there to be tried.
pub(super) async fn retry(backend: &Backend, wanted: Retried) -> Result<String, StartError> {
    let which = match wanted.all {
        true => Which::All,
        false => Which::These(wanted.numbers.clone()),
    };
    let retried = backend.retry_jobs(&which).await;
    let retried = retried.map_err(|error| StartError::command(sentence(&error)))?;
    let left: Vec<String> = wanted
        .numbers
        .iter()
        .filter(|number| !retried.contains(number))
        .map(ToString::to_string)
        .collect();
    if !left.is_empty() {
        return Err(StartError::command(format!(
            "Tried again: {}. Not tried again, because it did not fail, is tried within the minute, \
             is worth nothing any more or is not there: {}",
            retried.len(),
            left.join(", ")
        )));
    }
    Ok(format!("tried again: {}\n", retried.len()))
}

fn cells(job: JobLine) -> [String; 7] {
    let state = match job.standing {
        JobStanding::Waiting => "waiting",
        JobStanding::Failing => "failing",
        JobStanding::GivenUp => "given up",
    };
    let dash = || "-".to_owned();
    [
        job.id.to_string(),
        job.name,
        if job.about.is_empty() {
            dash()
        } else {
            job.about
        },
        state.to_owned(),
        job.tries.to_string(),
        job.next_try.unwrap_or_else(dash),
        job.last_error.unwrap_or_else(dash),
    ]
}

/// Columns as wide as what stands in them; nothing in a cell breaks its line.
fn table(rows: &[[String; 7]]) -> String {
    let head = HEAD.map(str::to_owned);
    let rows = || std::iter::once(&head).chain(rows);
    let mut widths = [0; 7];
    for row in rows() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut drawn = String::new();
    for row in rows() {
        let line: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{:<width$}", cell.replace(char::is_control, " ")))
            .collect();
        drawn.push_str(line.join("  ").trim_end());
        drawn.push('\n');
    }
    drawn
}
