//! Review: the queue, a case, the claim on it, the decision.

mod assign;
pub(crate) mod bulk;
mod case;
pub mod column;
mod decide;
mod desk;
mod figures;
pub(crate) mod kept;
mod message;
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
