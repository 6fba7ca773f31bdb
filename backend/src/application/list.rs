//! All that an account has begun or sent, of every kind, page by page.

use domain::application::state::ApplicationState;
use domain::application::view::{ListedApplication, ListedPage};

use super::open::record_of;
use super::status::state_of;
use super::{Caller, sql};
use crate::{Backend, Result, message};

/// How many are on a page.
const MOST: usize = 20;

impl Backend {
    /// The newest applications of the account signed in.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`].
    pub async fn applications(&self, caller: &Caller) -> Result<ListedPage> {
        self.applications_before(caller, None).await
    }

    /// Those that were begun before one of them; nothing, where that is none of the account.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`].
    pub async fn applications_before(
        &self,
        caller: &Caller,
        before: Option<&str>,
    ) -> Result<ListedPage> {
        let account = caller.account()?;
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await?;
        let unread = message::unread_of(&mut conn, account).await?;
        // One more tells whether there is another page.
        let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
        let mut rows = sql::list(&mut conn, account, before, limit).await?;
        let has_more = rows.len() > MOST;
        rows.truncate(MOST);
        let next = rows.last().filter(|_| has_more);
        let next = next.map(|row| row.reference.clone());
        let mut listed = Vec::new();
        for row in rows {
            let state = state_of(&row.state)?;
            let waits = state == ApplicationState::Submitted;
            let about = record_of(row.record_kind.as_deref(), row.record_id)?;
            listed.push(ListedApplication {
                state,
                in_review: waits && row.claimed_until.is_some_and(|until| until > now),
                record: self.record_view(&mut conn, Some(account), about).await?,
                changed_on: self.settings.day(row.changed_at).to_string(),
                due_on: row.due_on.filter(|_| waits).map(|day| day.to_string()),
                has_unread: unread.contains(&row.reference),
                reference: row.reference,
                kind: row.kind,
            });
        }
        Ok(ListedPage { listed, next })
    }
}
