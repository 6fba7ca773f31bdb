//! The way in for whoever had one mailbox on the older platform (A4.1): its address and password
//! open a link, once, on which a new password is chosen. Strangers learn nothing: an address nobody
//! has, a wrong password and an account with several mailboxes are one answer, after the same time.

use domain::id::AccountId;
use sqlx::Connection as _;

use super::attempt::{self, Gate};
use super::import::secret::{ImportedSecret, is_digest_of};
use super::password::Lane;
use super::recovery::{LIFE, digest};
use super::sql;
use crate::ids::hex;
use crate::pool::unbroken;
use crate::seal::column::MAILBOX_SECRET;
use crate::session::known::Origin;
use crate::{Backend, Result};

#[cfg(test)]
mod tests;

impl Backend {
    /// Takes the address and the password of somebody's only mailbox; returns the token of a link
    /// that sets a password, as those that are mailed do. Once a password is set the one of the
    /// mailbox opens nothing more.
    ///
    /// # Errors
    /// [`crate::Error::WrongCredentials`], whatever does not fit; [`crate::Error::TooMany`].
    pub async fn open_by_mailbox(
        &self,
        address: &str,
        password: &str,
        from: impl Into<Origin>,
    ) -> Result<String> {
        let address: String = domain::value::fold(address).chars().take(320).collect();
        let (backend, address) = (self.clone(), address.trim().to_lowercase());
        let (password, from) = (password.to_owned(), from.into());
        unbroken(async move {
            let verify = |lane| backend.owner_of_mailbox(&address, &password, lane);
            let account =
                attempt::guarded(&backend, Gate::Mailbox, &address, &from, verify).await?;
            let token = hex(&backend.ids.token());
            let now = backend.clock.now();
            let mut conn = backend.pool.acquire().await?;
            let mut tx = conn.begin().await?;
            sql::insert_recovery(
                &mut tx,
                &digest(&token),
                account,
                now,
                now + LIFE,
                Some(&address),
            )
            .await?;
            tx.commit().await?;
            Ok(token)
        })
        .await
    }

    /// Whose mailbox and password these are. Takes one argon2 hash whatever is found, and holds no
    /// connection meanwhile.
    async fn owner_of_mailbox(
        &self,
        address: &str,
        password: &str,
        lane: Lane,
    ) -> Result<Option<AccountId>> {
        let passwords = self.passwords.on(lane);
        let found = sql::only_mailbox(&mut *self.pool.acquire().await?, address).await?;
        let Some((account, secret)) = found else {
            passwords.verify_nothing(password).await?;
            return Ok(None);
        };
        let is_right = match secret.open(&self.keys, MAILBOX_SECRET, address)? {
            ImportedSecret::Argon2 { hash } => passwords.verify(password, &hash).await?,
            ImportedSecret::Sha256 { salt, digest } => {
                passwords.verify_nothing(password).await?;
                is_digest_of(&salt, &digest, password)
            }
        };
        Ok(is_right.then_some(account))
    }

    /// Whether anybody came from an older platform: only then is that way offered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_imported_accounts(&self) -> Result<bool> {
        Ok(sql::has_imported(&mut *self.pool.acquire().await?).await?)
    }
}
