//! Notices as administrators keep them: every published version stays readable, the next one is a
//! draft until it is published, and what is published is never changed.

use std::collections::BTreeSet;

use domain::application::kind::ApplicationKind;
use domain::form::RawAnswers;
use domain::notice::entry::NoticeEntry;
use domain::notice::view::{NoticeDraftPage, NoticePage, NoticeRow, NoticeText, VersionRow};
use domain::text::Language;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::ids::hex;
use crate::platform::sheet;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

pub(crate) mod sql;
pub(crate) mod terms;

use domain::text::Texts;
use sql::draft as table;
pub(crate) use terms::publish;
pub use terms::{Notice, Terms};

/// The name of the form of a notice's draft.
#[must_use]
pub fn form(id: &str) -> String {
    format!("notice:{id}")
}

impl Backend {
    /// The notices that kinds of application ask for, and their versions.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn notices(&self, caller: &Caller) -> Result<Vec<NoticeRow>> {
        caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let versions = table::versions(&mut conn, None).await?;
        let drafts = table::drafts(&mut conn, None).await?;
        let mut ids: BTreeSet<&str> = asked_for();
        ids.extend(versions.iter().map(|row| row.id.as_str()));
        let row = |id: &str| {
            let versions: Vec<&table::Version> =
                versions.iter().filter(|row| row.id == id).collect();
            let draft = drafts.iter().find(|row| row.id == id);
            let title = versions
                .first()
                .map(|row| &row.texts.title)
                .or(draft.map(|row| &row.texts.title));
            let shipped = || terms::shipped(id).map(|notice| notice.title);
            NoticeRow {
                id: id.to_owned(),
                title: title.cloned().or_else(shipped).unwrap_or_default(),
                versions: versions
                    .iter()
                    .map(|row| VersionRow {
                        version: row.version,
                        published_at: self.settings.moment(row.published_at),
                        sha256: hex(&row.sha256),
                        accepted: row.accepted,
                    })
                    .collect(),
                draft: draft.map(|row| (self.settings.moment(row.saved_at), row.saved_by.clone())),
            }
        };
        Ok(ids.into_iter().map(row).collect())
    }

    /// A published version.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn notice_version(
        &self,
        caller: &Caller,
        id: &str,
        version: i32,
    ) -> Result<NoticePage> {
        caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let rows = table::versions(&mut conn, Some(id)).await?;
        let newest = rows.first().map(|row| row.version);
        let row = rows.into_iter().find(|row| row.version == version);
        let row = row.ok_or(Error::NotFound)?;
        Ok(NoticePage {
            is_in_force: newest == Some(row.version),
            version: row.version,
            published_at: Some(self.settings.moment(row.published_at)),
            texts: texts(&row.texts, &Language::ALL),
            id: row.id,
            draft_version: 0,
            is_unchanged: false,
            is_overtaken: false,
            is_complete: true,
        })
    }

    /// Begins the draft of a next version, from the version in force; one that was begun goes on.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a notice no kind asks for.
    pub async fn begin_notice(&self, caller: &Caller, id: &str) -> Result<()> {
        let staff = caller.administrator()?;
        let (backend, id) = (self.clone(), id.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let latest = terms::latest(&mut tx, &id).await?;
            let is_published = sql::latest_terms(&mut tx, &id).await?.is_some();
            if !is_published && !asked_for().contains(id.as_str()) {
                return Err(Error::NotFound);
            }
            let (version, notice) = latest.unwrap_or_default();
            let now = backend.clock.now();
            table::begin(&mut tx, &id, version, &notice, staff, now).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// The form of a draft. `again`: with what was typed last and refused.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn notice_draft(
        &self,
        caller: &Caller,
        id: &str,
        again: bool,
    ) -> Result<NoticeDraftPage> {
        let staff = caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let draft = one(&mut conn, id).await?;
        let newest = newest(&mut conn, id).await?;
        let stored = draft.texts.answers();
        Ok(NoticeDraftPage {
            sheet: sheet(&mut conn, staff, &form(id), draft.version, stored, again).await?,
            saved: (self.settings.moment(draft.saved_at), draft.saved_by),
            is_overtaken: newest != draft.based_on,
            id: draft.id,
        })
    }

    /// A draft as applicants would read it, with all that stands in the way of publishing it.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn notice_preview(&self, caller: &Caller, id: &str) -> Result<NoticePage> {
        caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let draft = one(&mut conn, id).await?;
        let latest = terms::latest(&mut conn, id).await?;
        let newest = latest.as_ref().map_or(0, |(version, _)| *version);
        let offered = &self.settings.languages;
        Ok(NoticePage {
            version: newest + 1,
            published_at: None,
            is_in_force: false,
            texts: texts(&draft.texts, offered),
            draft_version: draft.version,
            is_unchanged: latest.is_some_and(|(_, notice)| notice == draft.texts.0),
            is_overtaken: newest != draft.based_on,
            is_complete: Notice::parse(&draft.texts.answers(), offered).is_ok(),
            id: draft.id,
        })
    }

    /// Saves a draft, unfinished as it may be. It counts as written on the version in force.
    ///
    /// # Errors
    /// [`Error::Answers`] for what is too long; [`Error::Stale`]; [`Error::NotFound`].
    pub async fn save_notice(
        &self,
        caller: &Caller,
        id: &str,
        version: i32,
        answers: &RawAnswers,
    ) -> Result<()> {
        let staff = caller.administrator()?;
        let entry = NoticeEntry::parse_draft(answers).map_err(Error::Answers)?;
        let notice = Notice {
            title: entry.title,
            text: entry.text,
        };
        let (backend, id) = (self.clone(), id.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            one(&mut tx, &id).await?;
            let based_on = newest(&mut tx, &id).await?;
            let now = backend.clock.now();
            let saved = table::save(&mut tx, &id, version, based_on, &notice, staff, now);
            if !saved.await? {
                return Err(Error::Stale { seen: version });
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody saved it since.
    pub async fn discard_notice(&self, caller: &Caller, id: &str, version: i32) -> Result<()> {
        caller.administrator()?;
        let (backend, id) = (self.clone(), id.to_owned());
        unbroken(async move {
            let mut conn = backend.pool.acquire().await?;
            match table::discard(&mut conn, &id, version).await? {
                true => Ok(()),
                false => Err(Error::Stale { seen: version }),
            }
        })
        .await
    }

    /// Publishes a draft: from now on applicants read and accept this version. Returns its number.
    ///
    /// # Errors
    /// [`Error::Answers`] when a language offered is missing; [`Error::Stale`] when the draft was
    /// saved since, or another version was published since it was begun.
    pub async fn publish_notice(&self, caller: &Caller, id: &str, version: i32) -> Result<i32> {
        let staff = caller.administrator()?;
        let (backend, id) = (self.clone(), id.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let draft = one(&mut tx, &id).await?;
            let offered = &backend.settings.languages;
            Notice::parse(&draft.texts.answers(), offered).map_err(Error::Answers)?;
            // Holds off everybody else who publishes until this is done.
            sql::lock_terms(&mut tx).await?;
            if newest(&mut tx, &id).await? != draft.based_on
                || !table::discard(&mut tx, &id, version).await?
            {
                return Err(Error::Stale { seen: version });
            }
            let now = backend.clock.now();
            let published = publish(&mut tx, &id, &draft.texts, now).await?;
            log(&mut tx, staff.into(), &id, draft.based_on, published, now).await?;
            tx.commit().await?;
            Ok(published)
        })
        .await
    }
}

/// Puts the publication of a version into the audit log; one that was there already is none.
pub(crate) async fn log(
    conn: &mut PgConnection,
    actor: audit::Actor,
    id: &str,
    before: i32,
    version: i32,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    if before == version {
        return Ok(());
    }
    let (action, subject) = (audit::Action::NoticePublished, format!("terms:{id}"));
    let details = format!("version: {before} -> {version}");
    audit::record(conn, now, actor, action, subject, details).await
}

/// The version in force; 0 when there is none.
pub(crate) async fn newest(conn: &mut PgConnection, id: &str) -> Result<i32> {
    let latest = terms::latest(conn, id).await?;
    Ok(latest.map_or(0, |(version, _)| version))
}

async fn one(conn: &mut PgConnection, id: &str) -> Result<table::Draft> {
    let found = table::drafts(conn, Some(id)).await?.pop();
    found.ok_or(Error::NotFound)
}

fn asked_for() -> BTreeSet<&'static str> {
    ApplicationKind::ALL
        .iter()
        .flat_map(|kind| [kind.spec().consent, kind.spec().notice])
        .flatten()
        .collect()
}

/// Each language somebody wrote in, and those of `offered` even when nobody did.
fn texts(notice: &Notice, offered: &[Language]) -> Vec<NoticeText> {
    let own = |texts: &Texts, language| texts.own(language).to_owned();
    Language::ALL
        .into_iter()
        .filter(|language| offered.contains(language) || notice.text.0.contains_key(language.tag()))
        .map(|language| {
            let text = own(&notice.text, language);
            NoticeText {
                language: language.tag().to_owned(),
                title: own(&notice.title, language),
                sha256: match text.is_empty() {
                    true => String::new(),
                    false => hex(&Sha256::digest(text.as_bytes())),
                },
                text,
            }
        })
        .collect()
}
