//! Who works on a case: a supervisor gives it to a colleague, or takes it over. Whom a case is
//! given to keeps it, through corrections too, until it is given to somebody else or back; the claim
//! beside it lapses as always.

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::application::state::Transition;
use domain::id::StaffId;
use domain::review::view::Colleague;
use domain::review::{LEASE_MINUTES, Reviewer, Role};
use sqlx::PgConnection;

use super::second;
use super::sql::assign as sql;
use crate::application::open::Opened;
use crate::caller::Caller;
use crate::history;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

impl Backend {
    /// Gives a case to the colleague `to`, by user name. `version` and `from`, the holder's user
    /// name or nothing, are what the supervisor saw: when somebody else has it by now, nothing
    /// happens.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for everybody but supervisors; [`Error::NotPossible`] when it does not
    /// wait any more; [`Error::Stale`] when it changed; [`Error::Claimed`] when somebody else holds
    /// it than was seen; [`Error::Proposed`] while a decision waits for a second officer;
    /// [`Error::Lapsed`] when nobody does any more; [`Error::Malformed`] for somebody who cannot
    /// decide it.
    pub async fn assign(
        &self,
        caller: &Caller,
        reference: &str,
        version: i32,
        from: &str,
        to: &str,
    ) -> Result<()> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        let (from, to) = (from.to_owned(), to.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open_case(&mut tx, &caller, &reference, true)
                .await?;
            backend
                .assign_to(&mut tx, &caller, &opened, version, &from, &to)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    async fn assign_to(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
        version: i32,
        from: &str,
        to: &str,
    ) -> Result<()> {
        let (supervisor, reviewer) = caller.reviewer()?;
        if !reviewer.may_assign() {
            return Err(Error::Forbidden);
        }
        let row = &opened.row;
        // Only what can be decided can be given to somebody who decides it.
        opened.state.apply(Transition::Approve)?;
        if row.version != version {
            return Err(Error::Stale { seen: version });
        }
        if second::waiting(conn, opened).await?.is_some() {
            return Err(Error::Proposed);
        }
        let holder = self.holder(opened);
        match holder.as_deref() {
            None if !from.is_empty() => return Err(Error::Lapsed),
            Some(holder) if holder != from => {
                let holder = holder.to_owned();
                return Err(Error::Claimed { holder });
            }
            _ => {}
        }
        let member = sql::member(conn, to).await?.ok_or(NOBODY)?;
        let colleague = Reviewer {
            role: Role::parse(&member.role).ok_or(Error::Inconsistent("staff.role"))?,
            office: member.office_id,
        };
        if !colleague.may_decide(row.office_id.as_deref()) {
            return Err(NOBODY);
        }
        let member = StaffId(member.id);
        if row.assigned_to == Some(member.0) && holder.as_deref() == Some(to) {
            return Ok(());
        }
        let now = self.clock.now();
        let until = now + TimeDelta::minutes(LEASE_MINUTES);
        if !sql::assign(conn, opened.id, version, member, until).await? {
            return Err(Error::Stale { seen: version });
        }
        let before = holder.or(opened.row.assigned_to_name.clone());
        let note = match before.filter(|before| before != to) {
            Some(before) => format!("{before} → {to}"),
            None => format!("→ {to}"),
        };
        let (event, round) = (Event::Assigned.id(), row.round);
        history::insert_event(
            conn,
            opened.id,
            event,
            round,
            Some(supervisor),
            Some(&note),
            now,
        )
        .await?;
        let of = |staff: Option<uuid::Uuid>| {
            staff.map_or_else(|| "nobody".to_owned(), |staff| format!("staff:{staff}"))
        };
        let held = row
            .claimed_by
            .filter(|_| row.claimed_until.is_some_and(|until| until > now));
        let details = format!(
            "from:{} to:{}",
            of(held.or(row.assigned_to)),
            of(Some(member.0))
        );
        let subject = format!("application:{}", opened.id.0);
        audit::record(
            conn,
            now,
            supervisor,
            audit::Action::Assigned,
            subject,
            details,
        )
        .await
    }

    /// Everybody who could decide cases of an office.
    pub(super) async fn colleagues(
        &self,
        conn: &mut PgConnection,
        office: Option<&str>,
    ) -> Result<Vec<Colleague>> {
        sql::colleagues(conn, office, self.clock.now())
            .await?
            .into_iter()
            .map(|row| {
                Ok(Colleague {
                    role: Role::parse(&row.role).ok_or(Error::Inconsistent("staff.role"))?,
                    user_name: row.user_name,
                    cases: row.cases,
                })
            })
            .collect()
    }
}

const NOBODY: Error = Error::Malformed("nobody of this name can decide the case");
