//! What somebody begins who is not signed in: it belongs to the browser, as a registration does before
//! it has an account.

use domain::application::entry::Entry;
use domain::application::kind::{ApplicationKind, Kind};
use domain::form::RawAnswers;
use domain::id::ApplicationId;
use sqlx::PgConnection;

use super::sql;
use crate::budget::Goods;
use crate::caller::{Caller, Carried};
use crate::pool::unbroken;
use crate::session::{NewOwner, Owner, Session, sql as session_sql, token_hash};
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
        if let Some(Session { owner, .. }) = &caller.session
            && *owner != Owner::Visitor
        {
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
        let mut tx = self.pool.begin().await?;
        let (token_hash, token) = self.session_of_visitor(&mut tx, caller).await?;
        if let Some(reference) = sql::open_signed_out(&mut tx, &token_hash, kind.id).await? {
            tx.commit().await?;
            return Ok(Carried {
                value: reference,
                token,
            });
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
        session_sql::hold_signed_out(&mut tx, &token_hash, id).await?;
        let row = sql::find(&mut tx, id).await?;
        let row = row.ok_or(Error::Inconsistent("draft"))?;
        tx.commit().await?;
        Ok(Carried {
            value: row.reference,
            token,
        })
    }

    /// The session of a browser in which nobody is signed in, locked and lasting as long as a draft begun
    /// now; a new one, and its token for the browser, where there is none any more.
    async fn session_of_visitor(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
    ) -> Result<(Vec<u8>, Option<String>)> {
        if let Some(session) = &caller.session
            && self.prolong(conn, session).await?
        {
            // Its cookie, too, lasts longer from now on.
            return Ok((session.token_hash.clone(), caller.token.clone()));
        }
        let old = caller.token.as_deref();
        let token = self.open_session(conn, NewOwner::SignedOut, old).await?;
        let hash = token_hash(&token).ok_or(Error::Inconsistent("session.token_hash"))?;
        Ok((hash, Some(token)))
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
            && !session.signed_out.is_empty()
            && self.prolong(conn, session).await?
        {
            session_sql::hold_registration(conn, &session.token_hash, draft).await?;
            return Ok(caller.token.clone());
        }
        let old = caller.token.as_deref();
        let owner = NewOwner::Visitor { draft };
        Ok(Some(self.open_session(conn, owner, old).await?))
    }
}
