//! What staff write at the desk and cannot send is kept: a plain form is answered with a redirect,
//! and an address holds nobody's words. It belongs to whoever wrote it, and goes when it is sent.

use chrono::TimeDelta;
use domain::form::RawAnswers;
use domain::id::StaffId;
use domain::review::notes::Notes;
use domain::review::view::KeptForms;
use sqlx::PgConnection;

use super::sql::kept as sql;
use crate::application::open::Opened;
use crate::caller::Caller;
use crate::{Backend, Error, Result};

/// For how long it is kept.
pub(crate) const KEPT: TimeDelta = TimeDelta::days(30);
/// How much of a form is kept, in bytes: every field of a kind with the longest instruction.
const MOST: usize = 256 * 1024;
/// The form of a decision about several cases.
const BULK: &str = "bulk";
/// In it: which cases.
const CASES: &str = "cases";
/// The one text of a form that has no more.
const TEXT: &str = "text";

/// A form of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseForm {
    /// The decision.
    Decision,
    /// A new internal note.
    Remark,
    /// Why a proposal is not confirmed.
    Rejection,
}

impl CaseForm {
    const ALL: [Self; 3] = [Self::Decision, Self::Remark, Self::Rejection];

    /// What all of them are called of a case.
    pub(super) fn names(opened: &Opened) -> [String; 3] {
        Self::ALL.map(|form| form.name(opened))
    }

    fn name(self, opened: &Opened) -> String {
        let form = match self {
            Self::Decision => "case",
            Self::Remark => "remark",
            Self::Rejection => "rejection",
        };
        format!("{form}.{}", opened.row.reference)
    }
}

impl Backend {
    /// Keeps what was written for a decision and refused.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case of another office; [`Error::Malformed`] for more than a form
    /// holds.
    pub async fn keep_notes(&self, caller: &Caller, reference: &str, notes: &Notes) -> Result<()> {
        let written = notes.answers();
        self.keep_form(caller, reference, CaseForm::Decision, &written)
            .await
    }

    /// Keeps the text of a form that has one.
    ///
    /// # Errors
    /// As for [`Backend::keep_notes`].
    pub async fn keep_text(
        &self,
        caller: &Caller,
        reference: &str,
        form: CaseForm,
        text: &str,
    ) -> Result<()> {
        let written = [(TEXT, text)].into_iter().collect();
        self.keep_form(caller, reference, form, &written).await
    }

    async fn keep_form(
        &self,
        caller: &Caller,
        reference: &str,
        form: CaseForm,
        written: &RawAnswers,
    ) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open_case(&mut conn, caller, reference, false).await?;
        let (staff, _) = caller.reviewer()?;
        self.keep(&mut conn, staff, &form.name(&opened), written)
            .await
    }

    /// Keeps what was written for a decision about several cases, until it is carried out.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::Malformed`] for more than a form holds.
    pub async fn keep_bulk(
        &self,
        caller: &Caller,
        references: &[String],
        notes: &Notes,
    ) -> Result<()> {
        let (staff, _) = caller.reviewer()?;
        let mut written = notes.answers();
        if !written.is_empty() {
            written.set(CASES, references.join(","));
        }
        let mut conn = self.pool.acquire().await?;
        self.keep(&mut conn, staff, BULK, &written).await
    }

    async fn keep(
        &self,
        conn: &mut PgConnection,
        staff: StaffId,
        form: &str,
        written: &RawAnswers,
    ) -> Result<()> {
        let size: usize = written.iter().map(|(id, text)| id.len() + text.len()).sum();
        if size > MOST {
            return Err(Error::Malformed("more than a form holds"));
        }
        match written.is_empty() {
            true => sql::delete(conn, staff, form).await?,
            false => sql::put(conn, &self.keys, staff, form, written, self.clock.now()).await?,
        }
        Ok(())
    }

    /// A decision that did not take effect is in the form again, where there is anything to write.
    pub(super) async fn put_back(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        staff: StaffId,
        notes: &Notes,
    ) -> Result<()> {
        let form = CaseForm::Decision.name(opened);
        self.keep(conn, staff, &form, &notes.answers()).await
    }

    /// What was written into a form of a case is sent, or given up.
    pub(super) async fn forget_form(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        staff: StaffId,
        form: CaseForm,
    ) -> Result<()> {
        Ok(sql::delete(conn, staff, &form.name(opened)).await?)
    }

    pub(super) async fn forget_bulk(&self, conn: &mut PgConnection, staff: StaffId) -> Result<()> {
        Ok(sql::delete(conn, staff, BULK).await?)
    }

    /// What the reader of a case wrote there and could not send.
    pub(super) async fn kept_forms(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        staff: StaffId,
    ) -> Result<KeptForms> {
        let names = CaseForm::names(opened);
        let rows = sql::find(conn, staff, &names).await?;
        let written = |form: CaseForm| -> Result<RawAnswers> {
            let name = form.name(opened);
            self.opened_form(rows.iter().find(|row| row.form == name), staff)
        };
        Ok(KeptForms {
            notes: Notes::of_answers(&written(CaseForm::Decision)?),
            remark: written(CaseForm::Remark)?.get(TEXT).to_owned(),
            rejection: written(CaseForm::Rejection)?.get(TEXT).to_owned(),
        })
    }

    /// What was written about just these cases.
    pub(super) async fn kept_bulk(
        &self,
        conn: &mut PgConnection,
        staff: StaffId,
        references: &[String],
    ) -> Result<Notes> {
        let rows = sql::find(conn, staff, &[BULK.to_owned()]).await?;
        let written = self.opened_form(rows.first(), staff)?;
        Ok(match written.get(CASES) == references.join(",") {
            true => Notes::of_answers(&written),
            false => Notes::default(),
        })
    }

    fn opened_form(&self, row: Option<&sql::FormRow>, staff: StaffId) -> Result<RawAnswers> {
        Ok(match row {
            Some(row) => row.open(&self.keys, staff)?,
            None => RawAnswers::default(),
        })
    }
}
