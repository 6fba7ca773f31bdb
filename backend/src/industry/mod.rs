//! Industries as administrators keep them: added, renamed, put in order, retired.

use domain::form::{FieldError, RawAnswers, StepErrors};
use domain::industry::entry::IndustryEntry;
use domain::industry::view::{IndustryPage, IndustryRow};

use crate::caller::Caller;
use crate::platform::sheet;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

pub(crate) mod sql;

/// The name of the form of an industry; of a new one without an id.
#[must_use]
pub fn form(id: &str) -> String {
    format!("industry:{id}")
}

/// Which way an industry goes in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Before the one above it.
    Up,
    /// After the one below it.
    Down,
}

impl Backend {
    /// All industries in their order, retired ones too.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn industry_list(&self, caller: &Caller) -> Result<Vec<IndustryRow>> {
        caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let rows = sql::all(&mut conn).await?;
        Ok(rows.into_iter().map(listed).collect())
    }

    /// An industry and its form; an empty id is the form for a new one. `again`: with what was
    /// typed last and refused.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn industry_page(
        &self,
        caller: &Caller,
        id: &str,
        again: bool,
    ) -> Result<IndustryPage> {
        let staff = caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let industry = match id {
            "" => None,
            id => Some(listed(
                sql::find(&mut conn, id).await?.ok_or(Error::NotFound)?,
            )),
        };
        let (version, stored) = match &industry {
            Some(row) => {
                let entry = IndustryEntry {
                    id: row.id.clone(),
                    names: row.names.clone(),
                };
                (row.version, entry.answers())
            }
            None => (0, RawAnswers::default()),
        };
        let sheet = sheet(&mut conn, staff, &form(id), version, stored, again).await?;
        Ok(IndustryPage { industry, sheet })
    }

    /// Adds an industry at the end (`id` empty), or renames one.
    ///
    /// # Errors
    /// [`Error::Answers`] with everything that is not acceptable; [`Error::Stale`].
    pub async fn save_industry(
        &self,
        caller: &Caller,
        id: &str,
        version: i32,
        answers: &RawAnswers,
    ) -> Result<()> {
        let staff = caller.administrator()?;
        let mut answers = answers.clone();
        if !id.is_empty() {
            answers.set("industry_id", id);
        }
        let entry =
            IndustryEntry::parse(&answers, &self.settings.languages).map_err(Error::Answers)?;
        let (backend, is_new) = (self.clone(), id.is_empty());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (action, details) = match is_new {
                true => {
                    sql::lock(&mut tx).await?;
                    let added = sql::insert(&mut tx, &entry.id, &entry.names).await;
                    added.map_err(explained)?;
                    (audit::Action::IndustryAdded, "version: 0".to_owned())
                }
                false => {
                    let found = sql::find(&mut tx, &entry.id).await?;
                    found.ok_or(Error::NotFound)?;
                    if !sql::rename(&mut tx, &entry.id, version, &entry.names).await? {
                        return Err(Error::Stale { seen: version });
                    }
                    let details = format!("version: {version} -> {}; changed: names", version + 1);
                    (audit::Action::IndustryChanged, details)
                }
            };
            let (now, subject) = (backend.clock.now(), format!("industry:{}", entry.id));
            audit::record(&mut tx, now, staff, action, subject, details).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Moves an industry by one in the order. `position` is where it was on the page; at the end
    /// of the list nothing happens.
    ///
    /// # Errors
    /// [`Error::Stale`] when it is elsewhere by now; [`Error::NotFound`].
    pub async fn move_industry(
        &self,
        caller: &Caller,
        id: &str,
        position: i32,
        way: Direction,
    ) -> Result<()> {
        let staff = caller.administrator()?;
        let (backend, id) = (self.clone(), id.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            sql::lock(&mut tx).await?;
            let rows = sql::all(&mut tx).await?;
            let at = rows.iter().position(|row| row.id == id);
            let at = at.ok_or(Error::NotFound)?;
            if rows[at].position != position {
                return Err(Error::Stale { seen: position });
            }
            let to = match way {
                Direction::Up => at.checked_sub(1),
                Direction::Down => Some(at + 1).filter(|to| *to < rows.len()),
            };
            let Some(to) = to else { return Ok(()) };
            let mut ids: Vec<String> = rows.into_iter().map(|row| row.id).collect();
            ids.swap(at, to);
            sql::set_order(&mut tx, &ids).await?;
            let (action, subject) = (audit::Action::IndustryMoved, format!("industry:{id}"));
            let details = format!("position: {} -> {}", at + 1, to + 1);
            let now = backend.clock.now();
            audit::record(&mut tx, now, staff, action, subject, details).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Retires an industry, so that it is not offered any more, or offers it again. Answers that
    /// chose it keep its name.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`].
    pub async fn retire_industry(
        &self,
        caller: &Caller,
        id: &str,
        version: i32,
        retire: bool,
    ) -> Result<()> {
        let staff = caller.administrator()?;
        let (backend, id) = (self.clone(), id.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let now = backend.clock.now();
            sql::find(&mut tx, &id).await?.ok_or(Error::NotFound)?;
            if !sql::set_retired(&mut tx, &id, version, retire.then_some(now)).await? {
                return Err(Error::Stale { seen: version });
            }
            let action = match retire {
                true => audit::Action::IndustryRetired,
                false => audit::Action::IndustryReinstated,
            };
            let subject = format!("industry:{id}");
            audit::record(&mut tx, now, staff, action, subject, String::new()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}

fn listed(row: sql::StoredIndustry) -> IndustryRow {
    IndustryRow {
        id: row.id,
        names: row.names.0,
        position: row.position,
        version: row.version,
        is_offered: row.retired_at.is_none(),
    }
}

fn explained(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(known) if known.constraint() == Some("industry_pkey") => {
            let taken = ("industry_id".to_owned(), FieldError::Taken);
            Error::Answers(StepErrors::from([taken]))
        }
        _ => error.into(),
    }
}
