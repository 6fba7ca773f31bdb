//! The only way into approval: for a decision, and for a kind that nobody reviews. It makes sure that
//! nobody was faster, hands the application to its effect, and tells the applicant. What the effect
//! does, it does not know.

use domain::account::profile;
use domain::application::event::Event;
use domain::application::kind::{ApplicationKind, Effect};
use domain::application::snapshot::Snapshot;
use domain::application::state::Transition;
use domain::id::{AccountId, ApplicationId, StaffId};
use sqlx::PgConnection;

use super::open::record_of;
use super::{requirement, sql, status::state_of};
use crate::account::email::EMAIL;
use crate::account::sql::profiles;
use crate::effect::{self, Approved, EffectOutcome, Execution};
use crate::history;
use crate::{Backend, Error, Result};

impl Backend {
    /// Approves a submitted application on its version, in the caller's transaction. `by` is nobody
    /// where there is no review; `keep` is the token of a session that goes on whatever the effect
    /// does to others.
    ///
    /// # Errors
    /// [`Error::NotPossible`], [`Error::Stale`], [`Error::Missing`], and what the effect says.
    pub(crate) async fn approve(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        version: i32,
        by: Option<StaffId>,
        keep: Option<&str>,
    ) -> Result<()> {
        self.approve_with(effect::of, conn, id, version, by, keep)
            .await
    }

    /// The same with another list of effects, for tests.
    pub(crate) async fn approve_with(
        &self,
        effects: impl FnOnce(Effect) -> Execution,
        conn: &mut PgConnection,
        id: ApplicationId,
        version: i32,
        by: Option<StaffId>,
        keep: Option<&str>,
    ) -> Result<()> {
        let row = sql::lock(conn, id).await?.ok_or(Error::NotFound)?;
        state_of(&row.state)?.apply(Transition::Approve)?;
        let kind = ApplicationKind::parse(&row.kind);
        let kind = kind.ok_or(Error::Inconsistent("application.kind"))?;
        requirement::insist(conn, kind.spec(), id, row.round).await?;
        let now = self.clock.now();
        if !sql::approve(conn, id, version, now).await? {
            return Err(Error::Stale { seen: version });
        }
        let round = row.round;
        let approved = whole(self, conn, id, row, by, keep).await?;
        let way = effects(approved.kind.spec().effect);
        let outcome = effect::begin(self, conn, way, &approved).await?;
        match outcome {
            EffectOutcome::Done => follow_owner(self, conn, &approved).await?,
            EffectOutcome::Pending if sql::begin(conn, id).await? => {}
            EffectOutcome::Pending => return Err(Error::Inconsistent("a locked application")),
        }
        let event = Event::Approved;
        history::insert_event(conn, id, event.id(), round, by, None, now).await?;
        self.tell(conn, id, event, &[]).await
    }
}

/// What is not about anybody of its own is found by the name its owner has since the effect; what was
/// sent before is found by the name they had then.
pub(crate) async fn follow_owner(
    backend: &Backend,
    conn: &mut PgConnection,
    approved: &Approved,
) -> Result<()> {
    let subject = (approved.kind.spec().subject)(&approved.answers);
    let Some(account) = approved.account.filter(|_| subject.name.is_empty()) else {
        return Ok(());
    };
    let profile = profiles::profile(conn, &backend.keys, account).await?;
    let owner = profile.map(|(profile, _)| profile::subject(&profile).name);
    match owner.filter(|name| !name.is_empty()) {
        Some(name) => Ok(sql::rename_subject(conn, approved.id, &name).await?),
        None => Ok(()),
    }
}

/// An approved application as effects are given it.
pub(crate) async fn whole(
    backend: &Backend,
    conn: &mut PgConnection,
    id: ApplicationId,
    row: sql::ApplicationRow,
    by: Option<StaffId>,
    keep: Option<&str>,
) -> Result<Approved> {
    let kind = ApplicationKind::parse(&row.kind).ok_or(Error::Inconsistent("application.kind"))?;
    let (answers, _) = sql::submission(conn, &backend.keys, id, row.round)
        .await?
        .ok_or(Error::Inconsistent("submission"))?;
    Ok(Approved {
        id,
        round: row.round,
        kind,
        account: row.account_id.map(AccountId),
        record: record_of(row.record_kind.as_deref(), row.record_id)?,
        answers: with_present_email(backend, kind, row.email.as_deref(), answers)?,
        reference: row.reference,
        by,
        keep: keep.map(str::to_owned),
    })
}

/// What was sent, with the address that mails about it go to by now: its owner or customer service
/// may have changed it since.
fn with_present_email(
    backend: &Backend,
    kind: ApplicationKind,
    present: Option<&str>,
    answers: Snapshot,
) -> Result<Snapshot> {
    let sent = (kind.spec().subject)(&answers).email;
    match (present, sent) {
        (Some(present), Some(sent)) if present != sent => {
            Ok(answers.with([EMAIL], &backend.address_alone(present)?))
        }
        _ => Ok(answers),
    }
}
