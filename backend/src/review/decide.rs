//! The claim on a case, and the decision.

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::application::state::{ApplicationState, Transition};
use domain::id::StaffId;
use domain::review::four_eyes::DecisionOutcome;
use domain::review::instruction::ReasonSubject;
use domain::review::{Decision, Finding, LEASE_MINUTES, can_be_flagged, is_too_long, reasons_for};
use domain::text::{Language, say_of, short_label_of};
use domain::value::prose;
use sqlx::PgConnection;

use super::kept::CaseForm;
use super::{second, sql};
use crate::application::open::Opened;
use crate::application::{requirement, sql as application_sql};
use crate::caller::Caller;
use crate::history;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

impl Backend {
    /// Takes or renews the claim on a case.
    ///
    /// # Errors
    /// [`Error::Assigned`] when a supervisor gave it to a colleague; [`Error::Claimed`] while a
    /// colleague holds it; [`Error::Proposed`] while a decision waits for a second officer.
    pub async fn claim(&self, caller: &Caller, reference: &str) -> Result<()> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (opened, staff) = backend
                .open_for_decision(&mut tx, &caller, &reference)
                .await?;
            if second::waiting(&mut tx, &opened).await?.is_some() {
                return Err(Error::Proposed);
            }
            let now = backend.clock.now();
            let is_new = backend.holder(&opened).is_none();
            let until = now + TimeDelta::minutes(LEASE_MINUTES);
            if !sql::claim(&mut tx, opened.id, staff, until, now).await? {
                opened.state.apply(Transition::Approve)?;
                if opened.row.assigned_to.is_some_and(|other| other != staff.0) {
                    return Err(Error::Assigned);
                }
                let holder = backend.holder(&opened).unwrap_or_default();
                return Err(Error::Claimed { holder });
            }
            if is_new {
                let (event, round) = (Event::Claimed, opened.row.round);
                history::insert_event(
                    &mut tx,
                    opened.id,
                    event.id(),
                    round,
                    Some(staff),
                    None,
                    now,
                )
                .await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Gives the own claim up.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case of another office.
    pub async fn release(&self, caller: &Caller, reference: &str) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open_case(&mut conn, caller, reference, false).await?;
        let (staff, _) = caller.reviewer()?;
        sql::release(&mut conn, opened.id, staff).await?;
        self.forget_form(&mut conn, &opened, staff, CaseForm::Decision)
            .await
    }

