//! Where an application stands, for its owner and for somebody who knows reference and address.

use chrono::{DateTime, Utc};
use domain::account::Opening;
use domain::application::entry::Entry;
use domain::application::kind::ApplicationKind;
use domain::application::paper::SendTo;
use domain::application::reference::Reference;
use domain::application::state::ApplicationState;
use domain::application::view::{RegistrationView, StatusView, TimelineEntry};
use domain::value::email_address::EmailAddress;
use sqlx::PgConnection;

use super::open::{Lock, Opened};
use super::{Target, sql};
use crate::account::sql as account_sql;
use crate::caller::Caller;
use crate::{Backend, Error, Result};

impl Backend {
    /// The status page of an application, for its owner.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anybody else.
    pub async fn status(&self, caller: &Caller, place: &Target) -> Result<StatusView> {
        let mut conn = self.pool.acquire().await?;
        let opened = self
            .open(&mut conn, caller, place, Lock::No)
            .await?
            .ok_or(Error::NotFound)?;
        let mut view = self.status_of(&mut conn, &opened).await?;
        if opened.state.ended_without_effect()
            && opened.spec().entry == Entry::Newcomer
            && let Some(account) = opened.account()
        {
            let newest =
                sql::newest_of(&mut conn, account, &ApplicationKind::ids_of_newcomers()).await?;
            view.may_begin_again = newest == Some(opened.id);
        }
        view.record = self
            .record_view(&mut conn, opened.account(), opened.record)
            .await?;
        view.messages = self.own_thread(&mut conn, caller, &opened).await?;
        let sent = sql::submission(&mut conn, &self.keys, opened.id, opened.row.round).await?;
        if let Some((answers, _)) = sent {
            let (kind, language) = (opened.spec(), caller.language);
            let home = &opened.policy.home_province;
            view.papers = kind.papers_for(&answers);
            if let Some(office) = &opened.row.office_id
                && !view.papers.is_empty()
                && opened.state.is_of(ApplicationState::UNDECIDED)
            {
                let office = self.office(&mut conn, office, language).await?;
                view.send_to = office.map(|office| SendTo {
                    name: office.name,
                    postal_address: office.postal_address,
                    fax: office.fax,
                    telephone: office.telephone,
                });
            }
            view.answers = self
                .all_readable(&mut conn, kind, &answers, language, Some(home))
                .await?;
        }
        Ok(view)
    }

    /// Whether somebody is signed in whose account is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_let_in(&self, caller: &Caller) -> Result<bool> {
        let Ok(account) = caller.account() else {
            return Ok(false);
        };
        let mut conn = self.pool.acquire().await?;
        let standing = account_sql::standing(&mut conn, account).await?;
        Ok(standing.is_some_and(|standing| standing.is_open))
    }

    /// How far the own account is, and what it waits for.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::NotFound`] when there is no such account any more.
    pub async fn opening(&self, caller: &Caller) -> Result<Opening> {
        let account = caller.account()?;
        let mut conn = self.pool.acquire().await?;
        let standing = account_sql::standing(&mut conn, account).await?;
        if standing.ok_or(Error::NotFound)?.is_open {
            return Ok(Opening::Open);
        }
        let newest =
            sql::newest_of(&mut conn, account, &ApplicationKind::ids_of_newcomers()).await?;
        let row = match newest {
            Some(id) => sql::find(&mut conn, id).await?,
            None => None,
        };
        let now = self.clock.now();
        let registration = row
            .map(|row| {
                let state = state_of(&row.state)?;
                Ok::<_, Error>(RegistrationView {
                    in_review: is_in_review(state, &row, now),
                    state,
                    reference: row.reference,
                    kind: row.kind,
                })
            })
            .transpose()?;
        Ok(Opening::Waits { registration })
    }

    /// The status for a reference and the mail address of the application. An unknown reference and
    /// one with another address are the same answer of the same statement.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the two do not belong together; [`Error::TooMany`].
    pub async fn look_up(
        &self,
        caller: &Caller,
        reference: &str,
        email: &str,
    ) -> Result<StatusView> {
        let mut conn = self.pool.acquire().await?;
        self.limit_look_up(&mut conn, &caller.into()).await?;
        let reference = Reference::parse(reference).map_err(|_| Error::NotFound)?;
        let email = EmailAddress::parse(email)
            .map_err(|_| Error::NotFound)?
            .to_string();
        let id = sql::id_of_pair(&mut conn, &reference.to_string(), &email)
            .await?
            .ok_or(Error::NotFound)?;
        let row = sql::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
        let opened = self.opened(&mut conn, id, row).await?;
        self.status_of(&mut conn, &opened).await
    }

    async fn status_of(&self, conn: &mut PgConnection, opened: &Opened) -> Result<StatusView> {
        let row = &opened.row;
        let now = self.clock.now();
        let timeline = self.timeline(conn, opened.id).await?;
        Ok(StatusView {
            reference: row.reference.clone(),
            kind: row.kind.clone(),
            record: None,
            state: opened.state,
            in_review: is_in_review(opened.state, row, now),
            submitted_at: row.submitted_at,
            due_on: row
                .due_on
                .filter(|_| opened.state == ApplicationState::Submitted),
            review_days: self.days_for_review(conn, opened).await?,
            round: row.round,
            reason: row
                .return_reason
                .clone()
                .filter(|_| opened.state != ApplicationState::Submitted),
            // The applicant is not told who among the staff acted, nor what they do among themselves.
            timeline: timeline
                .into_iter()
                .filter(|entry| entry.event.is_for_applicant())
                .map(|entry| TimelineEntry { by: None, ..entry })
                .collect(),
            papers: Vec::new(),
            send_to: None,
            answers: Vec::new(),
            picture_days: opened.policy.picture_days,
            may_begin_again: false,
            messages: None,
        })
    }
}

/// Whether an officer has an application open that waits for a decision.
fn is_in_review(state: ApplicationState, row: &sql::ApplicationRow, now: DateTime<Utc>) -> bool {
    state == ApplicationState::Submitted && row.claimed_until.is_some_and(|until| until > now)
}

/// Reads the state column.
pub(crate) fn state_of(id: &str) -> Result<ApplicationState> {
    ApplicationState::parse(id).ok_or(Error::Inconsistent("application.state"))
}
