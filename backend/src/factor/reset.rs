//! Taking a second factor away from somebody who lost it: they sign in with their password alone,
//! and set up another if they must have one.

use domain::id::StaffId;
use domain::review::Role;
use sqlx::PgConnection;

use super::{Holder, sql};
use crate::account::{attempt, folded};
use crate::application::Caller;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit, session};

impl Backend {
    /// Takes the second factor of a colleague away and ends their sessions. Nobody does it to
    /// themselves: whoever sits at an open session could.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::NotFound`]; [`Error::Forbidden`] when the role does not allow
    /// it ([`Role::may_reset_factor_of`]) or it is the own.
    pub async fn reset_second_factor(&self, caller: &Caller, user_name: &str) -> Result<()> {
        let (actor, reviewer) = caller.reviewer()?;
        let (own_role, name) = (reviewer.role, folded(user_name));
        let backend = self.clone();
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (id, role) = sql::member(&mut tx, &name).await?.ok_or(Error::NotFound)?;
            let role = Role::parse(&role).ok_or(Error::Inconsistent("staff.role"))?;
            let staff = StaffId(id);
            if staff == actor || !own_role.may_reset_factor_of(role) {
                return Err(Error::Forbidden);
            }
            forget(&mut tx, Holder::Staff(staff)).await?;
            session::end_all_of(&mut tx, Holder::Staff(staff), None).await?;
            let (now, action) = (backend.clock.now(), audit::Action::ResetFactor);
            audit::record(
                &mut tx,
                now,
                actor,
                action,
                format!("staff:{staff}"),
                String::new(),
            )
            .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// The same at the operator's console, for whoever is the last that could.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn rescue_second_factor(&self, user_name: &str) -> Result<()> {
        let (backend, name) = (self.clone(), folded(user_name));
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (id, _) = sql::member(&mut tx, &name).await?.ok_or(Error::NotFound)?;
            let holder = Holder::Staff(StaffId(id));
            forget(&mut tx, holder).await?;
            session::end_all_of(&mut tx, holder, None).await?;
            let (now, console) = (backend.clock.now(), audit::Actor::Console);
            let (action, subject) = (audit::Action::ResetFactor, format!("staff:{id}"));
            audit::record(&mut tx, now, console, action, subject, String::new()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}

/// Takes a second factor away, with everything that waits for it: codes, sign-ins, the pause after
/// wrong ones. Whether there was one. In the caller's transaction.
pub(crate) async fn forget(conn: &mut PgConnection, holder: Holder) -> Result<bool> {
    let had_one = sql::delete_factor(conn, holder).await?;
    sql::forget_halves(conn, holder).await?;
    attempt::lift(conn, holder.gate(), &holder.key()).await?;
    Ok(had_one)
}
