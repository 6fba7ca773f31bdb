//! What somebody begins who is not signed in: it belongs to the browser, as a registration does before
//! it has an account.

use domain::application::entry::Entry;
use domain::application::kind::{ApplicationKind, Kind};
use domain::form::RawAnswers;
use domain::id::ApplicationId;
use sqlx::PgConnection;

use super::sql;
use super::status::state_of;
use crate::budget::Goods;
use crate::caller::{Caller, Carried};
use crate::pool::unbroken;
use crate::session::{NewOwner, Owner, Session, sql as session_sql};
use crate::{Backend, Error, Result};

impl Backend {
    /// Starts an application of a kind, from wherever it is begun, about a record where it is about
    /// one; or finds the one that is open. Returns its reference.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for what is begun signed out, to somebody who is signed in; else as for
    /// [`Backend::start_about`].
    pub async fn begin(
        &self,
        caller: &Caller,
        kind: &str,
        record: Option<&str>,
    ) -> Result<Carried<String>> {
        let spec = ApplicationKind::parse(kind).ok_or(Error::NotFound)?.spec();
        if spec.entry != Entry::SignedOut {
            return Ok(Carried::plain(
                self.start_about(caller, kind, record).await?,
            ));
        }
        let session = caller.session.as_ref();
        if session.is_some_and(|session| session.owner != Owner::Visitor) {
            return Err(Error::Forbidden);
        }
        let (backend, caller) = (self.clone(), caller.clone());
        unbroken(async move { backend.begin_signed_out(&caller, spec).await }).await
    }

    async fn begin_signed_out(
        &self,
        caller: &Caller,
        kind: &'static Kind,
    ) -> Result<Carried<String>> {
        let session = caller.session.as_ref();
        let mut tx = self.pool.begin().await?;
        if let Some(id) = session.and_then(|session| session.signed_out)
            && let Some(row) = sql::lock(&mut tx, id).await?
            && row.kind == kind.id
            && state_of(&row.state)?.is_open_to_applicant()
        {
            return Ok(Carried::plain(row.reference));
        }
        self.spend(&mut tx, caller, Goods::Draft).await?;
        let new = sql::NewApplication {
            kind: kind.id,
            account: None,
            record: None,
            language: caller.language.tag(),
        };
        let id = self
            .insert_draft(&mut tx, new, &RawAnswers::default())
            .await?;
        let token = match session {
            Some(Session { token_hash, .. }) => {
                session_sql::hold_signed_out(&mut tx, token_hash, id).await?;
                None
            }
            None => {
                let owner = NewOwner::SignedOut { draft: id };
                let old = caller.token.as_deref();
                Some(self.open_session(&mut tx, owner, old).await?)
            }
        };
        let row = sql::find(&mut tx, id).await?;
        let row = row.ok_or(Error::Inconsistent("draft"))?;
        tx.commit().await?;
        Ok(Carried {
            value: row.reference,
            token,
        })
    }

    /// The session of a browser holds the draft of a registration from now on, beside what else was
    /// begun there. A token for the browser, where it had none.
    pub(super) async fn hold_registration(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        draft: ApplicationId,
    ) -> Result<Option<String>> {
        if let Some(session) = &caller.session
            && session.signed_out.is_some()
        {
            session_sql::hold_registration(conn, &session.token_hash, draft).await?;
            return Ok(None);
        }
        let old = caller.token.as_deref();
        let owner = NewOwner::Visitor { draft };
        Ok(Some(self.open_session(conn, owner, old).await?))
    }
}
