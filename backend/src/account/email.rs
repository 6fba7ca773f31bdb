//! The address of an account: its owner changes it with the password and a code mailed to the new
//! one, and whoever reads the old one is told.

use chrono::TimeDelta;
use domain::account::{EmailView, profile};
use domain::application::snapshot::{Snapshot, freeze_given};
use domain::form::{Facts, FieldError, RawAnswers, Scope};
use domain::id::AccountId;
use domain::text::Language;
use domain::value::email_address::EmailAddress;
use sqlx::PgConnection;

use super::attempt::{self, Gate};
use super::sql;
use crate::account::sql::profiles;
use crate::budget::Goods;
use crate::caller::Caller;
use crate::mail::{Template, Urgency};
use crate::mailed_code::{self, CodeVerdict};
use crate::pool::unbroken;
use crate::session::known::Origin;
use crate::{Backend, Error, Result, session};

#[cfg(test)]
mod tests;

/// The field of the address, in forms and profiles.
pub const EMAIL: &str = "email";
/// The field of the code.
pub const EMAIL_CODE: &str = "email_code";
/// After how long a change nobody went on with is forgotten.
pub(crate) const KEPT: TimeDelta = TimeDelta::hours(1);
/// The page where the address is changed.
const PAGE: &str = "/account/email";
/// Longest text that is remembered as typed.
const LONGEST: usize = 320;

