//! Second factors: one-time codes from an app (RFC 6238), with recovery codes for the day the phone
//! is lost. Staff cannot be without one outside the demo; applicants choose.
//!
//! Whoever may set one up is a [`Enrollee`]: somebody signed in, or a member of staff whose password
//! was right and who has none yet.

use chrono::{DateTime, TimeDelta, Utc};
use domain::account::Door;
use domain::account::factor::{FactorView, RECOVERY_CODES, Stage, TypedCode};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::account::attempt::Gate;
use crate::caller::{Caller, Carried};
use crate::mail::Template;
use crate::pool::unbroken;
use crate::principal::Principal;
use crate::session::known::Origin;
use crate::session::{self, NewOwner, Owner};
use crate::staff::first_password;
use crate::{Backend, Error, Result, audit};

mod pending;
mod reset;
pub(crate) mod sql;
#[cfg(test)]
mod tests;
mod totp;

pub use pending::{Entered, PendingSignIn, Wants};
pub(crate) use reset::forget;
use sql::NewFactor;

/// How long a secret waits for its first code.
const SECRET_LIFE: TimeDelta = TimeDelta::minutes(20);
/// How long new recovery codes are shown, if nobody says that they are kept.
const CODES_LIFE: TimeDelta = TimeDelta::hours(1);

impl From<Principal> for NewOwner {
    fn from(principal: Principal) -> Self {
        match principal {
            Principal::Account(account) => Self::Applicant(account),
            Principal::Staff(staff) => Self::Staff(staff),
        }
    }
}

/// Somebody who may set up a second factor.
#[derive(Clone, Debug)]
pub struct Enrollee {
    /// Who.
    pub principal: Principal,
    /// What they sign in with.
    pub user_name: String,
    /// Of their session, or of a pending sign-in.
    token: String,
    is_pending: bool,
}

