//! What is agreed to before the first step of an application is shown, where its kind asks for it:
//! once for each draft, in the version that is in force then. It is kept beside what is accepted with
//! each round, as round 0.

use domain::application::state::ApplicationState;
use domain::application::view::{AgreedView, ConsentView, TermsView};
use domain::id::ApplicationId;
use domain::text::Language;
use sqlx::PgConnection;

use super::open::{Lock, Opened};
use super::submit::Accepted;
use super::{Target, sql};
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::{Backend, Error, Result};

/// The round of what was agreed to before anything was answered.
const BEFORE: i32 = 0;

impl Backend {
    /// What must be agreed to before the first step of the own application.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's application, or one that asks for nothing.
    pub async fn consent(&self, caller: &Caller, reference: &str) -> Result<ConsentView> {
        let mut conn = self.pool.acquire().await?;
        let place = Target::Reference(reference.to_owned());
        let opened = self.open(&mut conn, caller, &place, Lock::No).await?;
        let opened = opened.ok_or(Error::NotFound)?;
        let id = opened.spec().consent.ok_or(Error::NotFound)?;
        let terms = self.terms(&mut conn, id, caller.language).await?;
        let terms = terms.ok_or(Error::Inconsistent("terms"))?;
        Ok(ConsentView {
            kind: opened.spec().id.to_owned(),
            record: self
                .record_view(&mut conn, opened.account(), opened.record)
                .await?,
            is_due: opened.asks_consent,
            title: terms.title,
            terms: TermsView {
                version: terms.version,
                sha256: terms.sha256,
                text: terms.text,
            },
            reference: opened.row.reference,
        })
    }

    /// Agrees to it. Agreeing again changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's application; [`Error::Stale`] when what was on the page
    /// is not in force; [`Error::Malformed`] for a kind that asks for nothing.
    pub async fn agree(&self, caller: &Caller, reference: &str, accepted: Accepted) -> Result<()> {
        let (backend, caller) = (self.clone(), caller.clone());
        let place = Target::Reference(reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend.open(&mut tx, &caller, &place, Lock::ForUpdate);
            let opened = opened.await?.ok_or(Error::NotFound)?;
            let terms = opened.spec().consent;
            let terms = terms.ok_or(Error::Malformed("there is nothing to agree to"))?;
            if !opened.asks_consent {
                return Ok(());
            }
            let (id, language) = (opened.id, caller.language);
            backend
                .accept(&mut tx, id, BEFORE, terms, language, &accepted)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Keeps that a text was accepted as it is in force.
    ///
    /// # Errors
    /// [`Error::Stale`] when it is not.
    pub(super) async fn accept(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        round: i32,
        terms: &str,
        language: Language,
        accepted: &Accepted,
    ) -> Result<()> {
        let in_force = self.terms(conn, terms, language).await?;
        let in_force = in_force.ok_or(Error::Inconsistent("terms"))?;
        if accepted.version != in_force.version || accepted.sha256 != in_force.sha256 {
            return Err(Error::Stale {
                seen: accepted.version,
            });
        }
        let now = self.clock.now();
        crate::notice::terms::publish_shipped(conn, terms, now).await?;
        let kept = sql::Acceptance {
            terms,
            version: in_force.version,
            sha256: &in_force.sha256,
            language: language.tag(),
        };
        Ok(sql::insert_acceptance(conn, id, round, kept, now).await?)
    }

    /// What was agreed to with an application, oldest first, as staff read it.
    pub(crate) async fn agreed(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        language: Language,
    ) -> Result<Vec<AgreedView>> {
        let rows = sql::acceptances(conn, id).await?;
        let told = rows.into_iter().map(|row| AgreedView {
            title: row.title.0.get(language).to_owned(),
            notice: row.terms_id,
            version: row.terms_version,
            round: row.round,
            at: self.settings.moment(row.accepted_at),
        });
        Ok(told.collect())
    }
}

/// Whether a draft shows nothing yet but what must be agreed to.
pub(super) async fn is_due(conn: &mut PgConnection, opened: &Opened) -> Result<bool> {
    let is_asked = opened.spec().consent.is_some() && opened.state == ApplicationState::Draft;
    Ok(is_asked && !sql::is_accepted(conn, opened.id, BEFORE).await?)
}
