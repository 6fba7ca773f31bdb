//! Notices to be read and accepted: published in versions, each hashed as it is read.

use chrono::{DateTime, Utc};
use domain::form::{RawAnswers, StepErrors};
use domain::notice::entry::NoticeEntry;
use domain::text::{Language, find};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use domain::text::Texts;

use super::sql;
use crate::ids::hex;
use crate::{Backend, Error, Result};

/// A notice in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Which notice.
    pub id: String,
    /// Counts up with every change.
    pub version: i32,
    /// SHA-256 of `text` as UTF-8, 64 hexadecimal digits.
    pub sha256: String,
    /// Heading.
    pub title: String,
    /// Paragraphs are separated by an empty line.
    pub text: String,
}

/// A notice in all languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Heading.
    pub title: Texts,
    /// Paragraphs are separated by an empty line.
    pub text: Texts,
}

impl Notice {
    /// Reads what was entered, for the languages offered.
    ///
    /// # Errors
    /// Everything that is missing or too long, by field.
    pub(crate) fn parse(answers: &RawAnswers, offered: &[Language]) -> Result<Self, StepErrors> {
        NoticeEntry::parse(answers, offered).map(|entry| Self {
            title: entry.title,
            text: entry.text,
        })
    }

    /// As it is entered.
    pub(crate) fn answers(&self) -> RawAnswers {
        let entry = NoticeEntry {
            title: self.title.clone(),
            text: self.text.clone(),
        };
        entry.answers()
    }
}

impl Backend {
    /// The latest version of a notice: the one that was published, or the one that ships with the
    /// kind that asks for it (`notice.<id>`), which is published when it is first accepted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn terms(
        &self,
        conn: &mut PgConnection,
        id: &str,
        language: Language,
    ) -> Result<Option<Terms>> {
        Ok(latest(conn, id).await?.map(|(version, notice)| {
            let text = notice.text.get(language).to_owned();
            Terms {
                id: id.to_owned(),
                version,
                sha256: hex(&Sha256::digest(text.as_bytes())),
                title: notice.title.get(language).to_owned(),
                text,
            }
        }))
    }
}

/// The version a notice has that nobody published before.
const FIRST: i32 = 1;

/// The version in force and what it says: one that ships is the first, published or not.
pub(super) async fn latest(conn: &mut PgConnection, id: &str) -> Result<Option<(i32, Notice)>> {
    Ok(match sql::latest_terms(conn, id).await? {
        Some(row) => Some((row.version, row.texts.0)),
        None => shipped(id).map(|notice| (FIRST, notice)),
    })
}

/// The notice that ships, where there is one.
pub(crate) fn shipped(id: &str) -> Option<Notice> {
    let say = |language, part: &str| find(language, &format!("notice.{id}.{part}"));
    let texts = |part: &str| {
        let texts = Language::ALL
            .into_iter()
            .map(|language| Some((language.tag(), say(language, part)?)));
        texts.collect::<Option<Texts>>()
    };
    Some(Notice {
        title: texts("title")?,
        text: texts("text")?,
    })
}

/// Makes sure that a notice that is accepted is one that was published.
pub(crate) async fn publish_shipped(
    conn: &mut PgConnection,
    id: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    if sql::latest_terms(conn, id).await?.is_some() {
        return Ok(());
    }
    match shipped(id) {
        Some(notice) => {
            publish(conn, id, &notice, now).await?;
            Ok(())
        }
        None => Ok(()),
    }
}

/// Publishes a notice in a transaction. Where one ships it was in force until now, and is published
/// before: nobody who read it finds another text under its number.
pub(crate) async fn publish(
    conn: &mut PgConnection,
    id: &str,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<i32> {
    sql::lock_terms(conn).await?;
    let published = sql::latest_terms(conn, id).await?;
    if let (None, Some(first)) = (&published, shipped(id)) {
        insert(conn, id, FIRST, &first, now).await?;
    }
    let latest = latest(conn, id).await?;
    if let Some((version, _)) = latest.as_ref().filter(|(_, latest)| latest == notice) {
        return Ok(*version);
    }
    let version = latest.map_or(FIRST, |(version, _)| version + 1);
    insert(conn, id, version, notice, now).await?;
    Ok(version)
}

async fn insert(
    conn: &mut PgConnection,
    id: &str,
    version: i32,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<()> {
    let bytes = serde_json::to_vec(notice).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(sql::insert_terms(conn, id, version, notice, &Sha256::digest(&bytes), now).await?)
}
