//! The claim on a case, and the decision.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::application::state::Transition;
use domain::review::instruction::Subject;
use domain::review::{
    Decision, Finding, LEASE_MINUTES, MAX_INSTRUCTION, can_be_flagged, reasons_for,
};
use domain::text::{Language, say};
use sqlx::PgConnection;

use super::sql;
use crate::application::open::Opened;
use crate::application::{Caller, sql as application_sql};
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

impl Backend {
    /// Takes or renews the claim on a case.
    ///
    /// # Errors
    /// [`Error::Assigned`] when a supervisor gave it to a colleague; [`Error::Claimed`] while a
    /// colleague holds it.
    pub async fn claim(&self, caller: &Caller, reference: &str) -> Result<()> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open_case(&mut tx, &caller, &reference, true)
                .await?;
            let (staff, reviewer) = caller.reviewer()?;
            if !reviewer.may_decide(opened.row.office_id.as_deref()) {
                return Err(Error::Forbidden);
            }
            let now = backend.clock.now();
            let is_new = backend.holder(&mut tx, &opened).await?.is_none();
            let until = now + TimeDelta::minutes(LEASE_MINUTES);
            if !sql::claim(&mut tx, opened.id, staff, until, now).await? {
                opened.state.apply(Transition::Approve)?;
                if opened.row.assigned_to.is_some_and(|other| other != staff.0) {
                    return Err(Error::Assigned);
                }
                let holder = backend.holder(&mut tx, &opened).await?.unwrap_or_default();
                return Err(Error::Claimed { holder });
            }
            if is_new {
                let (event, round) = (Event::Claimed, opened.row.round);
                application_sql::insert_event(
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
        sql::release(&mut conn, opened.id, caller.reviewer()?.0).await?;
        Ok(())
    }

    /// Decides a case. The decision is made on a version: if anything changed since the page was
    /// made, nothing happens.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::Claimed`], [`Error::Lapsed`] without a claim of one's own,
    /// [`Error::Forbidden`], [`Error::NotPossible`], and
    /// [`Error::Malformed`] for a return without findings or a refusal without a reason.
    pub async fn decide(
        &self,
        caller: &Caller,
        reference: &str,
        version: i32,
        decision: Decision,
    ) -> Result<()> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open_case(&mut tx, &caller, &reference, true)
                .await?;
            backend
                .decide_on(&mut tx, &caller, &opened, version, decision)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    async fn decide_on(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
        version: i32,
        decision: Decision,
    ) -> Result<()> {
        let (staff, reviewer) = caller.reviewer()?;
        let row = &opened.row;
        if !reviewer.may_decide(row.office_id.as_deref()) {
            return Err(Error::Forbidden);
        }
        let (transition, event) = match &decision {
            Decision::Approve => (Transition::Approve, Event::Approved),
            Decision::Return { .. } => (Transition::Return, Event::Returned),
            Decision::Refuse { .. } => (Transition::Refuse, Event::Refused),
        };
        let state = opened.state.apply(transition)?;
        if row.version != version {
            return Err(Error::Stale { seen: version });
        }
        match self.holder(conn, opened).await? {
            Some(_) if row.claimed_by == Some(staff.0) => {}
            Some(holder) => return Err(Error::Claimed { holder }),
            None => return Err(Error::Lapsed),
        }
        let now = self.clock.now();
        let findings = match &decision {
            Decision::Return { findings, .. } => {
                let language = Language::parse(&row.language).unwrap_or_default();
                let instructions = self.instructions(conn, language).await?;
                acceptable(opened, findings, &instructions)?
            }
            _ => Vec::new(),
        };
        let reason = match &decision {
            Decision::Approve => None,
            Decision::Return { reason, .. } => {
                for finding in &findings {
                    application_sql::insert_finding(conn, opened.id, row.round, finding).await?;
                }
                Some(bounded(reason)?)
            }
            Decision::Refuse { reason } if reason.trim().is_empty() => {
                return Err(Error::Malformed("a refusal needs a reason"));
            }
            Decision::Refuse { reason } => Some(bounded(reason)?),
        };
        let stored = application_sql::set_state(
            conn,
            opened.id,
            version,
            state.id(),
            reason.as_deref(),
            now,
        )
        .await?;
        if !stored {
            return Err(Error::Stale { seen: version });
        }
        if matches!(decision, Decision::Approve) {
            let (answers, _) = application_sql::submission(conn, &self.keys, opened.id, row.round)
                .await?
                .ok_or(Error::Inconsistent("submission"))?;
            self.take_effect(conn, opened.kind, opened.account(), &answers, None)
                .await?;
        }
        let action = match &decision {
            Decision::Approve => audit::Action::Approved,
            Decision::Return { .. } => audit::Action::Returned,
            Decision::Refuse { .. } => audit::Action::Refused,
        };
        let (subject, details) = (
            format!("application:{}", opened.id.0),
            format!("round:{}", row.round),
        );
        audit::record(conn, now, staff, action, subject, details).await?;
        let (note, round) = (reason.as_deref(), row.round);
        application_sql::insert_event(conn, opened.id, event.id(), round, Some(staff), note, now)
            .await?;
        let language = Language::parse(&row.language).unwrap_or_default();
        let items = list(language, &findings);
        let values = [("reason", reason.unwrap_or_default()), ("items", items)];
        self.tell(conn, opened.id, event, &values).await
    }
}

/// The findings as they are stored. Where nothing is written, the standard instruction is.
fn acceptable(
    opened: &Opened,
    findings: &[Finding],
    instructions: &BTreeMap<String, String>,
) -> Result<Vec<Finding>> {
    if findings.is_empty() {
        return Err(Error::Malformed("a return needs at least one flag"));
    }
    let mut stored = Vec::new();
    for finding in findings {
        let field = opened
            .spec()
            .field(&finding.item)
            .filter(|field| can_be_flagged(field))
            .ok_or(Error::Malformed("this item cannot be flagged"))?;
        if !reasons_for(field).contains(&finding.reason.as_str()) {
            return Err(Error::Malformed("no such reason"));
        }
        let written = bounded(&finding.instruction)?;
        let standard = format!("{}.{}", Subject::of(field).id(), finding.reason);
        stored.push(Finding {
            instruction: match written.is_empty() {
                true => instructions.get(&standard).cloned().unwrap_or_default(),
                false => written,
            },
            ..finding.clone()
        });
    }
    Ok(stored)
}

fn bounded(text: &str) -> Result<String> {
    match text.chars().count() {
        ..=MAX_INSTRUCTION => Ok(text.trim().replace('\0', "")),
        _ => Err(Error::Malformed("the text is too long")),
    }
}

/// The flags as lines of a mail.
fn list(language: Language, findings: &[Finding]) -> String {
    let mut lines = String::new();
    for finding in findings {
        let label = say(language, &format!("field.{}.label", finding.item));
        let reason = say(language, &format!("reason.{}", finding.reason));
        let colon = language.colon();
        lines.push_str(&format!(
            "- {label}{colon}{reason} {}\n",
            finding.instruction
        ));
    }
    lines
}