    /// Decides a case. The decision is made on a version: if anything changed since the page was
    /// made, nothing happens. Where the operator asks for four eyes, it waits for a second officer.
    /// Whoever sends the very decision again that was made, because its answer was lost, is answered
    /// as the first time, and nothing happens.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::Claimed`], [`Error::Lapsed`] without a claim of one's own,
    /// [`Error::Forbidden`], [`Error::NotPossible`], [`Error::Proposed`] while a decision waits,
    /// [`Error::Missing`] while something must be done before an approval, and [`Error::Malformed`] for a return without findings or a refusal without a reason.
    pub async fn decide(
        &self,
        caller: &Caller,
        reference: &str,
        version: i32,
        decision: Decision,
    ) -> Result<DecisionOutcome> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open_case(&mut tx, &caller, &reference, true)
                .await?;
            let outcome = backend
                .decide_on(&mut tx, &caller, &opened, version, &decision)
                .await?;
            tx.commit().await?;
            Ok(outcome)
        })
        .await
    }

    /// The same on a case that is open and locked.
    pub(super) async fn decide_on(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
        version: i32,
        decision: &Decision,
    ) -> Result<DecisionOutcome> {
        let staff = decider(caller, opened)?;
        let row = &opened.row;
        if let Some(outcome) = self
            .made_before(conn, opened, staff, version, decision)
            .await?
        {
            return Ok(outcome);
        }
        opened.state.apply(transition(decision))?;
        if row.version != version {
            return Err(Error::Stale { seen: version });
        }
        if second::waiting(conn, opened).await?.is_some() {
            return Err(Error::Proposed);
        }
        self.insist_on_claim(opened, staff)?;
        self.settle(conn, opened, staff, decision).await
    }

    /// Opens and locks a case for a member of staff who may decide it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case of another office, [`Error::Forbidden`].
    pub(super) async fn open_for_decision(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        reference: &str,
    ) -> Result<(Opened, StaffId)> {
        let opened = self.open_case(conn, caller, reference, true).await?;
        let staff = decider(caller, &opened)?;
        Ok((opened, staff))
    }

    /// Refuses whoever does not hold the claim on a case.
    pub(super) fn insist_on_claim(&self, opened: &Opened, staff: StaffId) -> Result<()> {
        match self.holder(opened) {
            Some(_) if opened.row.claimed_by == Some(staff.0) => Ok(()),
            Some(holder) => Err(Error::Claimed { holder }),
            None => Err(Error::Lapsed),
        }
    }

    /// What became of this very decision, word by word, when this officer made it on this version
    /// and nothing happened to the case since.
    async fn made_before(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        staff: StaffId,
        version: i32,
        decision: &Decision,
    ) -> Result<Option<DecisionOutcome>> {
        let row = &opened.row;
        let Ok(decision) = acceptable(opened, decision) else {
            return Ok(None);
        };
        if let Some(made) = second::waiting(conn, opened).await? {
            let is_own = made.proposed_by == staff.0 && made.version == version;
            let decision = self.instructed(conn, opened, decision).await?;
            let is_same = is_own && made.decision(&self.keys, opened.id)? == decision;
            return Ok(is_same.then_some(DecisionOutcome::Proposed));
        }
        // What an effect does after the decision makes it no other.
        let became: &[ApplicationState] = match &decision {
            Decision::Approve => ApplicationState::ACCEPTED,
            Decision::Return { .. } => &[ApplicationState::Returned],
            Decision::Refuse { .. } => &[ApplicationState::Refused],
        };
        if version.checked_add(1) != Some(row.version) || !opened.state.is_of(became) {
            return Ok(None);
        }
        let Some(last) = sql::last_decision(conn, opened.id).await? else {
            return Ok(None);
        };
        if last.staff_id != Some(staff.0) || last.event != event(&decision).id() {
            return Ok(None);
        }
        let told = application_sql::findings(conn, opened.id, row.round).await?;
        let decision = self.instructed(conn, opened, decision).await?;
        let findings = decision.findings();
        let is_same = row.return_reason.as_deref() == decision.reason()
            && told.len() == findings.len()
            && findings.iter().all(|finding| told.contains(finding));
        Ok(is_same.then_some(DecisionOutcome::Done))
    }

    /// What becomes of a decision that is somebody's to make: it takes effect, or is proposed.
    pub(super) async fn settle(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        staff: StaffId,
        decision: &Decision,
    ) -> Result<DecisionOutcome> {
        let decision = acceptable(opened, decision)?;
        if matches!(decision, Decision::Approve) {
            // Not only when it is confirmed.
            requirement::insist(conn, opened.spec(), opened.id, opened.row.round).await?;
        }
        let decision = self.instructed(conn, opened, decision).await?;
        let form = CaseForm::Decision;
        self.forget_form(conn, opened, staff, form).await?;
        if self.four_eyes(conn).await?.apply_to(decision.id()) {
            self.propose(conn, opened, staff, &decision).await?;
            return Ok(DecisionOutcome::Proposed);
        }
        let by = By {
            first: staff,
            second: None,
        };
        self.carry_out(conn, opened, by, &decision).await?;
        Ok(DecisionOutcome::Done)
    }

    /// The same decision, with the standard instruction where nothing is written.
    pub(super) async fn instructed(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        decision: Decision,
    ) -> Result<Decision> {
        let Decision::Return { reason, findings } = decision else {
            return Ok(decision);
        };
        let language = Language::parse(&opened.row.language).unwrap_or_default();
        let instructions = self.instructions(conn, language).await?;
        let standard = |finding: &Finding| {
            let field = opened.spec().field(&finding.item)?;
            let name = format!("{}.{}", ReasonSubject::of(field).id(), finding.reason);
            instructions.get(&name).cloned()
        };
        let findings = findings
            .into_iter()
            .map(|finding| match finding.instruction.is_empty() {
                true => Finding {
                    instruction: standard(&finding).unwrap_or_default(),
                    ..finding
                },
                false => finding,
            })
            .collect();
        Ok(Decision::Return { reason, findings })
    }

    /// What an acceptable decision does to a case that is open and locked.
    pub(super) async fn carry_out(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        by: By,
        decision: &Decision,
    ) -> Result<()> {
        let (row, id, now) = (&opened.row, opened.id, self.clock.now());
        let (version, reason) = (row.version, decision.reason());
        opened.state.apply(transition(decision))?;
        let action = match decision {
            Decision::Approve => audit::Action::Approved,
            Decision::Return { .. } => audit::Action::Returned,
            Decision::Refuse { .. } => audit::Action::Refused,
        };
        let is_done = match decision {
            Decision::Approve => {
                self.approve(conn, id, version, Some(by.first), None)
                    .await?;
                true
            }
            Decision::Return { .. } => {
                for finding in decision.findings() {
                    application_sql::insert_finding(conn, id, row.round, finding).await?;
                }
                application_sql::return_for_correction(conn, id, version, reason, now).await?
            }
            Decision::Refuse { .. } => {
                application_sql::refuse(conn, id, version, reason, now).await?
            }
        };
        if !is_done {
            return Err(Error::Stale { seen: version });
        }
        let (actor, details) = match by.second {
            None => (by.first, format!("round:{}", row.round)),
            Some(second) => (
                second,
                format!("round:{} proposed_by:{}", row.round, by.first.0),
            ),
        };
        self.audit(conn, opened, actor, action, details).await?;
        if matches!(decision, Decision::Approve) {
            return Ok(());
        }
        let event = event(decision);
        self.note(conn, opened, event, by.first, reason).await?;
        let language = Language::parse(&row.language).unwrap_or_default();
        let items = list(language, opened.spec().id, decision.findings());
        let values = [
            ("reason", reason.unwrap_or_default().to_owned()),
            ("items", items),
        ];
        self.tell(conn, id, event, &values).await
    }
}

