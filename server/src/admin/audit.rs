//! `admin audit`: whether the log is whole, and what stands in it.

use std::io::{ErrorKind, Write as _, stdout};

use backend::Backend;
use backend::audit::{AuditEntry, Filter};
use chrono::SecondsFormat;

use crate::config::ShownEntries;
use crate::start::{StartError, sentence};

const HEAD: [&str; 7] = [
    "number", "time", "actor", "action", "subject", "details", "hash",
];

pub(super) async fn verify(backend: &Backend, kept: Option<&str>) -> Result<String, StartError> {
    let verified = backend
        .verify_audit(kept)
        .await
        .map_err(|error| StartError::command(sentence(&error)))?;
    let whole = verified
        .map_err(|broken| StartError::command(format!("The audit log is broken: {broken}")))?;
    Ok(format!("entries: {}\n{}\n", whole.entries, whole.newest))
}

/// Prints the entries that are wanted, a page at a time. Whoever reads only the first lines has had
/// enough, and that is no failure.
pub(super) async fn show(backend: &Backend, wanted: ShownEntries) -> Result<(), StartError> {
    let ShownEntries {
        since,
        until,
        actor,
        subject,
    } = wanted;
    let filter = Filter {
        since,
        until,
        actor,
        subject,
    };
    let (mut page, mut after) = (lines([HEAD.map(str::to_owned)])?, 0);
    loop {
        match stdout().write_all(&page) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(StartError::other)?,
        }
        let read = backend.read_audit(after, &filter).await;
        let Some((entries, last)) = read.map_err(|error| StartError::command(sentence(&error)))?
        else {
            return Ok(());
        };
        (page, after) = (lines(entries.into_iter().map(fields))?, last);
    }
}

fn fields(entry: AuditEntry) -> [String; 7] {
    [
        entry.number.to_string(),
        entry.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
        entry.hash,
    ]
}

fn lines(rows: impl IntoIterator<Item = [String; 7]>) -> Result<Vec<u8>, StartError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).map_err(StartError::other)?;
    }
    writer.into_inner().map_err(StartError::other)
}
