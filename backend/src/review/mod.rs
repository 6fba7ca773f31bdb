//! Review: the queue, a case, the claim on it, the decision.

mod assign;
pub(crate) mod bulk;
mod case;
mod decide;
mod desk;
mod figures;
pub(crate) mod kept;
pub(crate) mod likeness;
mod mark;
mod next;
mod queue;
mod remark;
mod second;
pub(crate) mod sql;
mod standard;
mod telephone;
#[cfg(test)]
pub(crate) mod tests;

pub use kept::CaseForm;

use domain::id::StaffId;
use domain::review::Reviewer;

use crate::application::Caller;
use crate::session::Owner;
use crate::{Error, Result};

impl Caller {
    /// The member of staff who is signed in.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub fn reviewer(&self) -> Result<(StaffId, &Reviewer)> {
        match self.session.as_ref().map(|session| &session.owner) {
            Some(Owner::Staff {
                staff, reviewer, ..
            }) => Ok((*staff, reviewer)),
            _ => Err(Error::SignedOut),
        }
    }
}
