//! By when an application is reviewed. The clock stops while its applicant must act (D12).

use domain::application::state::ApplicationState;
use sqlx::PgConnection;

use super::open::Opened;
use crate::history;
use crate::{Backend, Result};

impl Backend {
    /// How many working days the review has: as sent, or if it were sent now. Of one that was sent
    /// back these are the days that were left then, and one at least.
    pub(crate) async fn days_for_review(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
    ) -> Result<u32> {
        let since = match opened.state {
            ApplicationState::Returned => history::returned_at(conn, opened.id).await?,
            ApplicationState::Submitted => opened.row.submitted_at,
            _ => None,
        };
        let (Some(since), Some(due_on)) = (since, opened.row.due_on) else {
            return Ok(match opened.spec().review_days {
                Some(days) => days,
                None => opened.policy.review_days,
            });
        };
        let calendar = self.calendar(conn).await?;
        let left = calendar.working_days_between(self.settings.day(since), due_on);
        Ok(left.max(1))
    }
}
