//! The states of an application and the only ways between them.
//!
//! ```text
//! draft ──submit──▶ submitted ──approve──▶ approved ──begin──▶ completing ──complete──▶ completed
//!   │                 │  ▲  └───refuse───▶ refused
//!   │ expire    return│  │submit
//!   ▼                 ▼  │
//! expired ◀─expire─ returned        draft, submitted, returned ──withdraw──▶ withdrawn
//! ```
//! "In review" is no state: it is a submitted application somebody holds a claim on. Where the effect
//! of an approval is done together with it, the application stays approved; where it takes its time
//! it is begun at once, and the application is completed when the effect is there.

use serde::{Deserialize, Serialize};

crate::named! {
    /// Where an application stands.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ApplicationState {
        /// Being filled in; the applicant acts next.
        Draft = "draft",
        /// Sent; staff act next.
        Submitted = "submitted",
        /// Sent back; the applicant acts next.
        Returned = "returned",
        /// Accepted, and effective unless its effect takes its time.
        Approved = "approved",
        /// Accepted; its effect is being carried out.
        Completing = "completing",
        /// Accepted, and its effect, which took its time, is there.
        Completed = "completed",
        /// Turned down.
        Refused = "refused",
        /// Taken back by the applicant.
        Withdrawn = "withdrawn",
        /// A draft nobody finished, or one that was sent back and nobody corrected.
        Expired = "expired",
    }
}

/// What can be done to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// The applicant sends it, for the first time or corrected.
    Submit,
    /// Staff send it back for correction.
    Return,
    /// Staff (or a kind without review) accept it.
    Approve,
    /// The effect of the approval is begun, which takes its time.
    Begin,
    /// The effect is there.
    Complete,
    /// Staff turn it down.
    Refuse,
    /// The applicant takes it back.
    Withdraw,
    /// Time ran out on what waits for its applicant.
    Expire,
}

/// This transition does not exist in this state: somebody else was faster, or the page is old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{transition:?} is not possible while {state:?}")]
pub struct NotPossible {
    /// Where it stands.
    pub state: ApplicationState,
    /// What was tried.
    pub transition: Transition,
}

impl ApplicationState {
    /// The applicant may change answers.
    pub const OPEN_TO_APPLICANT: &'static [Self] = &[Self::Draft, Self::Returned];

    /// Not decided yet: its applicant may take it back.
    pub const WITHDRAWABLE: &'static [Self] = &[Self::Draft, Self::Submitted, Self::Returned];

    /// Sent, and not decided: its office has it, or will have it again.
    pub const UNDECIDED: &'static [Self] = &[Self::Submitted, Self::Returned];

    /// Accepted, whatever became of its effect.
    pub const ACCEPTED: &'static [Self] = &[Self::Approved, Self::Completing, Self::Completed];

    /// Decided or taken back: nobody looks at its pictures any more, and after a time they go.
    pub const CLOSED: &'static [Self] = &[
        Self::Approved,
        Self::Completing,
        Self::Completed,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The state after a transition.
    ///
    /// # Errors
    /// [`NotPossible`] when the drawing above has no such arrow.
    pub const fn apply(self, transition: Transition) -> Result<Self, NotPossible> {
        use ApplicationState as S;
        use Transition as T;
        Ok(match (self, transition) {
            (S::Draft | S::Returned, T::Submit) => S::Submitted,
            (S::Submitted, T::Return) => S::Returned,
            (S::Submitted, T::Approve) => S::Approved,
            (S::Approved, T::Begin) => S::Completing,
            (S::Completing, T::Complete) => S::Completed,
            (S::Submitted, T::Refuse) => S::Refused,
            (S::Draft | S::Submitted | S::Returned, T::Withdraw) => S::Withdrawn,
            (S::Draft | S::Returned, T::Expire) => S::Expired,
            (state, transition) => return Err(NotPossible { state, transition }),
        })
    }

