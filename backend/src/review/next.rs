//! The next case: the one that follows in the list a case was opened from.

use domain::review::filter::QueueFilter;

use super::queue::{AskedQueue, QueuePosition};
use super::sql::queue as sql;
use crate::caller::Caller;
use crate::{Backend, Error, Result};

impl Backend {
    /// The reference of the case that follows this one in the filtered queue and that the reviewer
    /// could take up now; after the last one, the first. `None`: there is no other.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case the reviewer may not see.
    pub async fn next_case(
        &self,
        caller: &Caller,
        reference: &str,
        filter: &QueueFilter,
    ) -> Result<Option<String>> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open_case(&mut conn, caller, reference, false).await?;
        let row = &opened.row;
        let place = match (row.due_on, row.submitted_at) {
            (Some(due_on), Some(submitted_at)) => QueuePosition {
                due_on,
                submitted_at,
            },
            _ => return Err(Error::Inconsistent("application.submitted_at")),
        };
        let asked = AskedQueue::read(self, caller, filter)?;
        for after in [Some(&place), None] {
            let wanted = asked.free_but(&row.reference, after);
            if let Some(next) = sql::page(&mut conn, &wanted).await?.pop() {
                return Ok(Some(next.reference));
            }
        }
        Ok(None)
    }
}
