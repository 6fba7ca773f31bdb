//! Accounts of applicants: signing in, changing the password, what an account is known by.
//! Knows nothing of how an account opens: that is an effect of an application.

use chrono::{DateTime, Utc};
use domain::account::{Landing, PASSWORD, profile};
use domain::application::kind::ApplicationKind;
use domain::application::snapshot::Snapshot;
use domain::application::state::ApplicationState;
use domain::form::{FieldError, StepErrors};
use domain::id::AccountId;
use domain::text::Language;
use domain::value::password::Password;
use sqlx::{Connection as _, PgConnection};

use crate::account::column::PROFILE;
use crate::account::sql::profiles;
use crate::budget::Goods;
use crate::mail::{Template, Urgency};
use crate::pool::unbroken;
use crate::principal::folded;
use crate::session::known::Origin;
use crate::{Backend, Error, Result, session};

pub(crate) mod attempt;
pub mod column;
pub mod email;
pub mod import;
pub mod initial;
pub mod key;
pub mod mailbox;
pub mod password;
pub mod proof;
pub(crate) mod recovery;
pub(crate) mod sql;
#[cfg(test)]
mod tests;

use attempt::Gate;
use password::Lane;

/// Somebody gave the right password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose it is.
    pub account: AccountId,
    /// The page they belong on (D11).
    pub landing: Landing,
    /// Reference of the application that opens the account, the newest if there were several.
    pub registration: Option<String>,
}

/// Whose a right password is.
struct Known {
    account: AccountId,
    /// Until when it signs in, when it was handed out.
    initial_until: Option<DateTime<Utc>>,
}

impl Known {
    fn is_expired(&self, now: DateTime<Utc>) -> bool {
        self.initial_until.is_some_and(|until| until <= now)
    }
}

/// What an account is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its id.
    pub account: AccountId,
    /// What its owner signs in with.
    pub user_name: String,
    /// The language of its mails.
    pub language: Language,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it is open; `None` while its registration is under way.
    pub opened_at: Option<DateTime<Utc>>,
    /// The answers it was opened or last changed with.
    pub answers: Snapshot,
    /// Name of the person or organisation, from the answers.
    pub name: String,
    /// Where its mails go, from the answers.
    pub email: Option<String>,
}

impl Backend {
    /// Checks user name and password, and says where their owner belongs. A name nobody has is
    /// answered in the same words and after the same time as a wrong password.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`]; [`Error::PasswordExpired`], only to who typed the right one;
    /// [`Error::TooMany`] during a pause, right or wrong; [`Error::Busy`].
    pub async fn sign_in(
        &self,
        user_name: &str,
        password: &str,
        from: impl Into<Origin>,
    ) -> Result<SignedIn> {
        let (backend, name, password) = (self.clone(), folded(user_name), password.to_owned());
        let from = from.into();
        unbroken(async move {
            let verify = |lane| backend.owner_of(&name, &password, lane);
            let owner = attempt::guarded(&backend, Gate::Account, &name, &from, verify).await?;
            if owner.is_expired(backend.clock.now()) {
                return Err(Error::PasswordExpired);
            }
            backend.landing(owner.account).await
        })
        .await
    }

    /// Where the owner of an account belongs.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`] when there is no such account any more.
    pub async fn landing(&self, account: AccountId) -> Result<SignedIn> {
        let mut conn = self.pool.acquire().await?;
        let standing = sql::standing(&mut conn, account)
            .await?
            .ok_or(Error::WrongCredentials)?;
        let registration =
            sql::newest_of_kinds(&mut conn, account, &ApplicationKind::ids_of_newcomers()).await?;
        let state = registration
            .as_ref()
            .map(|row| {
                ApplicationState::parse(&row.state).ok_or(Error::Inconsistent("application.state"))
            })
            .transpose()?;
        Ok(SignedIn {
            account,
            landing: match standing.is_password_due {
                true => Landing::Password,
                false => Landing::of(standing.is_open, state),
            },
            registration: registration.map(|row| row.reference),
        })
    }

    /// Whose name and password these are. No connection is held while hashing.
    async fn owner_of(&self, name: &str, password: &str, lane: Lane) -> Result<Option<Known>> {
        let found = sql::credential(&mut *self.pool.acquire().await?, name).await?;
        let passwords = self.passwords.on(lane);
        match found {
            Some(credential) => Ok(passwords
                .verify(password, &credential.password_hash)
                .await?
                .then_some(Known {
                    account: AccountId(credential.id),
                    initial_until: credential.initial_until,
                })),
            None => {
                passwords.verify_nothing(password).await?;
                Ok(None)
            }
        }
    }

