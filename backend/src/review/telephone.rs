//! The applicant was called and confirmed what was sent, where a kind wants that before an approval.

use domain::application::event::Event;
use domain::application::state::Transition;
use domain::review::requirement::Requirement;

use super::second;
use crate::application::sql as application_sql;
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::{Backend, Error, Result};

impl Backend {
    /// Writes down that the applicant confirmed the case by telephone. Said twice, it is written
    /// down once.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a kind that does not ask for it, [`Error::Forbidden`],
    /// [`Error::Claimed`], [`Error::Lapsed`] without a claim of one's own, [`Error::NotPossible`],
    /// [`Error::Proposed`] while a decision waits.
    pub async fn confirm_by_telephone(&self, caller: &Caller, reference: &str) -> Result<()> {
        let (backend, caller, reference) = (self.clone(), caller.clone(), reference.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (opened, staff) = backend
                .open_for_decision(&mut tx, &caller, &reference)
                .await?;
            let (row, needed) = (&opened.row, Requirement::Telephone);
            if !opened.spec().requires.contains(&needed) {
                return Err(Error::Malformed("nobody has to be called for this"));
            }
            opened.state.apply(Transition::Approve)?;
            if second::waiting(&mut tx, &opened).await?.is_some() {
                return Err(Error::Proposed);
            }
            backend.insist_on_claim(&opened, staff)?;
            let (id, round, now) = (opened.id, row.round, backend.clock.now());
            if application_sql::meet(&mut tx, id, round, needed.id(), staff, now).await? {
                let event = Event::Telephoned;
                backend.note(&mut tx, &opened, event, staff, None).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}
