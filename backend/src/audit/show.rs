//! The audit log as somebody reads it: names instead of ids where there are any. Whether it is whole
//! is another question.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use uuid::Uuid;

use super::{BATCH, sql};
use crate::ids::hex;
use crate::principal::folded;
use crate::{Backend, Result};

/// Tables of which a name says enough by itself.
const PLAIN: [&str; 3] = ["application", "account", "staff"];

/// An entry to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// 1, 2, 3, …
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// User name of the member of staff, `console` or `system`; the id of somebody nobody knows.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to: a reference, a user name, or `<table>:<id>`. Of a picture it is the
    /// reference of its application, and the details say which one it was.
    pub subject: String,
    /// What else is known.
    pub details: String,
    /// 64 hexadecimal digits.
    pub hash: String,
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Not before this day.
    pub since: Option<NaiveDate>,
    /// Not after this day.
    pub until: Option<NaiveDate>,
    /// Only those of this user name, of the `console`, or of the `system`.
    pub actor: Option<String>,
    /// Only those with this text in their subject, as it is shown or as it is stored, or in the name
    /// of somebody or something their details speak of. Capitals and small letters are the same.
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
    ) -> Result<Option<(Vec<AuditEntry>, i64)>> {
        let mut conn = self.pool.acquire().await?;
        let rows = sql::after(&mut conn, after, BATCH).await?;
        let Some(last) = rows.last().map(|row| row.number) else {
            return Ok(None);
        };
        let texts = rows.iter().flat_map(|row| row.texts());
        let ids: Vec<Uuid> = texts.flat_map(ids).collect();
        let names = Names(sql::names(&mut conn, &ids).await?);
        let begin = |day: NaiveDate| {
            let begin = day.and_time(NaiveTime::MIN) - self.settings.offset;
            begin.and_utc()
        };
        let since = filter.since.map(begin);
        let until = filter.until.map(|day| begin(day) + TimeDelta::days(1));
        let actor = filter.actor.as_deref().map(folded);
        let subject = filter.subject.as_deref().map(str::to_lowercase);
        let entries = rows.into_iter().filter_map(|row| {
            let entry = names.entry(&row);
            let speaks_of = |wanted: &String| {
                let named = names.of(&row.details);
                let mut texts = [&*entry.subject, &*row.subject].into_iter().chain(named);
                texts.any(|text| text.to_lowercase().contains(wanted))
            };
            let is_wanted = since.is_none_or(|since| entry.at >= since)
                && until.is_none_or(|until| entry.at < until)
                && actor.as_ref().is_none_or(|actor| entry.actor == *actor)
                && subject.as_ref().is_none_or(speaks_of);
            is_wanted.then_some(entry)
        });
        Ok(Some((entries.collect(), last)))
    }
}

/// What ids are called.
struct Names(HashMap<Uuid, String>);

impl Names {
    fn entry(&self, row: &sql::AuditRow) -> AuditEntry {
        let (mut subject, mut details) = (self.put(&row.subject), self.put(&row.details));
        // Who asks about a case means its pictures, too.
        if row.subject.starts_with("document:") && row.details.starts_with("application:") {
            std::mem::swap(&mut subject, &mut details);
        }
        AuditEntry {
            number: row.number,
            at: row.at,
            actor: self.put(&row.actor),
            action: row.action.clone(),
            subject,
            details,
            hash: hex(&row.hash),
        }
    }

    /// The names of what a text speaks of.
    fn of(&self, text: &str) -> impl Iterator<Item = &str> {
        ids(text).filter_map(|id| self.0.get(&id).map(String::as_str))
    }

    /// A text with names in it instead of ids: `from:staff:<id>` becomes `from:wang.wu`.
    fn put(&self, text: &str) -> String {
        let words = text.split(' ').map(|word| {
            let (label, id) = split(word);
            match id.and_then(|id| self.0.get(&id)) {
                Some(name) => {
                    let parts = label.split_inclusive(':');
                    let kept = parts.filter(|part| !PLAIN.contains(&part.trim_end_matches(':')));
                    kept.chain([name.as_str()]).collect()
                }
                None => word.to_owned(),
            }
        });
        words.collect::<Vec<String>>().join(" ")
    }
}

/// The ids in a text; they stand between spaces, with or without a label and a table before them.
fn ids(text: &str) -> impl Iterator<Item = Uuid> {
    text.split(' ').filter_map(|word| split(word).1)
}

/// What stands before the last colon of a word, with it, and the id behind it.
fn split(word: &str) -> (&str, Option<Uuid>) {
    let (label, id) = word.split_at(word.rfind(':').map_or(0, |colon| colon + 1));
    (label, Uuid::try_parse(id).ok())
}
