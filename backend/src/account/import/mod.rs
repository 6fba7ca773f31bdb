//! Accounts of an older platform, from a file of comma-separated values: all of them or none,
//! unless the operator wants the lines that are right. A file imported again adds nothing twice.
//!
//! An account that was imported is open and has no password: its owner comes in by one of the three
//! ways of A4 (`mailbox.rs`, `key.rs`, customer service).

use std::collections::HashMap;

use domain::form::Facts;
use domain::id::AccountId;
use sqlx::PgConnection;

use super::sql::import as sql;
use crate::{Backend, Error, Result, audit};

pub(super) mod line;
mod quote;
pub(super) mod secret;
#[cfg(test)]
mod tests;

pub use line::Problem;
use line::{Head, ImportLine, Judge};

/// How many accounts go into one statement.
const BATCH: usize = 1000;

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many accounts were added.
    pub added: usize,
    /// How many had been imported before, and were left as they are.
    pub known: usize,
    /// Number of each line that cannot be imported, and why not.
    pub wrong: Vec<(u64, Vec<Problem>)>,
}

/// Why nothing was read of a file, or nothing written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The first line names no columns of ours.
    #[error("line 1: {0}")]
    Head(String),
    /// A quotation mark on this line encloses nothing, so nobody knows where the fields after it end.
    #[error(
        "line {0}: a quotation mark stands alone: put the whole field into quotation marks, and write \
         each one inside it twice"
    )]
    Quote(u64),
    /// Something inside failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Backend {
    /// Imports the accounts of a file. With a wrong line nothing is imported, unless `partial`.
    ///
    /// # Errors
    /// [`ImportError`]; wrong lines are no error but part of the answer.
    pub async fn import_accounts(
        &self,
        file: &[u8],
        partial: bool,
    ) -> Result<Imported, ImportError> {
        // Spreadsheets put a mark before UTF-8.
        let file = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
        let mut conn = self.pool.acquire().await.map_err(Error::from)?;
        let offices = sql::offices(&mut conn).await?;
        drop(conn);
        let (lines, mut wrong) = self.read(file, &offices)?;
        let (lines, twice) = without_doubles(lines);
        wrong.extend(twice);

        let mut tx = self.pool.begin().await?;
        // Two imports at once wait for each other instead of finding the same names free.
        sql::lock(&mut tx).await?;
        let (lines, known, taken) = without_known(&mut tx, lines).await?;
        wrong.extend(taken);
        wrong.sort_by_key(|(number, _)| *number);
        if !wrong.is_empty() && !partial {
            return Ok(Imported {
                added: 0,
                known,
                wrong,
            });
        }
        let mut added = Vec::with_capacity(lines.len());
        for lines in lines.chunks(BATCH) {
            added.extend(self.insert_accounts(&mut tx, lines).await?);
        }
        // Last: whoever else writes into the log waits from here on.
        for accounts in added.chunks(BATCH) {
            let (now, console) = (self.clock.now(), audit::Actor::Console);
            let (action, subject) = (audit::Action::AccountsImported, "account".to_owned());
            let ids: Vec<String> = accounts.iter().map(AccountId::to_string).collect();
            let details = format!("accounts: {}; {}", ids.len(), ids.join(" "));
            audit::record(&mut tx, now, console, action, subject, details).await?;
        }
        tx.commit().await?;
        Ok(Imported {
            added: lines.len(),
            known,
            wrong,
        })
    }

    fn read(
        &self,
        file: &[u8],
        offices: &[(String, String)],
    ) -> Result<(Vec<ImportLine>, Wrong), ImportError> {
        if let Some(line) = quote::stray(file) {
            return Err(ImportError::Quote(line));
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(file);
        let mut record = csv::ByteRecord::new();
        let failed = |error: csv::Error| ImportError::Head(error.to_string());
        let mut next = |record: &mut csv::ByteRecord| -> Result<Option<u64>, ImportError> {
            while reader.read_byte_record(record).map_err(failed)? {
                if !is_blank(record) {
                    return Ok(record.position().map(|begun| line_at(file, begun)));
                }
            }
            Ok(None)
        };
        if next(&mut record)?.is_none() {
            return Err(ImportError::Head("the file is empty".to_owned()));
        }
        let names: Vec<String> = record
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
            .collect();
        let head = Head::parse(&names).map_err(ImportError::Head)?;
        let facts = Facts::new(self.settings.day(self.clock.now()));
        let judge = Judge {
            head: &head,
            facts: &facts,
            offices,
            language: self.settings.languages.first().copied().unwrap_or_default(),
        };
        let (mut lines, mut wrong) = (Vec::new(), Vec::new());
        while let Some(number) = next(&mut record)? {
            let columns: Vec<&[u8]> = record.iter().collect();
            match judge.read(number, &columns) {
                Ok(line) => lines.push(line),
                Err(problems) => wrong.push((number, problems)),
            }
        }
        Ok((lines, wrong))
    }

    async fn insert_accounts(
        &self,
        conn: &mut PgConnection,
        lines: &[ImportLine],
    ) -> Result<Vec<AccountId>> {
        let now = self.clock.now();
        let ids: Vec<AccountId> = lines.iter().map(|_| AccountId(self.ids.id())).collect();
        let accounts: Vec<(AccountId, &ImportLine)> = ids.iter().copied().zip(lines).collect();
        sql::insert_accounts(conn, &self.keys, &accounts, now).await?;
        let mut mailboxes = Vec::new();
        let mut certificates = Vec::new();
        for (id, line) in &accounts {
            for (address, given) in &line.mailboxes {
                let secret = given.clone().kept(self.ids.as_ref());
                mailboxes.push((*id, address.as_str(), secret));
            }
            if let Some((issuer, serial)) = &line.key {
                certificates.push((*id, issuer.as_str(), serial.as_str()));
            }
        }
        sql::insert_mailboxes(conn, &self.keys, &mailboxes).await?;
        sql::insert_keys(conn, &certificates).await?;
        Ok(ids)
    }
}

