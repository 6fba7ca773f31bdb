//! Customer service: finding the account of somebody who calls, and helping its owner back in.
//!
//! Whoever looks at an account or does something for its owner is in the audit log, the owner is
//! told by mail, and how they were recognised is noted. Officers decide cases; this is for
//! supervisors and administrators.

use chrono::TimeDelta;
use domain::account::{INITIAL_DAYS, profile};
use domain::form::{FieldError, StepErrors};
use domain::id::{AccountId, StaffId};
use domain::service::{
    Act, Found, FoundAccount, MIN_SEARCH, MOST_FOUND, PasswordState, ServedAccount, ServiceRecord,
};
use domain::text::Language;
use domain::value::{EmailAddress, fold, kept};
use sqlx::PgConnection;

use crate::account::attempt::{self, Gate};
use crate::account::initial;
use crate::account::sql::profiles;
use crate::application::status::state_of;
use crate::audit::{self, Action};
use crate::caller::Caller;
use crate::mail::{Template, Urgency};
use crate::pool::unbroken;
use crate::principal::Principal;
use crate::principal::folded;
use crate::seal::column::{IMPORTED_IDENTITY, SERVICE_NOTE, SUBJECT_IDENTITY};
use crate::{Backend, Error, Result, factor, session};

mod sql;
#[cfg(test)]
mod tests;

/// The field of the note.
pub const NOTE: &str = "note";
/// The field of the address.
pub const EMAIL: &str = "email";

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceOrder {
    /// Hand out a password: to be read out, or mailed to the confirmed address.
    Password {
        /// It is mailed, and staff do not see it.
        by_mail: bool,
    },
    /// Lift the pause after wrong passwords.
    Pause,
    /// Take the second factor away.
    Factor,
    /// Send mails to this address.
    Email(String),
}

impl ServiceOrder {
    /// What kind of act it is.
    #[must_use]
    pub const fn act(&self) -> Act {
        match self {
            Self::Password { .. } => Act::Password,
            Self::Pause => Act::Pause,
            Self::Factor => Act::Factor,
            Self::Email(_) => Act::Email,
        }
    }
}