    /// Changes the password of somebody who is signed in, and ends all their other sessions.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`] or [`Error::TooMany`] for the current password;
    /// [`Error::Answers`] when the new one is too weak.
    pub async fn change_password(
        &self,
        account: AccountId,
        current: &str,
        new: &Password,
        from: impl Into<Origin>,
        token: Option<&str>,
    ) -> Result<()> {
        let (backend, current, new) = (self.clone(), current.to_owned(), new.clone());
        let (token, from) = (token.map(str::to_owned), from.into());
        unbroken(async move {
            backend.refuse_weak(account, &new).await?;
            let profile = backend.profile(account).await?;
            let name = &profile.user_name;
            let verify = |lane| backend.owner_of(name, &current, lane);
            attempt::guarded(&backend, Gate::Account, name, &from, verify).await?;
            if Password::parse(&current).is_ok_and(|current| current == new) {
                let reason = (PASSWORD.to_owned(), FieldError::PasswordUnchanged);
                return Err(Error::Answers(StepErrors::from([reason])));
            }
            let mut tx = backend.pool.begin().await?;
            backend.spend_from(&mut tx, &from, Goods::Hash).await?;
            tx.commit().await?;
            let hash = backend.passwords.hash(&new).await?;
            let mut tx = backend.pool.begin().await?;
            set_password(&mut tx, account, &hash).await?;
            session::end_all_of(&mut tx, account, token.as_deref()).await?;
            backend
                .tell_owner_of(&mut tx, account, Template::PasswordChanged)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Tells an owner by mail what was done to their account, so that they notice when it was not
    /// them.
    pub(crate) async fn tell_owner_of(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        template: Template,
    ) -> Result<()> {
        let owner = sql::lock_mailing(conn, account).await?;
        let owner = owner.ok_or(Error::NotFound)?;
        let Some(email) = owner.email else {
            return Ok(());
        };
        let language = Language::parse(&owner.language).unwrap_or_default();
        let mut values = vec![
            ("user_name", owner.user_name),
            ("when", self.settings.moment(self.clock.now())),
        ];
        values.extend(self.office_value(conn, account).await?);
        self.mail(conn, Urgency::Notice, &email, language, template, &values)
            .await
    }

    /// The office that serves an account, as a value of a mail: the one of its last application,
    /// or of its profile.
    pub(crate) async fn office_value(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
    ) -> Result<Option<(&'static str, String)>> {
        let mut office = profiles::last_office(conn, account).await?;
        if office.is_none()
            && let Some((profile, _)) = profiles::profile(conn, &self.keys, account).await?
        {
            office = profile::subject(&profile).office;
        }
        let office = self.destination(conn, office.as_deref()).await?;
        Ok(office.map(|office| ("office", office)))
    }

    /// What an account is known by.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn profile(&self, account: AccountId) -> Result<Profile> {
        let row = sql::profile(&mut *self.pool.acquire().await?, account).await?;
        let row = row.ok_or(Error::NotFound)?;
        let answers = row.profile.open(&self.keys, PROFILE, account.0)?;
        let subject = profile::subject(&answers);
        Ok(Profile {
            account,
            user_name: row.user_name,
            language: Language::parse(&row.language)
                .ok_or(Error::Inconsistent("account.language"))?,
            created_at: row.created_at,
            opened_at: row.opened_at,
            answers,
            name: subject.name,
            email: subject.email,
        })
    }
}

/// Makes an account that is not open yet. `false` when somebody has the user name; the
/// transaction goes on either way.
///
/// # Errors
/// When the database fails.
pub async fn create(
    conn: &mut PgConnection,
    id: AccountId,
    user_name: &str,
    hash: &str,
    language: Language,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(sql::insert(conn, id, user_name, hash, language.tag(), now).await?)
}

/// Gives an account another user name. `false` when somebody has it; the transaction goes on
/// either way.
///
/// # Errors
/// When the database fails.
pub async fn rename(conn: &mut PgConnection, id: AccountId, user_name: &str) -> Result<bool> {
    let mut savepoint = conn.begin().await?;
    match sql::rename(&mut savepoint, id, user_name).await {
        Ok(()) => {
            savepoint.commit().await?;
            Ok(true)
        }
        Err(sqlx::Error::Database(error))
            if error.constraint() == Some("account_user_name_key") =>
        {
            savepoint.rollback().await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Replaces the password hash.
///
/// # Errors
/// When the database fails.
pub async fn set_password(conn: &mut PgConnection, id: AccountId, hash: &str) -> Result<()> {
    Ok(sql::set_password(conn, id, hash).await?)
}

/// Whether somebody other than `except` has this user name.
///
/// # Errors
/// When the database fails.
pub async fn is_user_name_taken(
    conn: &mut PgConnection,
    user_name: &str,
    except: Option<AccountId>,
) -> Result<bool> {
    Ok(sql::is_taken(conn, user_name, except).await?)
}

impl Backend {
    /// Ends the wait after wrong passwords, when the owner has shown who they are by mail.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lift_pause(&self, conn: &mut PgConnection, user_name: &str) -> Result<()> {
        attempt::lift(conn, &self.keys, Gate::Account, &folded(user_name)).await
    }

    /// Bounds how many mails somebody can cause: 5 in 15 minutes to one address, 30 from one
    /// network. Part of the caller's transaction.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub async fn limit_mail(&self, conn: &mut PgConnection, from: &Origin, to: &str) -> Result<()> {
        attempt::count_mail(conn, &self.keys, from, to, self.clock.now()).await
    }

    /// Bounds how many references can be tried from one network: 30 in 15 minutes. Counts even
    /// when the caller fails afterwards, unless the caller has a transaction open.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub async fn limit_look_up(&self, conn: &mut PgConnection, from: &Origin) -> Result<()> {
        attempt::count_look_up(conn, &self.keys, from, self.clock.now()).await
    }
}
