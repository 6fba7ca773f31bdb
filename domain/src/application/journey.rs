//! The way through the steps of a kind, computed from the answers and never stored, so that next,
//! previous, "may I be here" and the progress bar cannot disagree.

use super::kind::{Kind, Step};
use crate::form::{Scope, StepErrors};

/// A kind seen through one set of answers.
#[derive(Clone, Copy, Debug)]
pub struct Journey<'a> {
    kind: &'static Kind,
    scope: Scope<'a>,
}

impl<'a> Journey<'a> {
    /// The journey of these answers.
    #[must_use]
    pub const fn new(kind: &'static Kind, scope: Scope<'a>) -> Self {
        Self { kind, scope }
    }

    /// All that is wrong or missing in a step.
    #[must_use]
    pub fn errors(&self, step: &Step) -> StepErrors {
        step.fields()
            .filter_map(|field| {
                field
                    .check(&self.scope)
                    .err()
                    .map(|reason| (field.id.to_owned(), reason))
            })
            .collect()
    }

    /// Whether all of a step passes.
    #[must_use]
    pub fn is_complete(&self, step: &Step) -> bool {
        step.fields().all(|field| field.check(&self.scope).is_ok())
    }

    /// The steps there are with these answers, in order.
    #[must_use]
    pub fn steps(&self) -> Vec<&'static Step> {
        let applies = |step: &&'static Step| step.applies(&self.scope);
        self.kind.steps.iter().filter(applies).collect()
    }

    /// Whether there is this step, and every one before it is complete.
    #[must_use]
    pub fn may_visit(&self, step: &Step) -> bool {
        step.applies(&self.scope)
            && self
                .kind
                .steps
                .iter()
                .take_while(|earlier| earlier.id != step.id)
                .all(|earlier| self.is_complete(earlier))
    }

    /// The first step that still wants something, else the last: where a draft is resumed.
    #[must_use]
    pub fn first_open(&self) -> &'static Step {
        self.kind
            .steps
            .iter()
            .find(|step| !self.is_complete(step))
            .or(self.kind.steps.last())
            .expect("a kind has at least one step")
    }

    /// The step after this one.
    #[must_use]
    pub fn next(&self, step: &Step) -> Option<&'static Step> {
        let later = &self.kind.steps[self.position(step) + 1..];
        later.iter().find(|step| step.applies(&self.scope))
    }

    /// The step before this one. Never asks whether anything is valid.
    #[must_use]
    pub fn previous(&self, step: &Step) -> Option<&'static Step> {
        let earlier = &self.kind.steps[..self.position(step)];
        earlier.iter().rev().find(|step| step.applies(&self.scope))
    }

    fn position(&self, step: &Step) -> usize {
        self.kind
            .steps
            .iter()
            .position(|candidate| candidate.id == step.id)
            .expect("a step belongs to the kind it was taken from")
    }
}
