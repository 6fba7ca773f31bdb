//! All the operator sets, put in at once: for a new installation, and for one kept in a file.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::form::StepErrors;
use domain::holiday::days::{Meaning, Span};
use domain::text::Language;
use serde::{Deserialize, Serialize};

use crate::notice::{Notice, terms};
use crate::office::{self, Office, offices};
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};
use crate::{holiday, notice};

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
pub struct WrittenLists {
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
        /// Why not: field and sentence, in English.
        reason: String,
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
    pub async fn put_lists(&self, lists: &Lists) -> Result<WrittenLists, ListsError> {
        let (backend, lists) = (self.clone(), self.acceptable(lists)?);
        unbroken(async move {
            let (now, console) = (backend.clock.now(), audit::Actor::Console);
            let mut tx = backend.pool.begin().await?;
            // Before the first entry of the audit log, whose lock everybody else takes last.
            holiday::sql::lock(&mut tx).await?;
            notice::sql::lock_terms(&mut tx).await?;
            let ids: Vec<String> = lists
                .office
                .iter()
                .map(|office| office.id.clone())
                .collect();
            office::sql::offices::lock(&mut tx, &ids).await?;
            for office in &lists.office {
                offices::put(&mut tx, office, now).await?;
            }
            let spans: Vec<Span> = lists.holiday.iter().map(Holiday::span).collect();
            let moved = backend.put_spans(&mut tx, &spans, true, console).await?;
            let mut notices = Vec::new();
            for (id, notice) in &lists.notice {
                let before = notice::newest(&mut tx, id).await?;
                let version = terms::publish(&mut tx, id, notice, now).await?;
                notice::log(&mut tx, console, id, before, version, now).await?;
                notices.push((id.clone(), version));
            }
            tx.commit().await?;
            Ok(WrittenLists {
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

impl Backend {
    /// By the rules of the pages of administrators, and as these would store it.
    fn acceptable(&self, lists: &Lists) -> Result<Lists, ListsError> {
        let offered = &self.settings.languages;
        let office = lists.office.iter().map(|office| {
            Office::parse(&office.answers(), offered)
                .map_err(|errors| refused("office", &office.id, &errors))
        });
        let notice = lists.notice.iter().map(|(id, notice)| {
            Notice::parse(&notice.answers(), offered)
                .map(|notice| (id.clone(), notice))
                .map_err(|errors| refused("notice", id, &errors))
        });
        Ok(Lists {
            office: office.collect::<Result<_, _>>()?,
            holiday: lists.holiday.clone(),
            notice: notice.collect::<Result<_, _>>()?,
        })
    }
}

fn refused(what: &'static str, id: &str, errors: &StepErrors) -> ListsError {
    let reasons: Vec<String> = errors
        .iter()
        .map(|(field, reason)| format!("{field}: {}", reason.say(Language::English, field)))
        .collect();
    ListsError::NotAcceptable {
        what,
        id: id.to_owned(),
        reason: reasons.join(" "),
    }
}
