//! Offices as administrators keep them: added, changed, closed, and their cases moved elsewhere.

use domain::form::{FieldError, RawAnswers, StepErrors};
use domain::office::entry::OfficeEntry;
use domain::office::view::{OfficeChoice, OfficePage, OfficeRow, Places};
use sqlx::PgConnection;

use super::sql::offices as sql;
use super::{Office, Texts};
use crate::caller::Caller;
use crate::platform::sheet;
use crate::pool::unbroken;
use crate::region::Regions;
use crate::{Backend, Error, Result, audit};

/// The name of the form of an office; of a new one without an id.
#[must_use]
pub fn form(id: &str) -> String {
    format!("office:{id}")
}

impl Backend {
    /// All offices and what hangs on them.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn office_list(&self, caller: &Caller) -> Result<Vec<OfficeRow>> {
        caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let rows = sql::all(&mut conn, None).await?;
        Ok(rows.into_iter().map(listed).collect())
    }

    /// An office and its form; an empty id is the form for a new one. `again`: with what was typed
    /// last and refused.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn office_page(&self, caller: &Caller, id: &str, again: bool) -> Result<OfficePage> {
        let staff = caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let mut rows = sql::all(&mut conn, None).await?;
        let at = rows.iter().position(|row| row.id == id);
        if at.is_none() && !id.is_empty() {
            return Err(Error::NotFound);
        }
        let row = at.map(|at| rows.remove(at));
        let (version, stored) = match &row {
            Some(row) => (row.version, entry(row).answers()),
            None => (0, RawAnswers::default()),
        };
        let successor = row
            .as_ref()
            .and_then(|row| row.successor_id.as_deref())
            .and_then(|id| rows.iter().find(|other| other.id == id))
            .map(|other| other.names.0.clone());
        Ok(OfficePage {
            sheet: sheet(&mut conn, staff, &form(id), version, stored, again).await?,
            office: row.map(listed),
            cities: cities(),
            others: rows.into_iter().map(choice).collect(),
            successor,
        })
    }

    /// Offices to choose among.
    pub(crate) async fn office_choices(
        &self,
        conn: &mut PgConnection,
    ) -> Result<Vec<OfficeChoice>> {
        let rows = sql::all(conn, None).await?;
        Ok(rows.into_iter().map(choice).collect())
    }

    /// Adds an office (`id` empty) or changes one. Returns its id.
    ///
    /// # Errors
    /// [`Error::Answers`] with everything that is not acceptable; [`Error::Stale`].
    pub async fn save_office(
        &self,
        caller: &Caller,
        id: &str,
        version: i32,
        answers: &RawAnswers,
    ) -> Result<String> {
        let staff = caller.administrator()?;
        let mut answers = answers.clone();
        if !id.is_empty() {
            answers.set("office_id", id);
        }
        let office = self.acceptable_office(&answers)?;
        let (backend, is_new) = (self.clone(), id.is_empty());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (action, details) = match is_new {
                true => {
                    sql::insert(&mut tx, &office).await.map_err(explained)?;
                    (audit::Action::OfficeAdded, "version: 0".to_owned())
                }
                false => {
                    let before = one(&mut tx, &office.id).await?;
                    let changed = differences(&before, &office);
                    if before.version != version || !sql::change(&mut tx, version, &office).await? {
                        return Err(Error::Stale { seen: version });
                    }
                    let details = format!("version: {version} -> {}; {changed}", version + 1);
                    (audit::Action::OfficeChanged, details)
                }
            };
            let subject = format!("office:{}", office.id);
            audit::record(
                &mut tx,
                backend.clock.now(),
                staff,
                action,
                subject,
                details,
            )
            .await?;
            tx.commit().await?;
            Ok(office.id)
        })
        .await
    }

    fn acceptable_office(&self, answers: &RawAnswers) -> Result<Office> {
        Office::parse(answers, &self.settings.languages).map_err(Error::Answers)
    }

    /// Closes an office: no new application may choose it. With a successor its waiting cases go
    /// there, and so does what still arrives; without one they stay where they are. Returns how
    /// many cases were moved.
    ///
    /// # Errors
    /// [`Error::Stale`]; [`Error::Answers`] for a successor that is not open.
    pub async fn close_office(
        &self,
        caller: &Caller,
        id: &str,
        version: i32,
        successor: Option<&str>,
    ) -> Result<u64> {
        let staff = caller.administrator()?;
        let (backend, id, successor) = (self.clone(), id.to_owned(), successor.map(str::to_owned));
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            if let Some(to) = &successor {
                open_other(&mut tx, &id, to).await?;
            }
            let now = backend.clock.now();
            one(&mut tx, &id).await?;
            if !sql::set_closed(&mut tx, &id, version, Some(now), successor.as_deref()).await? {
                return Err(Error::Stale { seen: version });
            }
            let moved = match &successor {
                Some(to) => sql::move_cases(&mut tx, &id, to).await?,
                None => 0,
            };
            let details = format!(
                "successor: {}; cases: {moved}",
                successor.as_deref().unwrap_or("-")
            );
            let (action, subject) = (audit::Action::OfficeClosed, format!("office:{id}"));
            audit::record(&mut tx, now, staff, action, subject, details).await?;
            tx.commit().await?;
            Ok(moved)
        })
        .await
    }

    /// Opens a closed office again. What was moved stays where it is.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`].
    pub async fn reopen_office(&self, caller: &Caller, id: &str, version: i32) -> Result<()> {
        let staff = caller.administrator()?;
        let (backend, id) = (self.clone(), id.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            one(&mut tx, &id).await?;
            if !sql::set_closed(&mut tx, &id, version, None, None).await? {
                return Err(Error::Stale { seen: version });
            }
            let (action, subject) = (audit::Action::OfficeReopened, format!("office:{id}"));
            let now = backend.clock.now();
            audit::record(&mut tx, now, staff, action, subject, String::new()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Moves what waits in an office to another that is open, and takes it from whoever holds it.
    /// Returns how many cases that were.
    ///
    /// # Errors
    /// [`Error::Stale`]; [`Error::Answers`] at `to` for an office that is not open.
    pub async fn move_cases(
        &self,
        caller: &Caller,
        id: &str,
        version: i32,
        to: &str,
    ) -> Result<u64> {
        let staff = caller.administrator()?;
        let (backend, id, to) = (self.clone(), id.to_owned(), to.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            open_other(&mut tx, &id, &to).await?;
            one(&mut tx, &id).await?;
            if !sql::count_change(&mut tx, &id, version).await? {
                return Err(Error::Stale { seen: version });
            }
            let moved = sql::move_cases(&mut tx, &id, &to).await?;
            let (action, subject) = (audit::Action::CasesMoved, format!("office:{id}"));
            let details = format!("office: {id} -> {to}; cases: {moved}");
            let now = backend.clock.now();
            audit::record(&mut tx, now, staff, action, subject, details).await?;
            tx.commit().await?;
            Ok(moved)
        })
        .await
    }

    /// Where something that is sent to an office arrives.
    pub(crate) async fn destination(
        &self,
        conn: &mut PgConnection,
        office: Option<&str>,
    ) -> Result<Option<String>> {
        match office {
            Some(id) => Ok(sql::destination(conn, id).await?),
            None => Ok(None),
        }
    }
}

/// Adds an office or changes it, as the operator's console does.
pub(crate) async fn put(
    conn: &mut PgConnection,
    office: &Office,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let (action, details) = match super::sql::put_office(conn, office).await? {
        None => return Ok(()),
        Some(0) => (audit::Action::OfficeAdded, "version: 0".to_owned()),
        Some(version) => (
            audit::Action::OfficeChanged,
            format!("version: {} -> {version}", version - 1),
        ),
    };
    let subject = format!("office:{}", office.id);
    audit::record(conn, now, audit::Actor::Console, action, subject, details).await
}

async fn one(conn: &mut PgConnection, id: &str) -> Result<sql::ListedOffice> {
    sql::all(conn, Some(id)).await?.pop().ok_or(Error::NotFound)
}

/// Makes sure that cases can go there.
async fn open_other(conn: &mut PgConnection, id: &str, to: &str) -> Result<()> {
    // Neither closes until the transaction ends.
    sql::lock(conn, &[id.to_owned(), to.to_owned()]).await?;
    let target = sql::all(conn, Some(to)).await?.pop();
    match target {
        Some(target) if target.closed_at.is_none() && target.id != id => Ok(()),
        _ => {
            let field = "office_successor".to_owned();
            let reason = match to {
                "" => FieldError::Required,
                _ => FieldError::NotAChoice,
            };
            Err(Error::Answers(StepErrors::from([(field, reason)])))
        }
    }
}

/// Names of the parts that differ.
fn differences(before: &sql::ListedOffice, after: &Office) -> String {
    let parts = [
        ("city", before.city != after.city),
        ("names", before.names.0 != after.names),
        (
            "postal_address",
            before.postal_address != after.postal_address,
        ),
        ("telephone", before.telephone != after.telephone),
        ("fax", before.fax != after.fax),
    ];
    let changed: Vec<&str> = parts
        .iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| *name)
        .collect();
    match before.city == after.city {
        true => format!("changed: {}", changed.join(", ")),
        false => format!(
            "changed: {}; city: {} -> {}",
            changed.join(", "),
            before.city,
            after.city
        ),
    }
}

