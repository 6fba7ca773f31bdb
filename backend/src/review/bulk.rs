//! Several cases decided together: planned, shown, confirmed. Each case is a transaction of its own
//! on the version that was shown, and its result is written in it: confirming twice, from wherever,
//! does nothing twice, and what fails keeps nothing else from being done.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::application::event::Event;
use domain::application::kind::Kind;
use domain::application::reference::Reference;
use domain::application::state::{ApplicationState, Transition};
use domain::id::{BulkId, StaffId};
use domain::review::bulk::{
    BulkCase, BulkOutcome, BulkView, ChosenCases, MOST, ReadFindings, Ticked,
};
use domain::review::mark::Mark;
use domain::review::{Decision, Finding, LEASE_MINUTES, can_be_flagged};
use domain::text::Language;
use sqlx::PgConnection;

use super::decide::{acceptable, complete};
use super::sql::bulk as bulk_sql;
use super::{second, sql};
use crate::application::open::Opened;
use crate::application::{requirement, sql as application_sql};
use crate::caller::Caller;
use crate::history;
use crate::pool::unbroken;
use crate::{Backend, Error, Result};

/// For how long the result of a decision about several cases can be looked at.
pub(crate) const KEPT: TimeDelta = TimeDelta::days(30);

impl Backend {
    /// The cases somebody selected. Those of other offices are left out, as everywhere.
    ///
    /// # Errors
    /// [`Error::SignedOut`] for anybody but staff; [`Error::Malformed`] for more than [`MOST`].
    pub async fn bulk_choice(&self, caller: &Caller, references: &[String]) -> Result<ChosenCases> {
        let (staff, _) = caller.reviewer()?;
        let mut conn = self.pool.acquire().await?;
        let (cases, left_out) = self.selected(&mut conn, caller, references).await?;
        let mut choice = ChosenCases {
            four_eyes: self.four_eyes(&mut conn).await?,
            kept: self.kept_bulk(&mut conn, staff, references).await?,
            left_out,
            ..ChosenCases::default()
        };
        let mut common: Option<BTreeSet<String>> = None;
        // A field is its kind's own: several kinds have none in common.
        let first = cases.first().map(Opened::spec);
        let kind = first.filter(|first| cases.iter().all(|case| case.spec().id == first.id));
        choice.kind = kind.map(|kind| kind.id.to_owned());
        for opened in cases {
            let outcome = self
                .outcome(
                    &mut conn,
                    caller,
                    &opened,
                    opened.row.version,
                    &Mark::ALL,
                    None,
                )
                .await?;
            if outcome.is_good() {
                let items = self.items(&mut conn, &opened).await?;
                common = Some(match common {
                    None => items,
                    Some(common) => common.intersection(&items).cloned().collect(),
                });
            }
            let case = self
                .in_bulk(&mut conn, staff, &opened, outcome, false)
                .await?;
            choice.cases.push(case);
        }
        let common = common.unwrap_or_default();
        choice.items = kind
            .into_iter()
            .flat_map(Kind::fields)
            .filter(|field| common.contains(field.id))
            .map(|field| field.id.to_owned())
            .collect();
        Ok(choice)
    }