/// Whether there is nothing in any column: spreadsheets write rows that were emptied so.
fn is_blank(record: &csv::ByteRecord) -> bool {
    record
        .iter()
        .all(|field| std::str::from_utf8(field).is_ok_and(|text| text.trim().is_empty()))
}

/// The number of the line a record stands on: it begins after the one before, and empty lines
/// between count.
fn line_at(file: &[u8], begun: &csv::Position) -> u64 {
    let from = usize::try_from(begun.byte()).unwrap_or(usize::MAX);
    let rest = file.get(from..).unwrap_or_default().iter();
    let empty = rest.take_while(|byte| b"\r\n".contains(byte));
    begun.line() + empty.filter(|byte| **byte == b'\n').count() as u64
}

/// Numbers of wrong lines, and what is wrong.
type Wrong = Vec<(u64, Vec<Problem>)>;

/// Takes out lines that claim what a line above has.
fn without_doubles(lines: Vec<ImportLine>) -> (Vec<ImportLine>, Wrong) {
    let mut seen: HashMap<(&'static str, String), u64> = HashMap::new();
    let (mut kept, mut wrong) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        let mut problems = Vec::new();
        for claim in claims(&line) {
            match seen.get(&claim) {
                Some(above) => problems.push(Problem::Twice(claim.0, *above)),
                None => {
                    seen.insert(claim, line.number);
                }
            }
        }
        match problems.is_empty() {
            true => kept.push(line),
            false => wrong.push((line.number, problems)),
        }
    }
    (kept, wrong)
}

/// What only one account can have.
fn claims(line: &ImportLine) -> Vec<(&'static str, String)> {
    let mut claims = vec![("user_name", line.user_name.clone())];
    claims.extend(
        line.mailboxes
            .iter()
            .map(|(address, _)| ("mailbox", address.clone())),
    );
    if let Some((issuer, serial)) = &line.key {
        claims.push(("key_serial", format!("{serial} {issuer}")));
    }
    claims
}

/// Takes out lines that were imported before, counts them, and lines that claim what another
/// account has.
async fn without_known(
    conn: &mut PgConnection,
    lines: Vec<ImportLine>,
) -> Result<(Vec<ImportLine>, usize, Wrong)> {
    let (mut kept, mut known, mut wrong) = (Vec::with_capacity(lines.len()), 0, Vec::new());
    let mut lines = lines.into_iter();
    loop {
        let batch: Vec<ImportLine> = lines.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok((kept, known, wrong));
        }
        let names: Vec<String> = batch.iter().map(|line| line.user_name.clone()).collect();
        let names: HashMap<String, bool> =
            sql::known_names(conn, &names).await?.into_iter().collect();
        let addresses: Vec<String> = batch
            .iter()
            .flat_map(|line| line.mailboxes.iter().map(|(address, _)| address.clone()))
            .collect();
        let addresses = sql::known_mailboxes(conn, &addresses).await?;
        let keys: Vec<(String, String)> =
            batch.iter().filter_map(|line| line.key.clone()).collect();
        let keys = sql::known_keys(conn, &keys).await?;
        for line in batch {
            let mut problems = Vec::new();
            match names.get(&line.user_name) {
                Some(true) => {
                    known += 1;
                    continue;
                }
                Some(false) => problems.push(Problem::Taken("user_name")),
                None => {}
            }
            if line
                .mailboxes
                .iter()
                .any(|(address, _)| addresses.contains(address))
            {
                problems.push(Problem::Taken("mailbox"));
            }
            if line.key.as_ref().is_some_and(|key| keys.contains(key)) {
                problems.push(Problem::Taken("key_serial"));
            }
            match problems.is_empty() {
                true => kept.push(line),
                false => wrong.push((line.number, problems)),
            }
        }
    }
}
