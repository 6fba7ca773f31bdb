//! All the operator sets, put in at once: for a new installation, and for one kept in a file.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::platform::days::{Meaning, Span};
use serde::{Deserialize, Serialize};

use super::{Notice, Office, draft, offices, sql, terms};
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

/// What the operator sets. What is not named stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lists {
    /// Offices, added or changed by their id.
    pub office: Vec<Office>,
    /// Days that are not what their weekday says, added or changed.
    pub holiday: Vec<Holiday>,
    /// Notices by id; a new version when the text differs from the latest.
    pub notice: BTreeMap<String, Notice>,
}

/// A day that is not what its weekday says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub day: NaiveDate,
    /// `true` for a Saturday or Sunday that is worked.
    #[serde(default)]
    pub working: bool,
}

impl Holiday {
    fn span(&self) -> Span {
        Span {
            first: self.day,
            last: self.day,
            meaning: Meaning::of(self.working),
        }
    }
}

/// What is in the database now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// How many offices were put.
    pub offices: usize,
    /// How many days were put.
    pub holidays: usize,
    /// How many waiting cases are due on another day because of them.
    pub moved: u64,
    /// Each notice and its version.
    pub notices: Vec<(String, i32)>,
}

/// Why nothing was put.
#[derive(Debug, thiserror::Error)]
pub enum ListsError {
    /// Something in the lists.
    #[error("{what} {id}: {reason}")]
    NotAcceptable {
        /// `office` or `notice`.
        what: &'static str,
        /// Its id.
        id: String,
        /// Why not.
        reason: &'static str,
    },
    /// Something else.
    #[error(transparent)]
    Failed(Error),
}

impl Backend {
    /// Puts all of it into the database, or nothing. Doing it again changes nothing.
    ///
    /// # Errors
    /// The first office or notice that is not acceptable, and why; or that the database failed.
    pub async fn put_lists(&self, lists: &Lists) -> Result<Written, ListsError> {
        for office in &lists.office {
            check("office", &office.id, office.check())?;
        }
        for (id, notice) in &lists.notice {
            check("notice", id, notice.check(&self.settings.languages))?;
        }
        let (backend, lists) = (self.clone(), lists.clone());
        unbroken(async move {
            let (now, console) = (backend.clock.now(), audit::Actor::Console);
            let mut tx = backend.pool.begin().await?;
            for office in &lists.office {
                offices::put(&mut tx, office, now).await?;
            }
            let spans: Vec<Span> = lists.holiday.iter().map(Holiday::span).collect();
            sql::holidays::lock(&mut tx).await?;
            let moved = backend.put_spans(&mut tx, &spans, true, console).await?;
            let mut notices = Vec::new();
            for (id, notice) in &lists.notice {
                let before = draft::newest(&mut tx, id).await?;
                let version = terms::publish(&mut tx, id, notice, now).await?;
                draft::log(&mut tx, console, id, before, version, now).await?;
                notices.push((id.clone(), version));
            }
            tx.commit().await?;
            Ok(Written {
                offices: lists.office.len(),
                holidays: lists.holiday.len(),
                moved,
                notices,
            })
        })
        .await
        .map_err(ListsError::Failed)
    }
}

fn check(
    what: &'static str,
    id: &str,
    checked: Result<(), &'static str>,
) -> Result<(), ListsError> {
    checked.map_err(|reason| ListsError::NotAcceptable {
        what,
        id: id.to_owned(),
        reason,
    })
}
