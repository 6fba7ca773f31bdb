//! Staff: signing in at their own door, and making new members. What they may do is policy in
//! `domain::review`.

use chrono::{DateTime, Utc};
use domain::form::FieldError;
use domain::id::StaffId;
use domain::review::Role;
use domain::value::password::Password;
use domain::value::user_name::UserName;
use sqlx::PgConnection;

use crate::account::attempt::{self, Gate};
use crate::account::password;
use crate::account::password::Lane;
pub use crate::account::password::first_password;
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::principal::{Principal, folded};
use crate::session::known::Origin;
use crate::session::{self, Owner};
use crate::{Backend, Error, Result, audit};

pub(crate) mod sql;
#[cfg(test)]
mod tests;

impl Backend {
    /// Checks user name and password of a member of staff, under the same limits and with the same
    /// silence about who exists as for applicants.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`]; [`Error::TooMany`] during a pause; [`Error::Busy`].
    pub async fn staff_sign_in(
        &self,
        user_name: &str,
        password: &str,
        from: impl Into<Origin>,
    ) -> Result<StaffId> {
        let (backend, name, password) = (self.clone(), folded(user_name), password.to_owned());
        let from = from.into();
        unbroken(async move {
            let verify = |lane| backend.staff_of(&name, &password, lane);
            attempt::guarded(&backend, Gate::Staff, &name, &from, verify).await
        })
        .await
    }

    /// Changes the own password, and ends all other sessions.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::WrongCredentials`] or [`Error::TooMany`] for the current
    /// password; [`Error::Answers`] when the new one is too weak.
    pub async fn change_staff_password(
        &self,
        caller: &Caller,
        current: &str,
        new: &Password,
    ) -> Result<()> {
        let (staff, _) = caller.reviewer()?;
        let user_name = match caller.session.as_ref().map(|session| &session.owner) {
            Some(Owner::Staff { user_name, .. }) => user_name.clone(),
            _ => return Err(Error::SignedOut),
        };
        let new = acceptable(new.as_str(), &user_name)?;
        let (backend, from, token) = (self.clone(), Origin::from(caller), caller.token.clone());
        let current = current.to_owned();
        unbroken(async move {
            let verify = |lane| backend.staff_of(&user_name, &current, lane);
            attempt::guarded(&backend, Gate::Staff, &user_name, &from, verify).await?;
            let hash = backend.passwords.hash(&new).await?;
            let mut tx = backend.pool.begin().await?;
            sql::set_password(&mut tx, &user_name, &hash).await?;
            session::end_all_of(&mut tx, staff, token.as_deref()).await?;
            let (now, action) = (backend.clock.now(), audit::Action::StaffPasswordChanged);
            let subject = format!("staff:{staff}");
            audit::record(&mut tx, now, staff, action, subject, String::new()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    async fn staff_of(&self, name: &str, password: &str, lane: Lane) -> Result<Option<StaffId>> {
        let found = sql::credential(&mut *self.pool.acquire().await?, name).await?;
        let passwords = self.passwords.on(lane);
        match found {
            Some((staff, hash)) => Ok(passwords.verify(password, &hash).await?.then_some(staff)),
            None => {
                passwords.verify_nothing(password).await?;
                Ok(None)
            }
        }
    }

    /// Makes a member of staff, from the operator's console. `office` is needed for an officer and
    /// must exist; nobody else has one.
    ///
    /// # Errors
    /// [`Error::Answers`] with `user_name`, `password` or `office` and the reason.
    pub async fn create_staff(
        &self,
        user_name: &str,
        password: &str,
        role: Role,
        office: Option<&str>,
    ) -> Result<StaffId> {
        let name =
            UserName::parse(user_name).map_err(|reason| Error::wrong("user_name", reason))?;
        let password = acceptable(password, name.as_str())?;
        if role == Role::Officer && office.is_none() {
            return Err(Error::wrong("office", FieldError::Required));
        }
        let hash = self.passwords.hash(&password).await?;
        let (backend, office) = (self.clone(), office.map(str::to_owned));
        unbroken(async move {
            let (id, now) = (StaffId(backend.ids.id()), backend.clock.now());
            let mut tx = backend.pool.begin().await?;
            // The others see every office: one of their own would only mislead.
            let office = office.as_deref().filter(|_| role == Role::Officer);
            sql::insert(&mut tx, id, name.as_str(), &hash, role.id(), office, now)
                .await
                .map_err(explained)?;
            record_added(&mut tx, now, id, role, office).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Gives a member of staff another password and ends their sessions; for the operator's
    /// console.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Answers`] when the password is not acceptable.
    pub async fn reset_staff_password(&self, user_name: &str, password: &str) -> Result<()> {
        let name = folded(user_name);
        let hash = self.passwords.hash(&acceptable(password, &name)?).await?;
        let backend = self.clone();
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let staff = sql::set_password(&mut tx, &name, &hash)
                .await?
                .ok_or(Error::NotFound)?;
            session::end_all_of(&mut tx, staff, None).await?;
            attempt::lift(&mut tx, &backend.keys, Gate::Staff, &name).await?;
            let (now, console) = (backend.clock.now(), audit::Actor::Console);
            let action = audit::Action::StaffPasswordRenewed;
            let subject = Principal::Staff(staff).name();
            audit::record(&mut tx, now, console, action, subject, String::new()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}

/// Whoever runs the process made a member of staff.
pub(crate) async fn record_added(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: StaffId,
    role: Role,
    office: Option<&str>,
) -> Result<()> {
    let details = format!("role: {}; office: {}", role.id(), office.unwrap_or("-"));
    let (action, console) = (audit::Action::StaffAdded, audit::Actor::Console);
    audit::record(
        conn,
        now,
        console,
        action,
        Principal::Staff(id).name(),
        details,
    )
    .await
}

pub(crate) fn acceptable(password: &str, user_name: &str) -> Result<Password> {
    let parsed = Password::parse(password).map_err(|reason| Error::wrong("password", reason))?;
    if password::is_weak(parsed.as_str(), &[user_name]) {
        return Err(Error::wrong("password", FieldError::PasswordWeak));
    }
    Ok(parsed)
}

pub(crate) fn explained(error: sqlx::Error) -> Error {
    let constraint = match &error {
        sqlx::Error::Database(error) => error.constraint(),
        _ => None,
    };
    match constraint {
        Some("staff_user_name_key") => Error::wrong("user_name", FieldError::Taken),
        Some("staff_office_id_fkey") => Error::wrong("office", FieldError::NotAChoice),
        _ => error.into(),
    }
}
