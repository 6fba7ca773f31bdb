//! The standard instruction of each reason: as it ships, or as an administrator wrote it.

use std::collections::BTreeMap;

use domain::form::{FieldError, StepErrors};
use domain::review::instruction::{ReasonSubject, StandardText, shipped, with_standard};
use domain::review::{MAX_INSTRUCTION, is_too_long};
use domain::text::Language;
use domain::value::prose;
use sqlx::PgConnection;

use super::sql::standard as sql;
use crate::caller::Caller;
use crate::office::Texts;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

impl Backend {
    /// All standard texts, for administrators.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for everybody else.
    pub async fn standard_texts(&self, caller: &Caller) -> Result<Vec<StandardText>> {
        caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let stored = sql::all(&mut conn).await?;
        let mut texts = Vec::new();
        for subject in ReasonSubject::ALL {
            for reason in with_standard(subject) {
                let row = stored
                    .iter()
                    .find(|row| row.subject == subject.id() && row.reason == reason);
                let own = row.map(|row| &row.texts.0);
                let version = row.map_or(0, |row| row.version);
                texts.push(in_force(subject, reason, version, own));
            }
        }
        Ok(texts)
    }

    /// Puts an administrator's texts in place of a standard text: language tag → text. One that is
    /// empty, or the one that ships, is the one that ships from then on. Answers what is in force then.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Malformed`] for a reason without a standard text;
    /// [`Error::Answers`] by language when a text is too long; [`Error::Stale`] when somebody
    /// changed it since `version`.
    pub async fn put_standard_text(
        &self,
        caller: &Caller,
        subject: &str,
        reason: &str,
        version: i32,
        texts: BTreeMap<String, String>,
    ) -> Result<StandardText> {
        let staff = caller.administrator()?;
        let known = ReasonSubject::parse(subject).and_then(|subject| {
            Some((
                subject,
                with_standard(subject).find(|known| *known == reason)?,
            ))
        });
        let (subject, reason) = known.ok_or(Error::Malformed("no such standard text"))?;
        let texts = own_texts(subject, reason, &texts)?;
        let backend = self.clone();
        unbroken(async move {
            let now = backend.clock.now();
            let mut tx = backend.pool.begin().await?;
            if !sql::put(&mut tx, subject.id(), reason, &texts, version, staff, now).await? {
                return Err(Error::Stale { seen: version });
            }
            let (action, about) = (
                audit::Action::ChangedStandardText,
                format!("standard_text:{}.{reason}", subject.id()),
            );
            let details = format!("version:{version}->{}", version + 1);
            audit::record(&mut tx, now, staff, action, about, details).await?;
            tx.commit().await?;
            Ok(in_force(subject, reason, version + 1, Some(&texts)))
        })
        .await
    }

    /// The instructions in force in a language: `picture.glare` → text.
    pub(crate) async fn instructions(
        &self,
        conn: &mut PgConnection,
        language: Language,
    ) -> Result<BTreeMap<String, String>> {
        let mut texts: BTreeMap<String, String> = ReasonSubject::ALL
            .into_iter()
            .flat_map(|subject| with_standard(subject).map(move |reason| (subject, reason)))
            .filter_map(|(subject, reason)| {
                let text = shipped(language, subject, reason)?;
                Some((format!("{}.{reason}", subject.id()), text.to_owned()))
            })
            .collect();
        for row in sql::all(conn).await? {
            if let Some(text) = row.texts.0.0.get(language.tag()) {
                texts.insert(format!("{}.{}", row.subject, row.reason), text.clone());
            }
        }
        Ok(texts)
    }
}

/// A standard text: an administrator's own, else the one that ships.
fn in_force(
    subject: ReasonSubject,
    reason: &str,
    version: i32,
    own: Option<&Texts>,
) -> StandardText {
    let own = |language: Language| own.and_then(|own| own.0.get(language.tag()));
    let text = |language: Language| match own(language) {
        Some(text) => text.clone(),
        None => {
            let shipped = shipped(language, subject, reason);
            shipped.unwrap_or_default().to_owned()
        }
    };
    StandardText {
        subject,
        reason: reason.to_owned(),
        version,
        texts: Language::ALL.map(text).into(),
        own: Language::ALL.map(|language| own(language).is_some()).into(),
    }
}

/// The texts that differ from the ones that ship.
fn own_texts(
    subject: ReasonSubject,
    reason: &str,
    texts: &BTreeMap<String, String>,
) -> Result<Texts> {
    let mut own = BTreeMap::new();
    let mut errors = StepErrors::new();
    for language in Language::ALL {
        let text = texts.get(language.tag()).map_or("", String::as_str);
        let text = prose(text);
        if is_too_long(&text) {
            let max = u32::try_from(MAX_INSTRUCTION).unwrap_or(u32::MAX);
            errors.insert(language.tag().to_owned(), FieldError::TooLong { max });
        }
        if !text.is_empty() && shipped(language, subject, reason) != Some(text.as_str()) {
            own.insert(language.tag().to_owned(), text);
        }
    }
    match errors.is_empty() {
        true => Ok(Texts(own)),
        false => Err(Error::Answers(errors)),
    }
}
