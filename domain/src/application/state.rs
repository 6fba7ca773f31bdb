//! The states of an application and the only ways between them.
//!
//! ```text
//! draft ──submit──▶ submitted ──approve──▶ approved
//!   │                 │  ▲  └───refuse───▶ refused
//!   │ expire    return│  │submit
//!   ▼                 ▼  │
//! expired ◀─expire─ returned        draft, submitted, returned ──withdraw──▶ withdrawn
//! ```
//! "In review" is no state: it is a submitted application somebody holds a claim on.

use serde::{Deserialize, Serialize};

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// Being filled in; the applicant acts next.
    Draft,
    /// Sent; staff act next.
    Submitted,
    /// Sent back; the applicant acts next.
    Returned,
    /// Accepted, effective.
    Approved,
    /// Turned down.
    Refused,
    /// Taken back by the applicant.
    Withdrawn,
    /// A draft nobody finished, or one that was sent back and nobody corrected.
    Expired,
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
    /// All states.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Submitted,
        Self::Returned,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
        Self::Expired,
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
            (S::Submitted, T::Refuse) => S::Refused,
            (S::Draft | S::Submitted | S::Returned, T::Withdraw) => S::Withdrawn,
            (S::Draft | S::Returned, T::Expire) => S::Expired,
            (state, transition) => return Err(NotPossible { state, transition }),
        })
    }

    /// Its name in rows, URLs and texts (`state.<id>`).
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Reads the name back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// Whether it ended without effect: what was asked for can be asked for again.
    #[must_use]
    pub const fn ended_without_effect(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Expired)
    }

    /// Whether the applicant may change answers.
    #[must_use]
    pub const fn is_open_to_applicant(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApplicationState as S;
    use Transition as T;

    #[test]
    fn every_state_and_transition_is_allowed_or_refused_as_drawn() {
        let drawn = [
            (S::Draft, T::Submit, S::Submitted),
            (S::Returned, T::Submit, S::Submitted),
            (S::Submitted, T::Return, S::Returned),
            (S::Submitted, T::Approve, S::Approved),
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
    fn every_state_is_read_back_from_its_id() {
        for state in S::ALL {
            assert_eq!(S::parse(state.id()), Some(state));
        }
        assert_eq!(S::parse("unheard of"), None);
    }
}
