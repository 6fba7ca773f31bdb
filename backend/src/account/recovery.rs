//! A way back for whoever lost their password or tried too many: a link to the address their mails
//! go to. Asking is answered alike whether anybody has the address: a job looks for them later.

use chrono::TimeDelta;
use domain::account::{PASSWORD, RecoveryView};
use domain::form::{FieldError, StepErrors};
use domain::id::AccountId;
use domain::text::Language;
use domain::value::email_address::EmailAddress;
use domain::value::password::Password;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::password::{self, Lane};
use super::{set_password, sql};
use crate::budget::Goods;
use crate::ids::hex;
use crate::job::{Failure, Job, Priority};
use crate::mail::Template;
use crate::pool::unbroken;
use crate::session::known::Origin;
use crate::{Backend, Error, Result, mail, session};

#[cfg(test)]
mod tests;

/// The name of the job.
pub(crate) const RECOVER: &str = "recover";

/// How long a link is good for.
pub(super) const LIFE: TimeDelta = TimeDelta::minutes(30);
/// How many accounts of one address are told about in one go.
const MOST: i64 = 5;

/// Who asked, for the job.
#[derive(Serialize, Deserialize)]
struct Asked {
    email: String,
    language: Language,
}

impl Backend {
    /// Asks for a link to an address. The answer says nothing about whether somebody has it.
    ///
    /// # Errors
    /// [`Error::Answers`] for what is no address; [`Error::TooMany`], whoever has it.
    pub async fn ask_for_recovery(
        &self,
        email: &str,
        language: Language,
        from: impl Into<Origin>,
    ) -> Result<()> {
        let email = match EmailAddress::parse(email) {
            Ok(email) => email.to_string(),
            Err(reason) => {
                let reason = ("email".to_owned(), reason);
                return Err(Error::Answers(StepErrors::from([reason])));
            }
        };
        let (backend, from) = (self.clone(), from.into());
        unbroken(async move {
            let now = backend.clock.now();
            let mut tx = backend.pool.begin().await?;
            backend.spend_from(&mut tx, &from, Goods::Code).await?;
            backend.limit_mail(&mut tx, &from, &email).await?;
            let asked = serde_json::to_value(Asked { email, language })
                .map_err(|error| Error::Internal(error.to_string()))?;
            backend
                .enqueue(&mut tx, RECOVER, asked, Priority::Code, now)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Whom a link is for.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a link that is used, too old or none of ours.
    pub async fn recovery(&self, token: &str) -> Result<RecoveryView> {
        let mut conn = self.pool.acquire().await?;
        let recovered = self.recovered(&mut conn, token).await?;
        Ok(RecoveryView {
            user_name: recovered.user_name,
            may_unlock: recovered.is_mailed,
        })
    }

    /// Lifts the pause of the account a link is for, and sets its new password if there is one,
    /// which ends all its sessions. The link works once.
    ///
    /// # Errors
    /// [`Error::NotFound`] as for [`Self::recovery`]; [`Error::Answers`] for a weak password, and
    /// the link still works, as it does after [`Error::Spent`] and [`Error::Busy`].
    pub async fn recover(
        &self,
        token: &str,
        new: Option<&Password>,
        from: impl Into<Origin>,
    ) -> Result<()> {
        let (backend, token, new) = (self.clone(), token.to_owned(), new.cloned());
        let from = from.into();
        unbroken(async move {
            let mut conn = backend.pool.acquire().await?;
            let recovered = backend.recovered(&mut conn, &token).await?;
            drop(conn);
            let (account, user_name) = (AccountId(recovered.account_id), recovered.user_name);
            if new.is_none() && !recovered.is_mailed {
                return Err(Error::Malformed("there is no password to keep"));
            }
            let hash = match &new {
                Some(new) => {
                    backend.refuse_weak(account, new).await?;
                    let mut tx = backend.pool.begin().await?;
                    // Neighbours who spent what their network has keep no owner out.
                    backend.spend_as(&mut tx, account, Goods::Hash).await?;
                    tx.commit().await?;
                    // A link works in any number of requests until the first of them is done.
                    let lane = Lane::Stranger(from.network_number());
                    Some(backend.passwords.on(lane).hash(new).await?)
                }
                None => None,
            };
            let mut tx = backend.pool.begin().await?;
            // Of two that use a link at once, one finds it gone.
            if !sql::use_recovery(&mut tx, &digest(&token), backend.clock.now()).await? {
                return Err(Error::NotFound);
            }
            backend.lift_pause(&mut tx, &user_name).await?;
            if let Some(hash) = hash {
                set_password(&mut tx, account, &hash).await?;
                session::end_all_of(&mut tx, account, None).await?;
                sql::forget_recoveries(&mut tx, account).await?;
                backend
                    .tell_owner_of(&mut tx, account, Template::PasswordChanged)
                    .await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    async fn recovered(&self, conn: &mut PgConnection, token: &str) -> Result<sql::Recovered> {
        sql::recovery(conn, &digest(token), self.clock.now())
            .await?
            .ok_or(Error::NotFound)
    }

    /// Whether a new password of an account is strong enough, knowing what its owner told.
    pub(super) async fn refuse_weak(&self, account: AccountId, new: &Password) -> Result<()> {
        let profile = self.profile(account).await?;
        let own: Vec<&str> = [profile.user_name.as_str(), &profile.name]
            .into_iter()
            .chain(profile.email.as_deref())
            .chain(profile.answers.iter().map(|(_, answer)| answer))
            .collect();
        if password::is_weak(new.as_str(), &own) {
            let reason = (PASSWORD.to_owned(), FieldError::PasswordWeak);
            return Err(Error::Answers(StepErrors::from([reason])));
        }
        Ok(())
    }
}

/// The job that mails a link for each account of an address. Run again it mails new ones.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let asked: Asked = serde_json::from_value(job.payload.clone())
        .map_err(|_| Failure::GiveUp("not a request for recovery".to_owned()))?;
    Ok(mail_links(backend, &asked).await?)
}

async fn mail_links(backend: &Backend, asked: &Asked) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.pool.begin().await?;
    for (account, user_name, email) in sql::accounts_of(&mut tx, &asked.email, MOST).await? {
        let token = hex(&backend.ids.token());
        sql::insert_recovery(&mut tx, &digest(&token), account, now, now + LIFE, None).await?;
        let link = format!("{}/recover?token={token}", backend.settings.public_url);
        let mut values = vec![
            ("user_name", user_name),
            ("link", link),
            ("minutes", LIFE.num_minutes().to_string()),
        ];
        values.extend(backend.office_value(&mut tx, account).await?);
        // As it was confirmed, not as it was typed: case can make another mailbox of it.
        let (urgency, to) = (mail::Urgency::Until(now + LIFE), &email);
        backend
            .mail(
                &mut tx,
                urgency,
                to,
                asked.language,
                Template::Recovery,
                &values,
            )
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(super) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
