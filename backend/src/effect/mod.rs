//! What approval does, one file for each effect, and the list of them. An effect is given the
//! approved application whole. Where it can be done in the transaction of the approval, it is; where
//! it cannot be taken back once it is done outside, or takes its time, a job does it
//! ([`complete`]), and the application is completed when that is over. It knows no kind by name.

use async_trait::async_trait;
use domain::application::kind::{ApplicationKind, Effect};
use domain::application::snapshot::Snapshot;
use domain::id::{AccountId, ApplicationId, StaffId};
use domain::record::RecordRef;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::job::Failure;
use crate::{Backend, Error, Result};

mod authorise;
mod change_name;
pub(crate) mod complete;
mod open_account;
#[cfg(feature = "rehearsal")]
mod rehearse;
pub(crate) mod sql;
#[cfg(test)]
mod tests;
mod update_profile;

/// An application that was approved.
#[derive(Clone, Debug)]
pub(crate) struct Approved {
    pub id: ApplicationId,
    pub reference: String,
    /// How often it was sent.
    pub round: i32,
    pub kind: ApplicationKind,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// What it is about.
    #[cfg_attr(
        not(feature = "rehearsal"),
        expect(dead_code, reason = "no kind of today is about a record")
    )]
    pub record: Option<RecordRef>,
    /// What was sent, with the address that mails about it go to by now.
    pub answers: Snapshot,
    /// Who approved it; nobody, where it needs no review.
    pub by: Option<StaffId>,
    /// The token of the session that sent it, where it took effect at once: that one goes on when
    /// others end.
    pub keep: Option<String>,
}

impl Approved {
    /// The account it is of.
    fn account(&self) -> Result<AccountId> {
        self.account
            .ok_or(Error::Inconsistent("an application without an account"))
    }

    /// What that account goes by; it stays locked until the transaction ends.
    async fn lock_profile(
        &self,
        backend: &Backend,
        conn: &mut PgConnection,
    ) -> Result<(AccountId, Snapshot)> {
        let account = self.account()?;
        let (profile, _) =
            crate::account::sql::profiles::lock_profile(conn, &backend.keys, account)
                .await?
                .ok_or(Error::Inconsistent("an application without an account"))?;
        Ok((account, profile))
    }
}

/// How an effect is carried out.
#[derive(Clone, Copy)]
pub(crate) enum Execution {
    /// In the transaction of the approval.
    AtOnce(&'static dyn AtOnce),
    /// By a job.
    #[cfg_attr(
        not(feature = "rehearsal"),
        expect(
            dead_code,
            reason = "no kind of today has an effect that outlasts its approval"
        )
    )]
    ByJob(&'static dyn ByJob),
}

/// The list of effects.
pub(crate) fn of(effect: Effect) -> Execution {
    match effect {
        Effect::OpenAccount => Execution::AtOnce(&open_account::OpenAccount),
        Effect::Authorise => Execution::AtOnce(&authorise::Authorise),
        Effect::ChangeName => Execution::AtOnce(&change_name::ChangeName),
        #[cfg(feature = "rehearsal")]
        Effect::Rehearse => Execution::ByJob(&rehearse::Rehearse),
        Effect::UpdateProfile => Execution::AtOnce(&update_profile::UpdateProfile),
    }
}

/// An effect that is done when the approval is.
#[async_trait]
pub(crate) trait AtOnce: Sync {
    /// Carries it out, in the transaction of the approval.
    async fn carry_out(
        &self,
        backend: &Backend,
        conn: &mut PgConnection,
        approved: &Approved,
    ) -> Result<()>;
}

/// An effect with an act that no transaction takes back. The number of the act is written down
/// before anything is done, and stays the same however often it is tried.
#[async_trait]
pub(crate) trait ByJob: Sync {
    /// Whether the act of this number was carried out by a try that did not live to say so.
    async fn was_done(&self, backend: &Backend, approved: &Approved, number: Uuid) -> Result<bool>;

    /// The act, outside of any transaction. Two tries may overlap, when one is taken for dead: the
    /// number tells whoever carries it out that they are the same.
    async fn act(
        &self,
        backend: &Backend,
        approved: &Approved,
        number: Uuid,
    ) -> Result<(), Failure>;

    /// Writes down what came of it, in the transaction that completes the application.
    async fn settle(
        &self,
        backend: &Backend,
        conn: &mut PgConnection,
        approved: &Approved,
        number: Uuid,
    ) -> Result<()>;
}

/// What became of an effect when its application was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EffectOutcome {
    /// It is there.
    Done,
    /// A job carries it out.
    Pending,
}

/// Carries an effect out, or sets its job going, in the transaction of the approval.
pub(crate) async fn begin(
    backend: &Backend,
    conn: &mut PgConnection,
    way: Execution,
    approved: &Approved,
) -> Result<EffectOutcome> {
    match way {
        Execution::AtOnce(effect) => {
            effect.carry_out(backend, conn, approved).await?;
            Ok(EffectOutcome::Done)
        }
        Execution::ByJob(_) => {
            let (number, now) = (backend.ids.id(), backend.clock.now());
            sql::intend(conn, approved.id, number, approved.by, now).await?;
            complete::later(backend, conn, approved).await?;
            Ok(EffectOutcome::Pending)
        }
    }
}