/// Who calls, if they may decide the case.
fn decider(caller: &Caller, opened: &Opened) -> Result<StaffId> {
    let (staff, reviewer) = caller.reviewer()?;
    match reviewer.may_decide(opened.row.office_id.as_deref()) {
        true => Ok(staff),
        false => Err(Error::Forbidden),
    }
}

/// Who decided.
#[derive(Clone, Copy)]
pub(super) struct By {
    /// Whose decision it is.
    pub first: StaffId,
    /// Who confirmed it, where that was asked for.
    pub second: Option<StaffId>,
}

const fn transition(decision: &Decision) -> Transition {
    match decision {
        Decision::Approve => Transition::Approve,
        Decision::Return { .. } => Transition::Return,
        Decision::Refuse { .. } => Transition::Refuse,
    }
}

const fn event(decision: &Decision) -> Event {
    match decision {
        Decision::Approve => Event::Approved,
        Decision::Return { .. } => Event::Returned,
        Decision::Refuse { .. } => Event::Refused,
    }
}

/// A decision that lacks nothing, with texts as they are stored.
pub(super) fn complete(decision: &Decision) -> Result<Decision> {
    Ok(match decision {
        Decision::Approve => Decision::Approve,
        Decision::Return { findings, .. } if findings.is_empty() => {
            return Err(Error::Malformed("a return needs at least one flag"));
        }
        Decision::Return { reason, findings } => Decision::Return {
            reason: bounded(reason)?,
            findings: findings
                .iter()
                .map(|finding| {
                    Ok(Finding {
                        instruction: bounded(&finding.instruction)?,
                        ..finding.clone()
                    })
                })
                .collect::<Result<_>>()?,
        },
        Decision::Refuse { reason } if prose(reason).is_empty() => {
            return Err(Error::Malformed("a refusal needs a reason"));
        }
        Decision::Refuse { reason } => Decision::Refuse {
            reason: bounded(reason)?,
        },
    })
}

/// A complete decision about what the kind of this application has.
pub(super) fn acceptable(opened: &Opened, decision: &Decision) -> Result<Decision> {
    for finding in decision.findings() {
        let field = opened
            .spec()
            .field(&finding.item)
            .filter(|field| can_be_flagged(field))
            .ok_or(Error::Malformed("this item cannot be flagged"))?;
        if !reasons_for(field).contains(&finding.reason.as_str()) {
            return Err(Error::Malformed("no such reason"));
        }
    }
    complete(decision)
}

/// A text as it is stored.
fn bounded(text: &str) -> Result<String> {
    let text = prose(text);
    match is_too_long(&text) {
        false => Ok(text),
        true => Err(Error::Malformed("the text is too long")),
    }
}

/// The flags as lines of a mail.
fn list(language: Language, kind: &str, findings: &[Finding]) -> String {
    let mut lines = String::new();
    for finding in findings {
        let label = short_label_of(language, kind, &finding.item);
        let reason = say_of(language, kind, &format!("reason.{}", finding.reason));
        let (colon, space) = (language.colon(), language.space());
        let line = format!("- {label}{colon}{reason}{space}{}", finding.instruction);
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}
