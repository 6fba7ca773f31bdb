//! The audit log as somebody reads it: names instead of ids where there are any. Whether it is whole
//! is another question.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{BATCH, sql};
use crate::account::folded;
use crate::ids::hex;
use crate::{Backend, Result};

/// An entry to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, 3, …
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// User name of the member of staff, or `console`; the id of somebody nobody knows.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to: a reference, a user name, or `<table>:<id>`.
    pub subject: String,
    /// What else is known.
    pub details: String,
    /// 64 hexadecimal digits.
    pub hash: String,
    /// The subject as it is stored.
    stored: String,
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Not before this day.
    pub since: Option<NaiveDate>,
    /// Not after this day.
    pub until: Option<NaiveDate>,
    /// Only those of this user name, or of the `console`.
    pub actor: Option<String>,
    /// Only those whose subject has this text in it, as it is shown or as it is stored.
    pub subject: Option<String>,
}

impl Backend {
    /// The entries after a number among the next thousand, oldest first, and the number to go on
    /// after; `None` at the end. Days are those of the operator's place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_audit(
        &self,
        after: i64,
        filter: &Filter,
    ) -> Result<Option<(Vec<Entry>, i64)>> {
        let mut conn = self.pool.acquire().await?;
        let rows = sql::shown(&mut conn, after, BATCH).await?;
        let Some(last) = rows.last().map(|row| row.number) else {
            return Ok(None);
        };
        let begin = |day: NaiveDate| {
            let begin = day.and_time(NaiveTime::MIN) - self.settings.offset;
            begin.and_utc()
        };
        let since = filter.since.map(begin);
        let until = filter.until.map(|day| begin(day) + TimeDelta::days(1));
        let actor = filter.actor.as_deref().map(folded);
        let entries = rows.into_iter().map(Entry::from).filter(|entry| {
            since.is_none_or(|since| entry.at >= since)
                && until.is_none_or(|until| entry.at < until)
                && actor.as_ref().is_none_or(|actor| entry.actor == *actor)
                && filter
                    .subject
                    .as_ref()
                    .is_none_or(|text| entry.subject.contains(text) || entry.stored.contains(text))
        });
        Ok(Some((entries.collect(), last)))
    }
}

impl From<sql::Shown> for Entry {
    fn from(row: sql::Shown) -> Self {
        Self {
            number: row.number,
            at: row.at,
            actor: row.actor_name.unwrap_or(row.actor),
            action: row.action,
            subject: row.subject_name.unwrap_or_else(|| row.subject.clone()),
            details: row.details,
            hash: hex(&row.hash),
            stored: row.subject,
        }
    }
}
