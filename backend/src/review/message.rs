//! The side of the office in the messages about a case.

use domain::message::ThreadView;
use sqlx::PgConnection;

use crate::application::open::Opened;
use crate::caller::Caller;
use crate::message::{Side, bounded, sql as message_sql};
use crate::pool::unbroken;
use crate::{Backend, Result};

impl Backend {
    /// Staff of the office write to the applicant. A claim is not needed: it is no decision.
    ///
    /// # Errors
    /// [`Error::Message`], [`Error::Closed`], [`Error::Forbidden`] for a role that does not decide,
    /// [`Error::NotFound`] for a case of another office.
    pub async fn write_to_applicant(
        &self,
        caller: &Caller,
        reference: &str,
        form: &str,
        text: &str,
    ) -> Result<Option<ThreadView>> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        let (form, text) = (form.to_owned(), text.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open_case(&mut tx, &caller, &reference, true)
                .await?;
            let side = side_of(&caller, &opened)?;
            backend.write(&mut tx, &opened, side, &form, &text).await?;
            let thread = backend.case_thread(&mut tx, &caller, &opened).await?;
            tx.commit().await?;
            Ok(Some(thread))
        })
        .await
    }

    /// Keeps what staff wrote and could not send, for a form without scripts.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case of another office.
    pub async fn keep_message_to_applicant(
        &self,
        caller: &Caller,
        reference: &str,
        text: &str,
    ) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open_case(&mut conn, caller, reference, false).await?;
        let staff = side_of(caller, &opened)?.staff();
        let (id, text) = (self.ids.id(), bounded(text));
        message_sql::keep(&mut conn, &self.keys, id, opened.id, staff, &text).await?;
        Ok(())
    }

    /// Those of a case nobody has written about.
    pub(super) async fn empty_case_thread(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
    ) -> Result<ThreadView> {
        self.empty_thread(conn, opened, side_of(caller, opened)?)
            .await
    }

    /// The messages of a case, for the staff who see it.
    pub(crate) async fn case_thread(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
    ) -> Result<ThreadView> {
        let side = side_of(caller, opened)?;
        let subject = opened.row.subject_name.as_deref();
        self.thread(conn, opened, side, subject.unwrap_or_default())
            .await
    }
}

/// A member of staff on a case they see.
fn side_of(caller: &Caller, opened: &Opened) -> Result<Side> {
    let (staff, reviewer) = caller.reviewer()?;
    let writes = reviewer.may_decide(opened.row.office_id.as_deref());
    Ok(Side::Staff(staff, writes))
}
