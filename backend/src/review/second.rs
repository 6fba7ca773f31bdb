//! Four eyes: a decision that waits for a second officer, confirmed, rejected or taken back. It
//! stands beside the application, whose state and version it does not touch; whatever else happens
//! to the application makes it void.

use domain::application::event::Event;
use domain::application::state::Transition;
use domain::id::{ProposalId, StaffId};
use domain::review::four_eyes::{FourEyes, ProposalView, rejection};
use domain::review::notes::Notes;
use domain::review::{Decision, Reviewer};
use sqlx::PgConnection;

use super::decide::By;
use super::kept::CaseForm;
use super::sql;
use super::sql::proposal::{self, ProposalRow};
use crate::application::open::Opened;
use crate::caller::Caller;
use crate::history;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

impl Backend {
    /// Which decisions wait for a second officer: asked here and nowhere else.
    pub(super) async fn four_eyes(&self, conn: &mut PgConnection) -> Result<FourEyes> {
        Ok(self.policy(conn).await?.four_eyes)
    }

    /// Keeps a decision for a second officer, and lets go of the case.
    pub(super) async fn propose(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        by: StaffId,
        decision: &Decision,
    ) -> Result<()> {
        let now = self.clock.now();
        let (id, version) = (self.ids.id(), opened.row.version);
        let keys = &self.keys;
        proposal::put(conn, keys, opened.id, id, version, decision, by, now).await?;
        sql::release(conn, opened.id, by).await?;
        let event = match decision {
            Decision::Approve => Event::ApprovalProposed,
            Decision::Return { .. } => Event::ReturnProposed,
            Decision::Refuse { .. } => Event::RefusalProposed,
        };
        self.note(conn, opened, event, by, None).await?;
        let details = format!("round:{} decision:{}", opened.row.round, decision.id());
        self.audit(conn, opened, by, audit::Action::Proposed, details)
            .await
    }

