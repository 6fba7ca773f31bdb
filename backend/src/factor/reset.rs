//! Taking a second factor away from somebody who lost it: they sign in with their password alone,
//! and set up another if they must have one.

use domain::id::StaffId;
use sqlx::PgConnection;

use super::sql;
use crate::account::attempt;
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::principal::Principal;
use crate::principal::folded;
use crate::seal::Keyring;
use crate::{Backend, Error, Result, audit, session};

impl Backend {
    /// Takes the second factor of a colleague away and ends their sessions. Nobody does it to
    /// themselves: whoever sits at an open session could.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::Forbidden`] for all but administrators, and for the own one;
    /// [`Error::NotFound`] also for somebody without a factor.
    pub async fn reset_second_factor(&self, caller: &Caller, user_name: &str) -> Result<()> {
        let actor = caller.administrator()?;
        let (backend, name) = (self.clone(), folded(user_name));
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let staff = member(&mut tx, &name).await?;
            if staff == actor {
                return Err(Error::Forbidden);
            }
            backend.reset(&mut tx, staff, actor).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// The same at the operator's console, for whoever is the last that could.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for somebody without a factor.
    pub async fn rescue_second_factor(&self, user_name: &str) -> Result<()> {
        let (backend, name) = (self.clone(), folded(user_name));
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let staff = member(&mut tx, &name).await?;
            backend.reset(&mut tx, staff, audit::Actor::Console).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    async fn reset(
        &self,
        conn: &mut PgConnection,
        staff: StaffId,
        actor: impl Into<audit::Actor>,
    ) -> Result<()> {
        if !forget(conn, &self.keys, Principal::Staff(staff)).await? {
            return Err(Error::NotFound);
        }
        session::end_all_of(conn, Principal::Staff(staff), None).await?;
        let (now, action) = (self.clock.now(), audit::Action::ResetFactor);
        let subject = format!("staff:{staff}");
        audit::record(conn, now, actor, action, subject, String::new()).await
    }
}

async fn member(conn: &mut PgConnection, name: &str) -> Result<StaffId> {
    sql::member(conn, name).await?.ok_or(Error::NotFound)
}

/// Takes a second factor away, with everything that waits for it: codes, sign-ins, the pause after
/// wrong ones. Whether there was one. In the caller's transaction.
pub(crate) async fn forget(
    conn: &mut PgConnection,
    keys: &Keyring,
    principal: Principal,
) -> Result<bool> {
    let had_one = sql::delete_factor(conn, principal).await?;
    sql::forget_pending(conn, principal).await?;
    attempt::lift(conn, keys, super::gate(principal), &principal.key()).await?;
    Ok(had_one)
}