    /// Plans a decision about several cases, on the versions they have now. Returns its number.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a role that decides none, [`Error::NotFound`] when none of the cases
    /// is theirs to see, [`Error::Malformed`] for an incomplete decision or more than [`MOST`].
    pub async fn plan_bulk(
        &self,
        caller: &Caller,
        ticked: &[Ticked],
        decision: &Decision,
    ) -> Result<BulkId> {
        let (backend, caller) = (self.clone(), caller.clone());
        let (ticked, decision) = (ticked.to_vec(), complete(decision)?);
        unbroken(async move {
            let (staff, reviewer) = caller.reviewer()?;
            if !reviewer.role.decides() {
                return Err(Error::Forbidden);
            }
            let mut tx = backend.pool.begin().await?;
            let references: Vec<String> = ticked
                .iter()
                .map(|ticked| ticked.reference.clone())
                .collect();
            let (cases, _) = backend.selected(&mut tx, &caller, &references).await?;
            if cases.is_empty() {
                return Err(Error::NotFound);
            }
            let (id, now) = (BulkId(backend.ids.id()), backend.clock.now());
            bulk_sql::insert(&mut tx, &backend.keys, id, staff, &decision, now).await?;
            for (position, opened) in (0..).zip(&cases) {
                let version = opened.row.version;
                let seen = ticked
                    .iter()
                    .find(|ticked| is_reference(&ticked.reference, opened))
                    .map_or(&[][..], |ticked| &ticked.seen);
                bulk_sql::insert_case(&mut tx, id, opened.id, position, version, seen).await?;
            }
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// A planned decision: what will become of each case, and once it is confirmed what became.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a colleague's.
    pub async fn bulk(&self, caller: &Caller, id: BulkId) -> Result<BulkView> {
        let (staff, _) = caller.reviewer()?;
        let mut conn = self.pool.acquire().await?;
        let row = bulk_sql::find(&mut conn, id, staff)
            .await?
            .ok_or(Error::NotFound)?;
        let decision = row.decision(&self.keys)?;
        let mut cases = Vec::new();
        let mut read: Vec<(Language, Vec<Finding>)> = Vec::new();
        for case in bulk_sql::cases(&mut conn, id).await? {
            let opened = match self
                .open_case(&mut conn, caller, &case.reference, false)
                .await
            {
                Ok(opened) => opened,
                // The officer has moved to another office meanwhile.
                Err(Error::NotFound) => continue,
                Err(error) => return Err(error),
            };
            let seen = case.seen();
            let (outcome, is_done) = match case.result {
                Some(outcome) => (outcome.0, true),
                None => {
                    let chosen = Some(&decision);
                    let outcome =
                        self.outcome(&mut conn, caller, &opened, case.version, &seen, chosen);
                    (outcome.await?, false)
                }
            };
            let language = Language::parse(&opened.row.language).unwrap_or_default();
            if outcome.is_good() && !read.iter().any(|(known, _)| *known == language) {
                let since = row
                    .confirmed_at
                    .filter(|_| is_done && outcome == BulkOutcome::Decided);
                let told = self.told(&mut conn, &opened, &decision, since).await?;
                read.push((language, told));
            }
            cases.push(
                self.in_bulk(&mut conn, staff, &opened, outcome, is_done)
                    .await?,
            );
        }
        Ok(BulkView {
            findings: as_read(&decision, read),
            decision,
            cases,
            is_confirmed: row.confirmed_at.is_some(),
        })
    }

    /// Carries a planned decision out. What was tried before is left as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a colleague's.
    pub async fn carry_out_bulk(&self, caller: &Caller, id: BulkId) -> Result<()> {
        let (backend, caller) = (self.clone(), caller.clone());
        unbroken(async move {
            let (staff, _) = caller.reviewer()?;
            let mut conn = backend.pool.acquire().await?;
            let row = bulk_sql::find(&mut conn, id, staff)
                .await?
                .ok_or(Error::NotFound)?;
            let decision = row.decision(&backend.keys)?;
            bulk_sql::confirm(&mut conn, id, backend.clock.now()).await?;
            backend.forget_bulk(&mut conn, staff).await?;
            let cases = bulk_sql::cases(&mut conn, id).await?;
            drop(conn);
            for case in cases {
                let tried = backend.try_one(&caller, id, &case.reference, &decision);
                if let Err(error) = tried.await {
                    // It has no result and can be tried again; the others do not wait for it.
                    tracing::error!(%error, "a case of several could not be decided");
                }
            }
            Ok(())
        })
        .await
    }

    /// What an applicant reads of it, or has been told: texts may have changed since.
    async fn told(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        decision: &Decision,
        decided_since: Option<DateTime<Utc>>,
    ) -> Result<Vec<Finding>> {
        let round = match decided_since {
            Some(since) => history::round_returned_since(conn, opened.id, since).await?,
            None => None,
        };
        let Some(round) = round else {
            let told = self.instructed(conn, opened, decision.clone()).await?;
            return Ok(told.findings().to_vec());
        };
        let told = application_sql::findings(conn, opened.id, round).await?;
        let as_told = |written: &Finding| {
            let same = told.iter().find(|told| told.item == written.item);
            same.unwrap_or(written).clone()
        };
        Ok(decision.findings().iter().map(as_told).collect())
    }

    /// One of the cases, if nobody has tried it yet.
    async fn try_one(
        &self,
        caller: &Caller,
        bulk: BulkId,
        reference: &str,
        decision: &Decision,
    ) -> Result<()> {
        let mut tx = self.pool.begin().await?;
        let Some((version, seen)) = bulk_sql::lock_untried(&mut tx, bulk, reference).await? else {
            return Ok(());
        };
        let opened = self.open_case(&mut tx, caller, reference, true).await?;
        let mut outcome = self
            .outcome(&mut tx, caller, &opened, version, &seen, Some(decision))
            .await?;
        if outcome.is_good() {
            let (staff, _) = caller.reviewer()?;
            self.claim_on_the_way(&mut tx, caller, &opened).await?;
            outcome = self.settle(&mut tx, &opened, staff, decision).await?.into();
        }
        bulk_sql::set_result(&mut tx, bulk, opened.id, &outcome).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A case nobody holds is claimed for the decision, as everybody does who decides.
    async fn claim_on_the_way(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
    ) -> Result<()> {
        let (staff, _) = caller.reviewer()?;
        let now = self.clock.now();
        if self.holder(opened).is_none() {
            let until = now + TimeDelta::minutes(LEASE_MINUTES);
            if !sql::claim(conn, opened.id, staff, until, now).await? {
                return Err(Error::Lapsed);
            }
            self.note(conn, opened, Event::Claimed, staff, None).await?;
        }
        Ok(())
    }

    /// What will become of a case that was shown in this version, with these marks.
    async fn outcome(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
        version: i32,
        seen: &[Mark],
        decision: Option<&Decision>,
    ) -> Result<BulkOutcome> {
        let (staff, reviewer) = caller.reviewer()?;
        let row = &opened.row;
        if !reviewer.may_decide(row.office_id.as_deref()) {
            return Ok(BulkOutcome::NotYours);
        }
        if opened.state.apply(Transition::Approve).is_err() {
            let state = opened.state;
            return Ok(BulkOutcome::NotWaiting { state });
        }
        if row.version != version {
            return Ok(BulkOutcome::Changed);
        }
        if second::waiting(conn, opened).await?.is_some() {
            return Ok(BulkOutcome::WaitsForSecond);
        }
        match self.holder(opened) {
            Some(holder) if row.claimed_by != Some(staff.0) => {
                return Ok(BulkOutcome::Held { holder });
            }
            _ => {}
        }
        if row.assigned_to.is_some_and(|other| other != staff.0) {
            let holder = row.assigned_to_name.clone().unwrap_or_default();
            return Ok(BulkOutcome::Held { holder });
        }
        let marks = self.marks(conn, opened.id, staff).await?;
        if marks.iter().any(|mark| !seen.contains(mark)) {
            return Ok(BulkOutcome::Marked);
        }
        let Some(decision) = decision else {
            return Ok(BulkOutcome::Decided);
        };
        if matches!(decision, Decision::Approve) {
            let missing = requirement::missing(conn, opened.spec(), opened.id, row.round).await?;
            if !missing.is_empty() {
                return Ok(BulkOutcome::LacksRequirement);
            }
        }
        if !decision.findings().is_empty() {
            let items = self.items(conn, opened).await?;
            let is_there = |item: &str| items.contains(item);
            let is_there = decision
                .findings()
                .iter()
                .all(|finding| is_there(&finding.item));
            if !is_there || acceptable(opened, decision).is_err() {
                return Ok(BulkOutcome::LacksItem);
            }
        }
        Ok(match self.four_eyes(conn).await?.apply_to(decision.id()) {
            true => BulkOutcome::Proposed,
            false => BulkOutcome::Decided,
        })
    }

    /// The fields a case shows, and that can be flagged.
    async fn items(&self, conn: &mut PgConnection, opened: &Opened) -> Result<BTreeSet<String>> {
        let (answers, pictures) =
            application_sql::submission(conn, &self.keys, opened.id, opened.row.round)
                .await?
                .ok_or(Error::Inconsistent("submission"))?;
        Ok(opened
            .spec()
            .fields()
            .filter(|field| can_be_flagged(field))
            .filter(|field| answers.get(field.id).is_some() || pictures.contains_key(field.id))
            .map(|field| field.id.to_owned())
            .collect())
    }

    /// The cases of these references the caller may see, each once, in their order; and how many of
    /// the references are no such case.
    async fn selected(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        references: &[String],
    ) -> Result<(Vec<Opened>, usize)> {
        if references.len() > MOST {
            return Err(Error::Malformed("too many cases at once"));
        }
        let (mut cases, mut known, mut left_out) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for reference in references {
            match self.open_case(conn, caller, reference, false).await {
                Ok(opened) if known.insert(opened.id) => cases.push(opened),
                Ok(_) => {}
                Err(Error::NotFound) => {
                    left_out.insert(reference.as_str());
                }
                Err(error) => return Err(error),
            }
        }
        Ok((cases, left_out.len()))
    }
}

impl Backend {
    async fn in_bulk(
        &self,
        conn: &mut PgConnection,
        reader: StaffId,
        opened: &Opened,
        outcome: BulkOutcome,
        is_done: bool,
    ) -> Result<BulkCase> {
        let marks = match opened.state {
            ApplicationState::Submitted => self.marks(conn, opened.id, reader).await?,
            _ => Vec::new(),
        };
        let clues = match marks.contains(&Mark::Alike) {
            true => crate::duplicate::sql::in_common(conn, opened.id).await?,
            false => Vec::new(),
        };
        Ok(BulkCase {
            reference: opened.row.reference.clone(),
            subject: opened.row.subject_name.clone().unwrap_or_default(),
            kind: opened.row.kind.clone(),
            state: opened.state,
            round: opened.row.round,
            marks,
            clues,
            outcome,
            is_done,
        })
    }
}

/// What applicants read, once where they all read the same; as it was written where nobody reads
/// it.
fn as_read(decision: &Decision, read: Vec<(Language, Vec<Finding>)>) -> Vec<ReadFindings> {
    let (language, written) = (None, decision.findings().to_vec());
    if written.is_empty() {
        return Vec::new();
    }
    let first = read
        .first()
        .map_or(written, |(_, findings)| findings.clone());
    if read.iter().all(|(_, findings)| *findings == first) {
        let findings = first;
        return vec![ReadFindings { language, findings }];
    }
    let in_a_language = |(language, findings)| ReadFindings {
        language: Some(language),
        findings,
    };
    read.into_iter().map(in_a_language).collect()
}

/// Whether somebody who wrote this meant the case.
fn is_reference(written: &str, opened: &Opened) -> bool {
    Reference::parse(written).is_ok_and(|reference| reference.to_string() == opened.row.reference)
}
