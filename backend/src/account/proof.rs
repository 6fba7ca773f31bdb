//! Giving the password again before something that must not be done by whoever finds a browser
//! open: the session remembers when its owner gave it last.

use chrono::TimeDelta;

use super::attempt::{self, Gate};
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::session::known::Origin;
use crate::session::sql as session_sql;
use crate::{Backend, Error, Result};

/// For how long a password that was given counts.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

impl Backend {
    /// Takes the password again, under the limits of signing in.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], [`Error::TooMany`], [`Error::SignedOut`].
    pub async fn prove(&self, caller: &Caller, password: &str) -> Result<()> {
        let account = caller.account()?;
        let (backend, caller, password) = (self.clone(), caller.clone(), password.to_owned());
        unbroken(async move {
            let name = backend.profile(account).await?.user_name;
            let verify = |lane| backend.owner_of(&name, &password, lane);
            let from = Origin::from(&caller);
            attempt::guarded(&backend, Gate::Account, &name, &from, verify).await?;
            let token = caller.session.ok_or(Error::SignedOut)?.token_hash;
            let mut conn = backend.pool.acquire().await?;
            session_sql::note_proof(&mut conn, &token, backend.clock.now()).await?;
            Ok(())
        })
        .await
    }

    /// Refuses whoever has not given the password for ten minutes.
    ///
    /// # Errors
    /// [`Error::Unproved`].
    pub(crate) fn needs_proof(&self, caller: &Caller) -> Result<()> {
        match &caller.session {
            Some(session) if session.proved_at + GOOD_FOR > self.clock.now() => Ok(()),
            _ => Err(Error::Unproved),
        }
    }
}