fn explained(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(known) if known.constraint() == Some("office_pkey") => {
            let taken = ("office_id".to_owned(), FieldError::Taken);
            Error::Answers(StepErrors::from([taken]))
        }
        _ => error.into(),
    }
}

fn entry(row: &sql::ListedOffice) -> OfficeEntry {
    OfficeEntry {
        id: row.id.clone(),
        names: row.names.0.clone(),
        city: row.city.clone(),
        postal_address: row.postal_address.clone(),
        telephone: row.telephone.clone(),
        fax: row.fax.clone(),
    }
}

fn listed(row: sql::ListedOffice) -> OfficeRow {
    OfficeRow {
        city: match Regions::load().get(&row.city) {
            Some(_) => Regions::load().path_name(&row.city),
            None => row.city,
        },
        is_open: row.closed_at.is_none(),
        names: named(row.names.0, &row.id),
        id: row.id,
        telephone: row.telephone,
        waiting: row.waiting,
        officers: row.officers,
    }
}

fn choice(row: sql::ListedOffice) -> OfficeChoice {
    OfficeChoice {
        is_open: row.closed_at.is_none(),
        names: named(row.names.0, &row.id),
        id: row.id,
    }
}

/// Something to read where nobody gave a name.
fn named(names: Texts, id: &str) -> Texts {
    match names.0.is_empty() {
        true => Texts::from_iter([(domain::text::Language::English.tag(), id)]),
        false => names,
    }
}

fn cities() -> Places {
    let regions = Regions::load();
    regions
        .children(None)
        .iter()
        .map(|province| {
            let cities = regions.children(Some(province.code));
            let cities = cities
                .iter()
                .map(|city| (city.code.to_owned(), city.name.to_owned()));
            (province.name.to_owned(), cities.collect())
        })
        .collect()
}
