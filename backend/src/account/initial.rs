//! Passwords that are handed out (C2.5): they sign in for 30 days, and whoever signs in with one
//! may only choose another. [`crate::session::Owner::PasswordDue`] is how the rest of the house
//! sees such a session.

use chrono::{DateTime, TimeDelta, Utc};
use domain::account::INITIAL_DAYS;
use domain::id::AccountId;
use domain::value::password::Password;
use sqlx::PgConnection;

use super::password::first_password;
use super::{set_password, sql};
use crate::{Backend, Error, Result, session};

#[cfg(test)]
mod tests;

/// A password nobody has yet, and its hash.
pub struct Initial {
    /// The password, to be told once.
    pub password: String,
    /// What is stored of it.
    pub hash: String,
}

impl Backend {
    /// A new password to hand out. It is hashed, so no connection should be held meanwhile.
    ///
    /// # Errors
    /// [`Error::Busy`].
    pub async fn initial_password(&self) -> Result<Initial> {
        let password = first_password(self.ids.as_ref());
        let parsed = Password::parse(&password).map_err(|_| Error::Inconsistent("password"))?;
        let hash = self.passwords.hash(&parsed).await?;
        Ok(Initial { password, hash })
    }
}

/// Makes it the password of an account: whatever signed in before signs in no more.
///
/// # Errors
/// When the database fails.
pub async fn hand_out(
    conn: &mut PgConnection,
    account: AccountId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    set_password(conn, account, hash).await?;
    sql::set_initial_until(conn, account, now + TimeDelta::days(INITIAL_DAYS)).await?;
    session::end_all_of(conn, account, None).await?;
    sql::forget_recoveries(conn, account).await?;
    Ok(())
}
