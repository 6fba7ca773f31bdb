//! Signing in in two parts: the right password leads to a session, or to a token that is good for
//! nothing but giving the code, or for setting up the factor nobody of staff may be without.

use chrono::TimeDelta;
use domain::account::Door;
use domain::account::factor::TypedCode;
use domain::id::{AccountId, StaffId};

use super::{digest, sql, totp};
use crate::account::attempt;
use crate::ids::hex;
use crate::pool::unbroken;
use crate::principal::Principal;
use crate::session::known::Origin;
use crate::session::token_hash;
use crate::{Backend, Error, Result};

/// How long the code may be awaited. Long enough to find the phone, or to set an app up.
const PENDING_LIFE: TimeDelta = TimeDelta::minutes(20);

/// What a right password led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// A session; its token.
    Session(String),
    /// A sign-in that is not finished.
    Pending {
        /// Its token, 64 hexadecimal digits that are nowhere stored.
        token: String,
        /// What it waits for.
        wants: Wants,
    },
}

/// What a pending sign-in waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A code of the factor there is.
    Code,
    /// A factor, because there is none.
    Factor,
}

/// Somebody whose password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    /// Who.
    pub principal: Principal,
    /// What they sign in with.
    pub user_name: String,
    /// What is awaited.
    pub wants: Wants,
}

impl Backend {
    /// Lets somebody in whose password was right: with a session, in place of the one of the token
    /// `old`, unless a second factor is to be asked for or set up first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enter(&self, principal: Principal, old: Option<&str>) -> Result<Entered> {
        let (backend, old) = (self.clone(), old.map(str::to_owned));
        unbroken(async move {
            let now = backend.clock.now();
            let mut tx = backend.pool.begin().await?;
            let has_factor = sql::factor(&mut tx, principal).await?.is_some();
            let wants = match has_factor {
                true => Wants::Code,
                false if backend.requires_factor(principal) => Wants::Factor,
                false => {
                    let token = backend
                        .open_session(&mut tx, principal.into(), old.as_deref())
                        .await?;
                    tx.commit().await?;
                    return Ok(Entered::Session(token));
                }
            };
            let token = hex(&backend.ids.token());
            let hash = digest(&token);
            sql::insert_pending(&mut tx, &hash, principal, now + PENDING_LIFE).await?;
            if wants == Wants::Factor {
                backend.make_secret(&mut tx, principal, &token).await?;
            }
            tx.commit().await?;
            Ok(Entered::Pending { token, wants })
        })
        .await
    }

    /// Whose pending sign-in a token is; `None` when it is none, or over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_sign_in(&self, token: &str) -> Result<Option<PendingSignIn>> {
        let Some(hash) = token_hash(token) else {
            return Ok(None);
        };
        let mut conn = self.pool.acquire().await?;
        let Some(row) = sql::pending(&mut conn, &hash, self.clock.now()).await? else {
            return Ok(None);
        };
        let principal = match (row.account_id, row.staff_id) {
            (Some(account), None) => Principal::Account(AccountId(account)),
            (None, Some(staff)) => Principal::Staff(StaffId(staff)),
            _ => return Err(Error::Inconsistent("pending_sign_in")),
        };
        let wants = match row.has_factor {
            true => Wants::Code,
            false if self.requires_factor(principal) => Wants::Factor,
            // It was reset meanwhile: the password has to be given again.
            false => return Ok(None),
        };
        Ok(Some(PendingSignIn {
            principal,
            user_name: row.user_name,
            wants,
        }))
    }

    /// Gives the code a pending sign-in waits for, and lets its owner in: who, and the token of
    /// their session. A code of either kind works once; wrong ones are limited as passwords are.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`]; [`Error::TooMany`] during a pause; [`Error::SignedOut`] when
    /// the pending sign-in is over or was begun at the other door.
    pub async fn finish_sign_in(
        &self,
        door: Door,
        pending: &str,
        code: &str,
        from: impl Into<Origin>,
        old: Option<&str>,
    ) -> Result<(Principal, String)> {
        let begun = self
            .pending_sign_in(pending)
            .await?
            .ok_or(Error::SignedOut)?;
        if begun.principal.door() != door || begun.wants != Wants::Code {
            return Err(Error::SignedOut);
        }
        let (backend, code) = (self.clone(), code.to_owned());
        let (pending, old) = (pending.to_owned(), old.map(str::to_owned));
        let from = from.into();
        unbroken(async move {
            backend.check_code(begun.principal, &code, &from).await?;
            let mut tx = backend.pool.begin().await?;
            // Of two that finish at once, one finds it gone.
            if !sql::use_pending(&mut tx, &digest(&pending), backend.clock.now()).await? {
                return Err(Error::SignedOut);
            }
            let token = backend
                .open_session(&mut tx, begun.principal.into(), old.as_deref())
                .await?;
            tx.commit().await?;
            Ok((begun.principal, token))
        })
        .await
    }

    /// Whether somebody is not let in without a second factor.
    pub(super) fn requires_factor(&self, principal: Principal) -> bool {
        principal.door() == Door::Staff && !self.settings.demo
    }

    /// Checks a code, counting tries, and uses it up.
    pub(super) async fn check_code(
        &self,
        principal: Principal,
        code: &str,
        from: &Origin,
    ) -> Result<()> {
        let take = |_| async {
            Ok(match self.take_code(principal, code).await? {
                true => Some(()),
                false => None,
            })
        };
        attempt::guarded(self, super::gate(principal), &principal.key(), from, take).await
    }

    async fn take_code(&self, principal: Principal, code: &str) -> Result<bool> {
        let Some(code) = TypedCode::parse(code) else {
            return Ok(false);
        };
        let mut tx = self.pool.begin().await?;
        let Some(factor) = sql::factor(&mut tx, principal).await? else {
            return Ok(false);
        };
        let is_taken = match code {
            TypedCode::OneTime(digits) => {
                let secret = factor.secret(&self.keys)?;
                match totp::matched_step(&secret, &digits, self.clock.now())? {
                    Some(step) => sql::take_step(&mut tx, factor.id, step).await?,
                    None => false,
                }
            }
            TypedCode::Recovery(code) => {
                sql::take_recovery_code(&mut tx, factor.id, &digest(&code)).await?
            }
        };
        tx.commit().await?;
        Ok(is_taken)
    }
}