    /// Whether it ended without effect: what was asked for can be asked for again.
    #[must_use]
    pub const fn ended_without_effect(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Expired)
    }

    /// Whether it is one of these.
    #[must_use]
    pub fn is_of(self, states: &[Self]) -> bool {
        states.contains(&self)
    }

    /// Whether the applicant may change answers.
    #[must_use]
    pub fn is_open_to_applicant(self) -> bool {
        self.is_of(Self::OPEN_TO_APPLICANT)
    }

    /// Their names in rows.
    #[must_use]
    pub fn ids(states: &[Self]) -> Vec<String> {
        states.iter().map(|state| state.id().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, find};
    use ApplicationState as S;
    use Transition as T;

    #[test]
    fn what_may_be_withdrawn_is_what_the_drawing_says() {
        for state in ApplicationState::ALL {
            let may = state.apply(Transition::Withdraw).is_ok();
            assert_eq!(
                may,
                state.is_of(ApplicationState::WITHDRAWABLE),
                "{state:?}"
            );
        }
    }

    #[test]
    fn every_state_and_transition_is_allowed_or_refused_as_drawn() {
        let drawn = [
            (S::Draft, T::Submit, S::Submitted),
            (S::Returned, T::Submit, S::Submitted),
            (S::Submitted, T::Return, S::Returned),
            (S::Submitted, T::Approve, S::Approved),
            (S::Approved, T::Begin, S::Completing),
            (S::Completing, T::Complete, S::Completed),
            (S::Submitted, T::Refuse, S::Refused),
            (S::Draft, T::Withdraw, S::Withdrawn),
            (S::Submitted, T::Withdraw, S::Withdrawn),
            (S::Returned, T::Withdraw, S::Withdrawn),
            (S::Draft, T::Expire, S::Expired),
            (S::Returned, T::Expire, S::Expired),
        ];
        for state in S::ALL {
            for transition in [
                T::Submit,
                T::Return,
                T::Approve,
                T::Begin,
                T::Complete,
                T::Refuse,
                T::Withdraw,
                T::Expire,
            ] {
                let expected = drawn
                    .iter()
                    .find(|(from, by, _)| *from == state && *by == transition)
                    .map(|(_, _, to)| *to)
                    .ok_or(NotPossible { state, transition });
                assert_eq!(
                    state.apply(transition),
                    expected,
                    "{state:?} {transition:?}"
                );
            }
        }
    }

    #[test]
    fn the_sets_of_states_are_what_the_drawing_says() {
        for state in S::ALL {
            let can = |transition| state.apply(transition).is_ok();
            assert_eq!(
                state.is_of(S::OPEN_TO_APPLICANT),
                can(T::Submit),
                "{state:?}"
            );
            let is_sent = state.is_of(S::UNDECIDED);
            assert_eq!(is_sent, can(T::Withdraw) && state != S::Draft, "{state:?}");
        }
        assert!(S::ACCEPTED.iter().all(|state| state.is_of(S::CLOSED)));
        let is_over = |state: &S| !state.is_of(S::UNDECIDED) && *state != S::Draft;
        let over: Vec<S> = S::ALL.into_iter().filter(is_over).collect();
        // What expired lost its pictures when it did.
        let closed: Vec<S> = over
            .into_iter()
            .filter(|state| *state != S::Expired)
            .collect();
        assert_eq!(closed, S::CLOSED);
        assert_eq!(S::ids(S::UNDECIDED), ["submitted", "returned"]);
    }

    #[test]
    fn every_state_has_words_for_its_owner() {
        for state in S::ALL {
            for part in ["state", "state_hint"] {
                let name = format!("{part}.{}", state.id());
                assert!(find(Language::English, &name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn every_state_is_read_back_from_its_id() {
        for state in S::ALL {
            assert_eq!(S::parse(state.id()), Some(state));
        }
        assert_eq!(S::parse("unheard of"), None);
    }
}