impl Backend {
    /// Who may set up a second factor here: whoever is signed in at this door, or whose
    /// sign-in is `pending` because they have none.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn enrollee(
        &self,
        door: Door,
        caller: &Caller,
        pending: Option<&str>,
    ) -> Result<Enrollee> {
        let owner = caller.session.as_ref().map(|session| &session.owner);
        let signed_in = match (owner, &caller.token) {
            (Some(Owner::Applicant { account, user_name }), Some(token)) => {
                Some((Principal::Account(*account), user_name, token))
            }
            (
                Some(Owner::Staff {
                    staff, user_name, ..
                }),
                Some(token),
            ) => Some((Principal::Staff(*staff), user_name, token)),
            _ => None,
        };
        if let Some((principal, user_name, token)) = signed_in
            && principal.door() == door
        {
            return Ok(Enrollee {
                principal,
                user_name: user_name.clone(),
                token: token.clone(),
                is_pending: false,
            });
        }
        let token = pending.ok_or(Error::SignedOut)?;
        let begun = self.pending_sign_in(token).await?.ok_or(Error::SignedOut)?;
        if begun.principal.door() != door || begun.wants != Wants::Factor {
            return Err(Error::SignedOut);
        }
        Ok(Enrollee {
            principal: begun.principal,
            user_name: begun.user_name,
            token: token.to_owned(),
            is_pending: true,
        })
    }

    /// How far somebody is with their second factor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_factor(&self, enrollee: &Enrollee) -> Result<FactorView> {
        let (hash, now) = (digest(&enrollee.token), self.clock.now());
        let platform = self.policy_shown().await.platform_name;
        let mut conn = self.pool.acquire().await?;
        let left = sql::codes_left(&mut conn, enrollee.principal).await?;
        let new = sql::new_factor(&mut conn, &self.keys, &hash, enrollee.principal, now).await?;
        drop(conn);
        let replaces = left.is_some() && matches!(new, Some(NewFactor::Secret(_)));
        let stage = match (new, left) {
            (Some(NewFactor::Secret(secret)), _) => {
                Stage::SettingUp(totp::set_up(&secret, &platform, &enrollee.user_name)?)
            }
            (Some(NewFactor::Codes(codes)), _) => Stage::Keeping { codes },
            (None, Some(left)) => Stage::On {
                codes_left: usize::try_from(left).unwrap_or_default(),
            },
            (None, None) => Stage::Off,
        };
        Ok(FactorView {
            platform,
            user_name: enrollee.user_name.clone(),
            stage,
            is_required: self.requires_factor(enrollee.principal),
            is_pending: enrollee.is_pending,
            replaces,
        })
    }

    /// Makes a new secret for somebody who gives their password again, and, when they have a factor
    /// already, a code of it. It counts only once a code of its own confirms it.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], [`Error::TooMany`], [`Error::Busy`].
    pub async fn begin_factor(
        &self,
        enrollee: &Enrollee,
        password: &str,
        code: &str,
        from: impl Into<Origin>,
    ) -> Result<()> {
        let (backend, enrollee) = (self.clone(), enrollee.clone());
        let (password, code) = (password.to_owned(), code.to_owned());
        let from = from.into();
        unbroken(async move {
            backend.check_password(&enrollee, &password, &from).await?;
            if backend.has_factor(enrollee.principal).await? {
                backend.check_code(enrollee.principal, &code, &from).await?;
            }
            let mut conn = backend.pool.acquire().await?;
            backend
                .make_secret(&mut conn, enrollee.principal, &enrollee.token)
                .await?;
            Ok(())
        })
        .await
    }

    /// Confirms a new secret with its first code: from now on it is asked for at every sign-in, and
    /// recovery codes wait to be kept. All other sessions end. Whose sign-in was pending gets a
    /// session.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`] for a code that is not the secret's; [`Error::NotFound`] when
    /// there is no secret any more; [`Error::SignedOut`] when the pending sign-in is over.
    pub async fn confirm_factor(
        &self,
        enrollee: &Enrollee,
        code: &str,
        old: Option<&str>,
    ) -> Result<Carried<()>> {
        let (backend, enrollee, old) = (self.clone(), enrollee.clone(), old.map(str::to_owned));
        let code = code.to_owned();
        unbroken(async move {
            let (hash, now) = (digest(&enrollee.token), backend.clock.now());
            let principal = enrollee.principal;
            let mut tx = backend.pool.begin().await?;
            let new = sql::new_factor(&mut tx, &backend.keys, &hash, principal, now).await?;
            let Some(NewFactor::Secret(secret)) = new else {
                return Err(Error::NotFound);
            };
            let step = match TypedCode::parse(&code) {
                Some(TypedCode::OneTime(digits)) => totp::matched_step(&secret, &digits, now)?,
                _ => None,
            };
            let step = step.ok_or(Error::WrongCredentials)?;
            sql::delete_factor(&mut tx, principal).await?;
            let id = backend.ids.id();
            if !sql::insert_factor(&mut tx, &backend.keys, id, principal, &secret, step, now)
                .await?
            {
                return Err(Error::Busy);
            }
            let carried = match enrollee.is_pending {
                true => {
                    if !sql::use_pending(&mut tx, &hash, now).await? {
                        return Err(Error::SignedOut);
                    }
                    let token = backend
                        .open_session(&mut tx, principal.into(), old.as_deref())
                        .await?;
                    Carried {
                        value: (),
                        token: Some(token),
                    }
                }
                false => Carried::plain(()),
            };
            let token = carried.token.as_deref().unwrap_or(&enrollee.token);
            session::end_all_of(&mut tx, principal, Some(token)).await?;
            sql::forget_pending(&mut tx, principal).await?;
            backend
                .make_recovery_codes(&mut tx, principal, id, token)
                .await?;
            log(&mut tx, now, principal, audit::Action::SetFactor).await?;
            if let Principal::Account(account) = principal {
                backend
                    .tell_owner_of(&mut tx, account, Template::FactorSet)
                    .await?;
            }
            tx.commit().await?;
            Ok(carried)
        })
        .await
    }

    /// Makes new recovery codes for somebody who gives password and code; the old ones are worth
    /// nothing.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], also for somebody without a factor; [`Error::TooMany`],
    /// [`Error::Busy`].
    pub async fn renew_recovery_codes(
        &self,
        enrollee: &Enrollee,
        password: &str,
        code: &str,
        from: impl Into<Origin>,
    ) -> Result<()> {
        let (backend, enrollee) = (self.clone(), enrollee.clone());
        let (password, code) = (password.to_owned(), code.to_owned());
        let from = from.into();
        unbroken(async move {
            backend.check_password(&enrollee, &password, &from).await?;
            backend.check_code(enrollee.principal, &code, &from).await?;
            let mut tx = backend.pool.begin().await?;
            let factor = sql::factor(&mut tx, enrollee.principal)
                .await?
                .ok_or(Error::NotFound)?;
            backend
                .make_recovery_codes(&mut tx, enrollee.principal, factor.id, &enrollee.token)
                .await?;
            let (now, action) = (backend.clock.now(), audit::Action::RenewedRecoveryCodes);
            log(&mut tx, now, enrollee.principal, action).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Forgets what is on its way: recovery codes their owner keeps now, or a secret nobody wants.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_factor(&self, enrollee: &Enrollee) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        Ok(sql::delete_new_factor(&mut conn, &digest(&enrollee.token)).await?)
    }

    /// Takes the second factor away from somebody who gives password and code.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], [`Error::TooMany`], [`Error::Busy`]; [`Error::Forbidden`] for
    /// those who cannot be without.
    pub async fn end_factor(
        &self,
        enrollee: &Enrollee,
        password: &str,
        code: &str,
        from: impl Into<Origin>,
    ) -> Result<()> {
        if self.requires_factor(enrollee.principal) {
            return Err(Error::Forbidden);
        }
        let (backend, enrollee) = (self.clone(), enrollee.clone());
        let (password, code) = (password.to_owned(), code.to_owned());
        let from = from.into();
        unbroken(async move {
            backend.check_password(&enrollee, &password, &from).await?;
            backend.check_code(enrollee.principal, &code, &from).await?;
            let mut tx = backend.pool.begin().await?;
            forget(&mut tx, &backend.keys, enrollee.principal).await?;
            let (now, action) = (backend.clock.now(), audit::Action::EndedFactor);
            log(&mut tx, now, enrollee.principal, action).await?;
            if let Principal::Account(account) = enrollee.principal {
                backend
                    .tell_owner_of(&mut tx, account, Template::FactorEnded)
                    .await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Whether somebody has a second factor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_factor(&self, principal: Principal) -> Result<bool> {
        let mut conn = self.pool.acquire().await?;
        Ok(sql::factor(&mut conn, principal).await?.is_some())
    }

    async fn check_password(
        &self,
        enrollee: &Enrollee,
        password: &str,
        from: &Origin,
    ) -> Result<()> {
        let (name, from) = (&enrollee.user_name, from.clone());
        match enrollee.principal {
            Principal::Account(_) => self.sign_in(name, password, from).await.map(|_| ()),
            Principal::Staff(_) => self.staff_sign_in(name, password, from).await.map(|_| ()),
        }
    }

    async fn make_recovery_codes(
        &self,
        conn: &mut PgConnection,
        principal: Principal,
        factor: Uuid,
        token: &str,
    ) -> Result<()> {
        let codes: Vec<String> = (0..RECOVERY_CODES)
            .map(|_| first_password(self.ids.as_ref()))
            .collect();
        let hashes: Vec<Vec<u8>> = codes
            .iter()
            .map(|code| digest(&code.replace('-', "")))
            .collect();
        sql::put_recovery_codes(conn, factor, &hashes).await?;
        let (id, ends_at) = (self.ids.id(), self.clock.now() + CODES_LIFE);
        let new = NewFactor::Codes(codes);
        sql::put_new_factor(
            conn,
            &self.keys,
            id,
            &digest(token),
            principal,
            &new,
            ends_at,
        )
        .await?;
        Ok(())
    }

    /// A new secret for the browser that shows a token.
    async fn make_secret(
        &self,
        conn: &mut PgConnection,
        principal: Principal,
        token: &str,
    ) -> Result<()> {
        let (id, ends_at) = (self.ids.id(), self.clock.now() + SECRET_LIFE);
        let new = NewFactor::Secret(self.ids.token()[..totp::SECRET].to_vec());
        sql::put_new_factor(
            conn,
            &self.keys,
            id,
            &digest(token),
            principal,
            &new,
            ends_at,
        )
        .await?;
        Ok(())
    }
}

/// What staff do about their own factor is in the audit log.
async fn log(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    principal: Principal,
    action: audit::Action,
) -> Result<()> {
    match principal {
        Principal::Staff(staff) => {
            let subject = format!("staff:{staff}");
            audit::record(conn, now, staff, action, subject, String::new()).await
        }
        Principal::Account(_) => Ok(()),
    }
}

fn digest(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// Where tries at the codes of somebody are counted.
const fn gate(principal: Principal) -> Gate {
    match principal {
        Principal::Account(_) => Gate::AccountCode,
        Principal::Staff(_) => Gate::StaffCode,
    }
}