impl Backend {
    /// The address of the account signed in, and the one it is to have.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn email_view(&self, caller: &Caller) -> Result<EmailView> {
        let account = caller.account()?;
        let mut conn = self.pool.acquire().await?;
        let now = self.clock.now();
        let pending = sql::pending(&mut conn, account).await?;
        let (typed, code) = pending.map_or_else(Default::default, |it| (it.typed, it.code));
        let current = sql::email(&mut conn, account).await?;
        drop(conn);
        Ok(EmailView {
            current,
            typed,
            code: code
                .filter(|code| code.sent_at + KEPT > now)
                .map(|code| code.view(now)),
            user_name: self.profile(account).await?.user_name,
        })
    }

    /// Takes password and new address, and mails a code to it. What was typed is remembered
    /// whatever comes of it.
    ///
    /// # Errors
    /// [`Error::Answers`] for what is no address or the present one; [`Error::WrongCredentials`];
    /// [`Error::TooMany`]; [`Error::Forbidden`] while the account is not open.
    pub async fn ask_for_email(&self, caller: &Caller, password: &str, typed: &str) -> Result<()> {
        let account = caller.account()?;
        let typed: String = typed
            .trim()
            .chars()
            .filter(|c| *c != '\0')
            .take(LONGEST)
            .collect();
        let (backend, caller, password) = (self.clone(), caller.clone(), password.to_owned());
        unbroken(async move {
            let profile = backend.profile(account).await?;
            if profile.opened_at.is_none() {
                return Err(Error::Forbidden);
            }
            let mut conn = backend.pool.acquire().await?;
            let now = backend.clock.now();
            sql::keep_typed(&mut conn, account, &typed, now).await?;
            let current = sql::email(&mut conn, account).await?;
            drop(conn);
            let address =
                EmailAddress::parse(&typed).map_err(|reason| Error::wrong(EMAIL, reason))?;
            let address = address.to_string();
            if current.is_some_and(|current| current == address) {
                return Err(Error::wrong(EMAIL, FieldError::EmailUnchanged));
            }
            let name = &profile.user_name;
            let verify = |lane| backend.owner_of(name, &password, lane);
            let from = Origin::from(&caller);
            attempt::guarded(&backend, Gate::Account, name, &from, verify).await?;
            backend.mail_change_code(account, &caller, address).await
        })
        .await
    }

    /// Mails another code to the same address, if a change is under way.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub async fn ask_for_email_code_again(&self, caller: &Caller) -> Result<()> {
        let account = caller.account()?;
        let (backend, caller) = (self.clone(), caller.clone());
        unbroken(async move {
            let mut conn = backend.pool.acquire().await?;
            let code = sql::pending(&mut conn, account)
                .await?
                .and_then(|it| it.code);
            drop(conn);
            let code = code.filter(|code| code.sent_at + KEPT > backend.clock.now());
            match code {
                Some(code) => {
                    backend
                        .mail_change_code(account, &caller, code.address)
                        .await
                }
                None => Ok(()),
            }
        })
        .await
    }

    async fn mail_change_code(
        &self,
        account: AccountId,
        caller: &Caller,
        address: String,
    ) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        // Two requests at once mail one code.
        sql::lock_mailing(&mut tx, account)
            .await?
            .ok_or(Error::NotFound)?;
        let sent = sql::pending(&mut tx, account).await?.and_then(|it| it.code);
        if let Some(sent) = sent.as_ref().filter(|sent| sent.address == address)
            && sent.wait(now) > 0
        {
            return Ok(());
        }
        self.spend(&mut tx, caller, Goods::Code).await?;
        self.limit_mail(&mut tx, &Origin::from(caller), &address)
            .await?;
        let (language, page) = (caller.language, PAGE);
        let code = self
            .mail_new_code(&mut tx, &address, language, page, sent.as_ref())
            .await?;
        sql::put_code(&mut tx, account, &code).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes the code: the address is the account's from then on.
    ///
    /// # Errors
    /// [`Error::Answers`] with `email_code` and the reason.
    pub async fn confirm_email(&self, caller: &Caller, typed: &str) -> Result<()> {
        let account = caller.account()?;
        let code = mailed_code::typed_code(typed);
        if !mailed_code::is_whole(&code) {
            return Err(Error::wrong(EMAIL_CODE, FieldError::CodeWrong));
        }
        let (backend, caller) = (self.clone(), caller.clone());
        unbroken(async move {
            let now = backend.clock.now();
            let mut tx = backend.pool.begin().await?;
            profiles::lock_all_of(&mut tx, account).await?;
            sql::lock_mailing(&mut tx, account)
                .await?
                .ok_or(Error::NotFound)?;
            let sent = sql::pending(&mut tx, account).await?.and_then(|it| it.code);
            let address = sent.as_ref().map(|sent| sent.address.clone());
            let address = address.unwrap_or_default();
            match mailed_code::judge(sent.as_ref(), &address, &code, now) {
                CodeVerdict::Right => {
                    backend
                        .put_profile_email(&mut tx, account, &address)
                        .await?;
                    let keep = caller.token.as_deref();
                    backend.move_email(&mut tx, account, &address, keep).await?;
                    tx.commit().await?;
                    Ok(())
                }
                CodeVerdict::Counts(reason) => {
                    sql::count_try(&mut tx, account).await?;
                    tx.commit().await?;
                    Err(Error::wrong(EMAIL_CODE, reason))
                }
                CodeVerdict::Void(reason) => Err(Error::wrong(EMAIL_CODE, reason)),
            }
        })
        .await
    }

    /// The address as its owner sees it among the answers of the account.
    pub(crate) async fn put_profile_email(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        address: &str,
    ) -> Result<()> {
        let (profile, _) = profiles::lock_profile(conn, &self.keys, account)
            .await?
            .ok_or(Error::NotFound)?;
        let profile = profile.with([EMAIL], &self.address_alone(address)?);
        Ok(profiles::replace_profile(conn, &self.keys, account, &profile).await?)
    }

    /// Forgets the change: the address stays as it is.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn keep_email(&self, caller: &Caller) -> Result<()> {
        let account = caller.account()?;
        let backend = self.clone();
        unbroken(async move {
            let mut conn = backend.pool.acquire().await?;
            Ok(sql::forget_change(&mut conn, account).await?)
        })
        .await
    }

    /// Gives an account another address, whatever proved that it is its owner's: for its mails and
    /// for those about all its applications, which are found by it from then on. The old address
    /// is told, links that were mailed to it work no more, and all sessions but the one of the
    /// token `keep` end. The profile is the caller's business.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn move_email(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        email: &str,
        keep: Option<&str>,
    ) -> Result<()> {
        let before = sql::lock_mailing(conn, account)
            .await?
            .ok_or(Error::NotFound)?;
        sql::forget_change(conn, account).await?;
        profiles::set_email_of_all(conn, account, email).await?;
        if before.email.as_deref() == Some(email) {
            return Ok(());
        }
        sql::set_email(conn, account, email).await?;
        sql::forget_recoveries(conn, account).await?;
        session::end_all_of(conn, account, keep).await?;
        let Some(old) = before.email else {
            return Ok(());
        };
        let now = self.clock.now();
        let language = Language::parse(&before.language).unwrap_or_default();
        let mut values = vec![
            ("user_name", before.user_name),
            ("when", self.settings.moment(now)),
            ("new", masked(email)),
        ];
        values.extend(self.office_value(conn, account).await?);
        let template = Template::EmailChanged;
        self.mail(conn, Urgency::Notice, &old, language, template, &values)
            .await
    }

    /// Whether this would be another address than the one its mails go to, or the first of an
    /// account that is open: that needs proof.
    pub(crate) async fn is_another_email(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        email: &str,
    ) -> Result<bool> {
        let present = sql::lock_mailing(conn, account)
            .await?
            .ok_or(Error::NotFound)?;
        let is_another = present.email.as_deref() != Some(email);
        Ok(is_another && (present.is_open || present.email.is_some()))
    }

    /// An address as the part of a profile it is.
    pub(crate) fn address_alone(&self, address: &str) -> Result<Snapshot> {
        self.part_of_profile(&RawAnswers::from_iter([(EMAIL, address)]))
    }

    /// Some answers as the part of a profile they are.
    pub(crate) fn part_of_profile(&self, answers: &RawAnswers) -> Result<Snapshot> {
        let facts = Facts::new(self.settings.day(self.clock.now()));
        let scope = Scope {
            answers,
            facts: &facts,
        };
        freeze_given(profile::kind(), &scope).map_err(Error::Answers)
    }
}

/// Enough of an address for its owner to know it, in a mail to another one: `z…@example.org`.
fn masked(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}
