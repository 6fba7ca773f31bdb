//! The step that completes a credential makes the account. Once there is one, the step changes its
//! name and password only for whoever proved lately that it is theirs, and the owner is told.

use domain::account::{PASSWORD, USER_NAME};
use domain::application::journey::Journey;
use domain::application::kind::Step;
use domain::application::state::ApplicationState;
use domain::form::{Control, Field, FieldError, RawAnswers, Scope, StepErrors};
use domain::id::{AccountId, ApplicationId};
use domain::value::password::Password;
use domain::value::user_name::UserName;
use sqlx::PgConnection;

use super::open::Opened;
use super::sql;
use crate::account::password::Lane;
use crate::account::sql as account_sql;
use crate::budget::Goods;
use crate::caller::Caller;
use crate::mail::Template;
use crate::session::NewOwner;
use crate::session::known::Origin;
use crate::{Backend, Error, Result, account, session};

/// The token of a session that began, or what is wrong with which field.
type Completed = Result<Option<String>, (&'static str, FieldError)>;

impl Backend {
    /// Makes user name and password of a draft an account, whose session the browser gets, or
    /// changes those of the account there is. Everything else on the step is right already.
    ///
    /// # Errors
    /// [`Error::Unproved`] when the account has another name or gets another password, and the
    /// present one was not given lately; [`Error::Spent`], [`Error::Busy`].
    pub(super) async fn complete_credential(
        &self,
        caller: &Caller,
        id: ApplicationId,
        new: Option<Password>,
    ) -> Result<Completed> {
        let mut tx = self.pool.begin().await?;
        let opened = self.lock_draft(&mut tx, id).await?;
        let existing = opened.account();
        let has_hash = opened.row.password_hash.is_some();
        if existing.is_some() && new.is_some() {
            self.needs_proof(caller)?;
        }
        if new.is_some() {
            self.spend(&mut tx, caller, Goods::Hash).await?;
        }
        tx.commit().await?;
        // Hashing takes a tenth of a second: outside any transaction, so that no row waits for it.
        // Whoever made an account a minute ago is a stranger still.
        let lane = Lane::Stranger(Origin::from(caller).network_number());
        let hash = match new {
            Some(new) => Some(self.passwords.on(lane).hash(&new).await?),
            None => None,
        };
        if existing.is_none() && hash.is_none() && !has_hash {
            return Ok(Err((PASSWORD, FieldError::Required)));
        }
        let mut tx = self.pool.begin().await?;
        let opened = self.lock_draft(&mut tx, id).await?;
        if opened.account() != existing {
            // Sent twice, and the other one was faster.
            return Ok(Ok(None));
        }
        let name = match UserName::parse(opened.answers.get(USER_NAME)) {
            Ok(name) => name.to_string(),
            Err(reason) => return Ok(Err((USER_NAME, reason))),
        };
        let done = match existing {
            Some(account) => {
                self.change_credential(&mut tx, caller, account, &name, hash)
                    .await?
            }
            None => {
                let hash = hash.or_else(|| opened.row.password_hash.clone());
                let hash = hash.ok_or(Error::Inconsistent("draft.password_hash"))?;
                self.make_account(&mut tx, caller, &opened, &name, &hash)
                    .await?
            }
        };
        tx.commit().await?;
        Ok(done)
    }

    async fn lock_draft(&self, conn: &mut PgConnection, id: ApplicationId) -> Result<Opened> {
        let row = sql::lock(conn, id).await?.ok_or(Error::NotFound)?;
        let opened = self.opened(conn, id, row).await?;
        match opened.state {
            ApplicationState::Draft => Ok(opened),
            _ => Err(Error::Stale {
                seen: opened.row.version,
            }),
        }
    }

    async fn make_account(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
        name: &str,
        hash: &str,
    ) -> Result<Completed> {
        self.spend(conn, caller, Goods::Account).await?;
        let new = AccountId(self.ids.id());
        let now = self.clock.now();
        if !account::create(conn, new, name, hash, caller.language, now).await? {
            // It need not be typed again with another name.
            sql::keep_password(conn, opened.id, Some(hash)).await?;
            return Ok(Err((USER_NAME, FieldError::Taken)));
        }
        sql::keep_password(conn, opened.id, None).await?;
        sql::set_account(conn, opened.id, new).await?;
        self.charge_to_account(conn, opened.id, new).await?;
        let old = caller.token.as_deref();
        let token = self
            .open_session(conn, NewOwner::Applicant(new), old)
            .await?;
        Ok(Ok(Some(token)))
    }

    async fn change_credential(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        account: AccountId,
        name: &str,
        hash: Option<String>,
    ) -> Result<Completed> {
        if !self.rename_owner(conn, caller, account, name).await? {
            return Ok(Err((USER_NAME, FieldError::Taken)));
        }
        if let Some(hash) = hash {
            account::set_password(conn, account, &hash).await?;
            session::end_all_of(conn, account, caller.token.as_deref()).await?;
            self.tell_owner_of(conn, account, Template::PasswordChanged)
                .await?;
        }
        Ok(Ok(None))
    }

    /// Gives an account the name its owner signs in with from now on, and tells them when it is
    /// another one. `false` when somebody has it.
    ///
    /// # Errors
    /// [`Error::Unproved`] when it is another one and the password was not given lately.
    pub(super) async fn rename_owner(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        account: AccountId,
        name: &str,
    ) -> Result<bool> {
        let before = account_sql::user_name(conn, account)
            .await?
            .ok_or(Error::NotFound)?;
        if before == name {
            return Ok(true);
        }
        self.needs_proof(caller)?;
        if !account::rename(conn, account, name).await? {
            return Ok(false);
        }
        self.tell_owner_of(conn, account, Template::UserNameChanged)
            .await?;
        Ok(true)
    }

    /// A registration would replace what an open account is known by: its owner changes that by
    /// the kinds for owners.
    pub(super) async fn refuse_open_account(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
    ) -> Result<()> {
        let standing = account_sql::standing(conn, account).await?;
        match standing.ok_or(Error::NotFound)?.is_open {
            true => Err(Error::Forbidden),
            false => Ok(()),
        }
    }
}

/// A new password, as it was typed.
pub(super) enum NewSecret {
    None,
    Weak,
    Good(Password),
}

impl NewSecret {
    /// Good, if one was typed twice alike and is not easy to guess. Hashing it is for later: it
    /// costs more than all the rest.
    pub(super) fn judged(typed: &RawAnswers) -> Self {
        let (Ok(first), Ok(second)) = (
            Password::parse(typed.get(PASSWORD)),
            Password::parse(typed.get("password_again")),
        ) else {
            return Self::None;
        };
        if first != second {
            return Self::None;
        }
        match account::password::is_weak(typed.get(PASSWORD), &[typed.get(USER_NAME)]) {
            true => Self::Weak,
            false => Self::Good(first),
        }
    }

    /// Remembers what is wrong with it.
    pub(super) fn judge(&self, opened: &mut Opened) {
        match self {
            Self::Weak => opened.find(PASSWORD, FieldError::PasswordWeak),
            Self::None | Self::Good(_) => {
                opened.facts.findings.remove(PASSWORD);
            }
        }
    }

    pub(super) fn good(self) -> Option<Password> {
        match self {
            Self::Good(password) => Some(password),
            Self::None | Self::Weak => None,
        }
    }
}

/// Whether emptying a page leaves this field: the name of a credential that exists.
pub(super) fn keeps(opened: &Opened, field: &Field) -> bool {
    opened.row.account_id.is_some() && field.id == USER_NAME
}

/// Forgets a password that waits for its name, while there is no credential yet.
pub(super) fn clear(opened: &mut Opened) {
    if opened.row.account_id.is_none() {
        opened.row.password_hash = None;
        opened.facts.has_password = false;
    }
}

impl Opened {
    /// Remembers that a password was typed which is kept nowhere, for a page that comes back without
    /// it.
    pub(super) fn tell_lost_password(&mut self, typed: &RawAnswers) {
        let is_lost = !self.facts.has_password && !typed.get(PASSWORD).is_empty();
        if is_lost && !self.facts.findings.contains_key(PASSWORD) {
            self.find(PASSWORD, FieldError::PasswordNotKept);
        }
    }
}

/// What is wrong in a step; passwords are judged as typed, because they are stored nowhere.
pub(super) fn step_errors(opened: &Opened, step: &Step, typed: &RawAnswers) -> StepErrors {
    let mut answers = opened.answers.clone();
    for field in step
        .fields()
        .filter(|field| matches!(field.control, Control::Password))
    {
        answers.set(field.id, typed.get(field.id));
    }
    let mut facts = opened.facts.clone();
    if let Some((text, _)) = facts.findings.get_mut(PASSWORD) {
        *text = answers.get(PASSWORD).to_owned();
    }
    Journey::new(
        opened.spec(),
        Scope {
            answers: &answers,
            facts: &facts,
        },
    )
    .errors(step)
}
