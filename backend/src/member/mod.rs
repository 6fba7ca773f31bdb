//! Staff as administrators keep them: who they are, what they do and where, and who may not come
//! in any more. Somebody who left keeps the name in every history.

use domain::form::{FieldError, RawAnswers, StepErrors};
use domain::id::StaffId;
use domain::member::entry::MemberEntry;
use domain::member::view::{MemberPage, MemberRow};
use domain::review::Role;
use sqlx::PgConnection;

use crate::account::attempt::{self, Gate};
use crate::caller::Caller;
use crate::platform::sheet;
use crate::pool::unbroken;
use crate::staff::{self, acceptable, explained, first_password};
use crate::{Backend, Error, Result, audit, session};

pub(crate) mod sql;

/// The name of the form of a member; of a new one without a name.
#[must_use]
pub fn form(name: &str) -> String {
    format!("member:{name}")
}

impl Backend {
    /// All members, those who left last.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn members(&self, caller: &Caller) -> Result<Vec<MemberRow>> {
        caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let rows = sql::all(&mut conn, None).await?;
        rows.iter().map(|row| self.listed_member(row)).collect()
    }

    /// A member and the form of their role; an empty name is the form for a new one. `again`: with
    /// what was typed last and refused.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`], [`Error::NotFound`].
    pub async fn member_page(
        &self,
        caller: &Caller,
        name: &str,
        again: bool,
    ) -> Result<MemberPage> {
        let me = caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let row = match name {
            "" => None,
            name => Some(one(&mut conn, name).await?),
        };
        let stored = match &row {
            Some(row) => RawAnswers::from_iter([
                ("member_role", row.role.as_str()),
                (
                    "member_office",
                    row.office_id.as_deref().unwrap_or_default(),
                ),
            ]),
            None => RawAnswers::default(),
        };
        let version = row.as_ref().map_or(0, |row| row.version);
        let held = match &row {
            Some(row) => sql::held(&mut conn, StaffId(row.id), self.clock.now()).await?,
            None => 0,
        };
        Ok(MemberPage {
            sheet: sheet(&mut conn, me, &form(name), version, stored, again).await?,
            is_me: row.as_ref().is_some_and(|row| row.id == me.0),
            member: row.map(|row| self.listed_member(&row)).transpose()?,
            offices: self.office_choices(&mut conn).await?,
            held,
            password: None,
        })
    }

    fn listed_member(&self, row: &sql::StoredMember) -> Result<MemberRow> {
        Ok(MemberRow {
            name: row.user_name.clone(),
            role: Role::parse(&row.role).ok_or(Error::Inconsistent("staff.role"))?,
            office: row.office.as_ref().map(|names| names.0.clone()),
            signed_in_at: row.signed_in_at.map(|at| self.settings.moment(at)),
            has_factor: row.has_factor,
            is_active: row.left_at.is_none(),
        })
    }

    /// Makes a member of staff. Returns name and first password, which is told only this once.
    ///
    /// # Errors
    /// [`Error::Answers`] with everything that is not acceptable.
    pub async fn add_member(
        &self,
        caller: &Caller,
        answers: &RawAnswers,
    ) -> Result<(String, String)> {
        let me = caller.administrator()?;
        let (name, entry) = match (
            MemberEntry::parse_name(answers),
            MemberEntry::parse(answers),
        ) {
            (Ok(name), Ok(entry)) => (name, entry),
            (name, entry) => {
                let mut errors = name.err().unwrap_or_default();
                errors.extend(entry.err().unwrap_or_default());
                return Err(Error::Answers(errors));
            }
        };
        let password = first_password(self.ids.as_ref());
        let accepted = acceptable(&password, name.as_str())?;
        let hash = self.passwords.hash(&accepted).await?;
        let backend = self.clone();
        unbroken(async move {
            let (id, now) = (StaffId(backend.ids.id()), backend.clock.now());
            let mut tx = backend.pool.begin().await?;
            let (role, office) = (entry.role.id(), entry.office.as_deref());
            staff::sql::insert(&mut tx, id, name.as_str(), &hash, role, office, now)
                .await
                .map_err(at_member)?;
            let details = format!("role: {role}; office: {}", office.unwrap_or("-"));
            let action = audit::Action::StaffAdded;
            audit::record(&mut tx, now, me, action, subject(id), details).await?;
            tx.commit().await?;
            Ok((name.to_string(), password))
        })
        .await
    }

    /// Gives a member another role or office. What they hold and may not decide there goes back to
    /// the queue.
    ///
    /// # Errors
    /// [`Error::Answers`]; [`Error::Stale`]; [`Error::LastAdministrator`].
    pub async fn change_member(
        &self,
        caller: &Caller,
        name: &str,
        version: i32,
        answers: &RawAnswers,
    ) -> Result<()> {
        let me = caller.administrator()?;
        let entry = MemberEntry::parse(answers).map_err(Error::Answers)?;
        let (backend, name) = (self.clone(), name.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            sql::lock(&mut tx).await?;
            let row = one(&mut tx, &name).await?;
            let staff = StaffId(row.id);
            if entry.role != Role::Administrator {
                keep_an_administrator(&mut tx, &row).await?;
            }
            let (role, office) = (entry.role.id(), entry.office.as_deref());
            let changed = sql::change(&mut tx, staff, version, role, office).await;
            if !changed.map_err(at_member)? {
                return Err(Error::Stale { seen: version });
            }
            let released = match entry.role {
                Role::Officer => sql::release(&mut tx, staff, office).await?,
                Role::Supervisor => 0,
                Role::Administrator => sql::release(&mut tx, staff, None).await?,
            };
            let details = format!(
                "role: {} -> {role}; office: {} -> {}; cases: {released}",
                row.role,
                row.office_id.as_deref().unwrap_or("-"),
                office.unwrap_or("-")
            );
            let (now, action) = (backend.clock.now(), audit::Action::StaffChanged);
            audit::record(&mut tx, now, me, action, subject(staff), details).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Lets a member go: their sessions end, what they hold goes back to the queue, and nobody
    /// signs in with their name.
    ///
    /// # Errors
    /// [`Error::Stale`]; [`Error::LastAdministrator`].
    pub async fn dismiss_member(&self, caller: &Caller, name: &str, version: i32) -> Result<()> {
        let me = caller.administrator()?;
        let (backend, name) = (self.clone(), name.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            sql::lock(&mut tx).await?;
            let row = one(&mut tx, &name).await?;
            let (staff, now) = (StaffId(row.id), backend.clock.now());
            keep_an_administrator(&mut tx, &row).await?;
            if !sql::set_left(&mut tx, staff, version, Some(now)).await? {
                return Err(Error::Stale { seen: version });
            }
            session::end_all_of(&mut tx, staff, None).await?;
            let released = sql::release(&mut tx, staff, None).await?;
            let (action, details) = (audit::Action::StaffLeft, format!("cases: {released}"));
            audit::record(&mut tx, now, me, action, subject(staff), details).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Lets somebody who left back in, with the password they had.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`].
    pub async fn reinstate_member(&self, caller: &Caller, name: &str, version: i32) -> Result<()> {
        let me = caller.administrator()?;
        let (backend, name) = (self.clone(), name.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let row = one(&mut tx, &name).await?;
            let staff = StaffId(row.id);
            if !sql::set_left(&mut tx, staff, version, None).await? {
                return Err(Error::Stale { seen: version });
            }
            let (now, action) = (backend.clock.now(), audit::Action::StaffReturned);
            audit::record(&mut tx, now, me, action, subject(staff), String::new()).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Gives a member another first password, told only this once, and ends their sessions.
    ///
    /// # Errors
    /// [`Error::Stale`], also for somebody who has left; [`Error::NotFound`].
    pub async fn renew_password(
        &self,
        caller: &Caller,
        name: &str,
        version: i32,
    ) -> Result<String> {
        let me = caller.administrator()?;
        let password = first_password(self.ids.as_ref());
        let hash = self.passwords.hash(&acceptable(&password, name)?).await?;
        let (backend, name) = (self.clone(), name.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let row = one(&mut tx, &name).await?;
            let staff = StaffId(row.id);
            if row.left_at.is_some() {
                // The page it was asked for from shows somebody who has not left.
                return Err(Error::Stale { seen: version });
            }
            if !sql::renew_password(&mut tx, staff, version, &hash).await? {
                return Err(Error::Stale { seen: version });
            }
            session::end_all_of(&mut tx, staff, None).await?;
            attempt::lift(&mut tx, &backend.keys, Gate::Staff, &row.user_name).await?;
            let (now, action) = (backend.clock.now(), audit::Action::StaffPasswordRenewed);
            audit::record(&mut tx, now, me, action, subject(staff), String::new()).await?;
            tx.commit().await?;
            Ok(password)
        })
        .await
    }
}

async fn one(conn: &mut PgConnection, name: &str) -> Result<sql::StoredMember> {
    let found = sql::all(conn, Some(name)).await?.pop();
    found.ok_or(Error::NotFound)
}

/// Somebody must be able to change all this.
async fn keep_an_administrator(conn: &mut PgConnection, row: &sql::StoredMember) -> Result<()> {
    let is_one = row.role == Role::Administrator.id() && row.left_at.is_none();
    if is_one && sql::other_administrators(conn, StaffId(row.id)).await? == 0 {
        return Err(Error::LastAdministrator);
    }
    Ok(())
}

pub(crate) fn subject(staff: StaffId) -> String {
    format!("staff:{}", staff.0)
}

/// What the database refused, at the field of this form.
fn at_member(error: sqlx::Error) -> Error {
    let renamed = |field: &str| match field {
        "user_name" => "member_name".to_owned(),
        "office" => "member_office".to_owned(),
        other => other.to_owned(),
    };
    match explained(error) {
        Error::Answers(errors) => Error::Answers(
            errors
                .into_iter()
                .map(|(field, reason): (String, FieldError)| (renamed(&field), reason))
                .collect::<StepErrors>(),
        ),
        other => other,
    }
}