    /// Confirms what a colleague proposed: it takes effect exactly as decided.
    ///
    /// # Errors
    /// [`Error::OwnProposal`] for whoever proposed it, [`Error::Stale`] when another proposal
    /// stands there, [`Error::Forbidden`], [`Error::NotPossible`] once it is decided.
    pub async fn confirm_proposal(
        &self,
        caller: &Caller,
        reference: &str,
        proposal: ProposalId,
    ) -> Result<Decision> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (opened, row, staff) = backend
                .answerable(&mut tx, &caller, &reference, proposal)
                .await?;
            if row.proposed_by == staff.0 {
                return Err(Error::OwnProposal);
            }
            let decision = row.decision(&backend.keys, opened.id)?;
            proposal::delete(&mut tx, opened.id).await?;
            let form = CaseForm::Rejection;
            backend.forget_form(&mut tx, &opened, staff, form).await?;
            let by = By {
                first: StaffId(row.proposed_by),
                second: Some(staff),
            };
            backend
                .note(&mut tx, &opened, Event::Confirmed, staff, None)
                .await?;
            backend.carry_out(&mut tx, &opened, by, &decision).await?;
            tx.commit().await?;
            Ok(decision)
        })
        .await
    }

    /// Does not confirm what a colleague proposed: the case is open again.
    ///
    /// # Errors
    /// Those of [`Backend::confirm_proposal`], and [`Error::Malformed`] without a word why.
    pub async fn reject_proposal(
        &self,
        caller: &Caller,
        reference: &str,
        proposal: ProposalId,
        note: &str,
    ) -> Result<()> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        let note = rejection(note)
            .map_err(|_| Error::Malformed("a proposal is rejected with a note, and a short one"))?;
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (opened, row, staff) = backend
                .answerable(&mut tx, &caller, &reference, proposal)
                .await?;
            if row.proposed_by == staff.0 {
                return Err(Error::OwnProposal);
            }
            proposal::reject(&mut tx, opened.id, backend.clock.now()).await?;
            backend.put_back_proposal(&mut tx, &opened, &row).await?;
            let form = CaseForm::Rejection;
            backend.forget_form(&mut tx, &opened, staff, form).await?;
            backend
                .note(
                    &mut tx,
                    &opened,
                    Event::ProposalRejected,
                    staff,
                    Some(&note),
                )
                .await?;
            let details = format!("round:{} proposed_by:{}", opened.row.round, row.proposed_by);
            let action = audit::Action::ProposalRejected;
            backend
                .audit(&mut tx, &opened, staff, action, details)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Takes the own proposal back.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a colleague's, [`Error::Stale`], [`Error::NotPossible`].
    pub async fn withdraw_proposal(
        &self,
        caller: &Caller,
        reference: &str,
        proposal: ProposalId,
    ) -> Result<()> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (opened, row, staff) = backend
                .answerable(&mut tx, &caller, &reference, proposal)
                .await?;
            if row.proposed_by != staff.0 {
                return Err(Error::Forbidden);
            }
            proposal::delete(&mut tx, opened.id).await?;
            backend.put_back_proposal(&mut tx, &opened, &row).await?;
            let event = Event::ProposalWithdrawn;
            backend.note(&mut tx, &opened, event, staff, None).await?;
            let details = format!("round:{}", opened.row.round);
            let action = audit::Action::ProposalWithdrawn;
            backend
                .audit(&mut tx, &opened, staff, action, details)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// What was proposed is in the form again when its officer takes the case up once more.
    async fn put_back_proposal(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        row: &ProposalRow,
    ) -> Result<()> {
        let notes = Notes::of(&row.decision(&self.keys, opened.id)?);
        self.put_back(conn, opened, StaffId(row.proposed_by), &notes)
            .await
    }

    /// The case, locked, with the proposal a page showed, if that is the one that waits.
    async fn answerable(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        reference: &str,
        proposal: ProposalId,
    ) -> Result<(Opened, ProposalRow, StaffId)> {
        let (opened, staff) = self.open_for_decision(conn, caller, reference).await?;
        opened.state.apply(Transition::Approve)?;
        match waiting(conn, &opened).await? {
            Some(row) if row.id == proposal.0 => Ok((opened, row, staff)),
            _ => Err(Error::Stale {
                seen: opened.row.version,
            }),
        }
    }

    /// What of a proposal the reader of a case is told: the one that waits, or the last one, when
    /// it was rejected and nothing happened since.
    pub(super) async fn proposal(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        reader: (StaffId, &Reviewer),
    ) -> Result<Option<ProposalView>> {
        let Some(row) = current(conn, opened).await? else {
            return Ok(None);
        };
        let is_own = row.proposed_by == reader.0.0;
        let may_decide = reader.1.may_decide(opened.row.office_id.as_deref());
        let is_rejected = row.rejected_at.is_some();
        Ok(Some(ProposalView {
            id: ProposalId(row.id),
            decision: row.decision(&self.keys, opened.id)?,
            at: self.settings.moment(row.proposed_at),
            by: row.proposed_by_name,
            is_own,
            may_answer: may_decide && !is_own && !is_rejected,
            is_rejected,
        }))
    }

    /// Adds a line to the history.
    pub(super) async fn note(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        event: Event,
        by: StaffId,
        note: Option<&str>,
    ) -> Result<()> {
        let (round, now) = (opened.row.round, self.clock.now());
        history::insert_event(conn, opened.id, event.id(), round, Some(by), note, now).await?;
        Ok(())
    }

    /// Adds an entry about a case to the audit log.
    pub(super) async fn audit(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        by: StaffId,
        action: audit::Action,
        details: String,
    ) -> Result<()> {
        let subject = format!("application:{}", opened.id.0);
        audit::record(conn, self.clock.now(), by, action, subject, details).await
    }
}

/// The proposal about the application as it stands.
async fn current(conn: &mut PgConnection, opened: &Opened) -> Result<Option<ProposalRow>> {
    if opened.state.apply(Transition::Approve).is_err() {
        return Ok(None);
    }
    let row = proposal::find(conn, opened.id).await?;
    Ok(row.filter(|row| row.version == opened.row.version))
}

/// The one that waits for a second officer.
pub(super) async fn waiting(
    conn: &mut PgConnection,
    opened: &Opened,
) -> Result<Option<ProposalRow>> {
    let row = current(conn, opened).await?;
    Ok(row.filter(|row| row.rejected_at.is_none()))
}