impl Backend {
    /// The accounts a text finds: a user name, an address, a mailbox or a number as it is, or a part
    /// of a name.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`] for officers, [`Error::TooMany`].
    pub async fn find_accounts(&self, caller: &Caller, search: &str) -> Result<Found> {
        let staff = service_staff(caller)?;
        let search = kept(search);
        if search.is_empty() {
            return Ok(Found::default());
        }
        if search.chars().count() < MIN_SEARCH {
            let is_too_short = true;
            return Ok(Found {
                is_too_short,
                ..Found::default()
            });
        }
        let (backend, now) = (self.clone(), self.clock.now());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            attempt::count_service(&mut tx, &backend.keys, staff, false, now).await?;
            let wanted = sql::WantedAccounts {
                user_name: &folded(&search),
                address: &fold(&search).to_lowercase(),
                imported: &IMPORTED_IDENTITY.indexes(&backend.keys, &search),
                subjects: &SUBJECT_IDENTITY.indexes(&backend.keys, &search),
                name: &search,
                limit: i64::try_from(MOST_FOUND + 1).expect("a list is short"),
            };
            let mut accounts: Vec<FoundAccount> = sql::search(&mut tx, &wanted)
                .await?
                .into_iter()
                .map(|row| FoundAccount {
                    id: AccountId(row.id),
                    user_name: row.user_name,
                    name: row.name.unwrap_or_default(),
                    is_open: row.is_open,
                })
                .collect();
            let has_more = accounts.len() > MOST_FOUND;
            accounts.truncate(MOST_FOUND);
            let ids: Vec<String> = accounts.iter().map(|found| found.id.to_string()).collect();
            let action = Action::SearchedAccounts;
            audit::record(
                &mut tx,
                now,
                staff,
                action,
                "account".to_owned(),
                ids.join(" "),
            )
            .await?;
            tx.commit().await?;
            Ok(Found {
                accounts,
                has_more,
                is_too_short: false,
            })
        })
        .await
    }

    /// An account as customer service sees it.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`] for officers, [`Error::NotFound`],
    /// [`Error::TooMany`].
    pub async fn served_account(&self, caller: &Caller, id: AccountId) -> Result<ServedAccount> {
        let staff = service_staff(caller)?;
        let (backend, now) = (self.clone(), self.clock.now());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            attempt::count_service(&mut tx, &backend.keys, staff, false, now).await?;
            let view = backend.seen(&mut tx, id).await?;
            let subject = subject(id);
            audit::record(
                &mut tx,
                now,
                staff,
                Action::SawAccount,
                subject,
                String::new(),
            )
            .await?;
            tx.commit().await?;
            Ok(view)
        })
        .await
    }

    async fn seen(&self, conn: &mut PgConnection, id: AccountId) -> Result<ServedAccount> {
        let row = sql::account(conn, id).await?.ok_or(Error::NotFound)?;
        let now = self.clock.now();
        let (profile, _) = profiles::profile(conn, &self.keys, id)
            .await?
            .ok_or(Error::NotFound)?;
        let known = profile::subject(&profile);
        let idle_since = now
            - TimeDelta::from_std(self.settings.session_idle).unwrap_or(TimeDelta::days(36_500));
        let password = match row.initial_until {
            Some(until) => PasswordState::Initial {
                until: self.settings.moment(until),
                is_expired: until <= now,
            },
            None if row.is_without_password => PasswordState::None,
            None => PasswordState::Own,
        };
        let registration = match (row.reference, row.state) {
            (Some(reference), Some(state)) => Some((reference, state_of(&state)?)),
            _ => None,
        };
        let paused = attempt::paused(conn, &self.keys, Gate::Account, &row.user_name, now).await?;
        Ok(ServedAccount {
            id,
            name: match known.name.is_empty() {
                true => row.subject_name.unwrap_or_default(),
                false => known.name,
            },
            identity: known.identity,
            is_open: row.is_open,
            registration,
            email: row.email,
            created_at: self.settings.moment(row.created_at),
            signed_in_at: row.signed_in_at.map(|at| self.settings.moment(at)),
            sessions: sql::sessions(conn, id, now, idle_since).await?,
            password,
            paused_seconds: paused,
            has_factor: row.has_factor,
            mailboxes: sql::mailboxes(conn, id).await?,
            keys: sql::keys(conn, id).await?,
            records: self.service_records(conn, id).await?,
            handed_out: None,
            user_name: row.user_name,
        })
    }

    async fn service_records(
        &self,
        conn: &mut PgConnection,
        id: AccountId,
    ) -> Result<Vec<ServiceRecord>> {
        sql::records(conn, id)
            .await?
            .into_iter()
            .map(|row| {
                Ok(ServiceRecord {
                    at: self.settings.moment(row.at),
                    by: row.by,
                    act: Act::parse(&row.act).ok_or(Error::Inconsistent("service_record.act"))?,
                    note: row.note.open(&self.keys, SERVICE_NOTE, row.id)?,
                })
            })
            .collect()
    }

    /// Does something for the owner of an account and tells them. Returns the password when one was
    /// handed out to be read out: it is shown once and stored nowhere.
    ///
    /// # Errors
    /// As [`Self::served_account`]; [`Error::Answers`] with `note` or `email`;
    /// There is nothing to mail a password to: [`Error::Answers`], too.
    pub async fn serve(
        &self,
        caller: &Caller,
        id: AccountId,
        order: ServiceOrder,
        note: &str,
    ) -> Result<Option<String>> {
        let staff = service_staff(caller)?;
        let act = order.act();
        let mut reasons = StepErrors::new();
        let note = act.note(note).unwrap_or_else(|reason| {
            reasons.insert(NOTE.to_owned(), reason);
            String::new()
        });
        let address = match &order {
            ServiceOrder::Email(typed) => EmailAddress::parse(typed)
                .map(|address| address.to_string())
                .unwrap_or_else(|reason| {
                    reasons.insert(EMAIL.to_owned(), reason);
                    String::new()
                }),
            _ => String::new(),
        };
        if !reasons.is_empty() {
            return Err(Error::Answers(reasons));
        }
        let backend = self.clone();
        unbroken(async move {
            // Before the transaction: hashing takes its time.
            let initial = match act {
                Act::Password => Some(backend.initial_password().await?),
                _ => None,
            };
            let now = backend.clock.now();
            let mut tx = backend.pool.begin().await?;
            attempt::count_service(&mut tx, &backend.keys, staff, true, now).await?;
            if act == Act::Email {
                profiles::lock_all_of(&mut tx, id).await?;
            }
            let owner = sql::lock_owner(&mut tx, id).await?.ok_or(Error::NotFound)?;
            let mut shown = None;
            match &order {
                ServiceOrder::Password { by_mail } => {
                    let initial = initial.ok_or(Error::Inconsistent("initial password"))?;
                    let (password, hash) = (initial.password, initial.hash);
                    initial::hand_out(&mut tx, id, &hash, now).await?;
                    attempt::lift(&mut tx, &backend.keys, Gate::Account, &owner.user_name).await?;
                    let end = now + TimeDelta::days(INITIAL_DAYS);
                    let until = backend.settings.moment(end);
                    if *by_mail {
                        if owner.email.is_none() {
                            return Err(Error::wrong(EMAIL, FieldError::Required));
                        }
                        let values = [("password", password), ("until", until)];
                        backend
                            .mail_owner(
                                &mut tx,
                                &owner,
                                Urgency::Until(end),
                                Template::InitialPassword,
                                &values,
                            )
                            .await?;
                    } else {
                        let values = [("until", until)];
                        backend
                            .tell_owner(&mut tx, &owner, Template::PasswordHandedOut, &values)
                            .await?;
                        shown = Some(password);
                    }
                }
                ServiceOrder::Pause => {
                    attempt::lift(&mut tx, &backend.keys, Gate::Account, &owner.user_name).await?;
                    backend
                        .tell_owner(&mut tx, &owner, Template::PauseLifted, &[])
                        .await?;
                }
                ServiceOrder::Factor => {
                    let holder = Principal::Account(id);
                    if !factor::forget(&mut tx, &backend.keys, holder).await? {
                        return Err(Error::NotFound);
                    }
                    session::end_all_of(&mut tx, holder, None).await?;
                    backend
                        .tell_owner(&mut tx, &owner, Template::FactorReset, &[])
                        .await?;
                }
                ServiceOrder::Email(_) => {
                    if owner.email.as_ref() == Some(&address) {
                        return Err(Error::wrong(EMAIL, FieldError::EmailUnchanged));
                    }
                    backend.put_profile_email(&mut tx, id, &address).await?;
                    backend.move_email(&mut tx, id, &address, None).await?;
                    let owner = sql::AccountOwner {
                        email: Some(address.clone()),
                        ..owner
                    };
                    backend
                        .tell_owner(&mut tx, &owner, Template::EmailCorrected, &[])
                        .await?;
                }
            }
            let record = backend.ids.id();
            let sealed = SERVICE_NOTE.seal(&backend.keys, record, &note);
            sql::insert_record(&mut tx, record, id, staff, now, act.id(), &sealed).await?;
            let details = format!("service_record:{record}");
            audit::record(&mut tx, now, staff, action(act), subject(id), details).await?;
            tx.commit().await?;
            Ok(shown)
        })
        .await
    }

    /// Writes to the owner, if there is an address.
    async fn tell_owner(
        &self,
        conn: &mut PgConnection,
        owner: &sql::AccountOwner,
        template: Template,
        values: &[(&str, String)],
    ) -> Result<()> {
        self.mail_owner(conn, owner, Urgency::Notice, template, values)
            .await
    }

    async fn mail_owner(
        &self,
        conn: &mut PgConnection,
        owner: &sql::AccountOwner,
        urgency: Urgency,
        template: Template,
        values: &[(&str, String)],
    ) -> Result<()> {
        let Some(email) = &owner.email else {
            return Ok(());
        };
        let language = Language::parse(&owner.language).unwrap_or_default();
        let mut all = vec![
            ("user_name", owner.user_name.clone()),
            ("when", self.settings.moment(self.clock.now())),
        ];
        all.extend(values.iter().map(|(name, value)| (*name, value.clone())));
        all.extend(self.office_value(conn, AccountId(owner.id)).await?);
        self.mail(conn, urgency, email, language, template, &all)
            .await
    }
}

/// The member of staff who serves customers.
fn service_staff(caller: &Caller) -> Result<StaffId> {
    let (staff, reviewer) = caller.reviewer()?;
    match reviewer.may_serve() {
        true => Ok(staff),
        false => Err(Error::Forbidden),
    }
}

fn subject(id: AccountId) -> String {
    format!("account:{id}")
}

const fn action(act: Act) -> Action {
    match act {
        Act::Password => Action::HandedOutPassword,
        Act::Pause => Action::LiftedPause,
        Act::Factor => Action::ResetFactor,
        Act::Email => Action::CorrectedEmail,
    }
}
