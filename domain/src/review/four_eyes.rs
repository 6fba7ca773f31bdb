//! Four eyes: which decisions wait for a second officer, and what the two are told about it. The
//! state of the application does not change while it waits, so its applicant sees nothing of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Decision;

/// Which decisions take effect only when a second officer confirms them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FourEyes {
    /// None.
    #[default]
    Off,
    /// Refusals.
    Refusals,
    /// All of them.
    All,
}

impl FourEyes {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Off, Self::Refusals, Self::All];

    /// Their names.
    pub const IDS: [&'static str; 3] = [Self::Off.id(), Self::Refusals.id(), Self::All.id()];

    /// Its name in settings.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Refusals => "refusals",
            Self::All => "all",
        }
    }

    /// Reads the name back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.id() == id)
    }

    /// Whether a decision of this name ([`Decision::id`]) waits for a second officer.
    #[must_use]
    pub fn apply_to(self, decision: &str) -> bool {
        match self {
            Self::Off => false,
            Self::Refusals => decision == Decision::REFUSE,
            Self::All => true,
        }
    }
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It took effect.
    Done,
    /// It waits for a second officer.
    Proposed,
}

impl Outcome {
    /// Its name in URLs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Done => "decided",
            Self::Proposed => "proposed",
        }
    }
}

/// A decision that waits, or waited, for a second officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    /// What is confirmed: this one and no later one.
    pub id: Uuid,
    /// What was decided.
    pub decision: Decision,
    /// By whom.
    pub by: String,
    /// When, `2026-11-22 14:05`.
    pub at: String,
    /// The reader made it.
    pub is_own: bool,
    /// The reader may confirm or reject it.
    pub may_answer: bool,
    /// A second officer did not confirm it: the case is open again.
    pub is_rejected: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_says_which_decisions_wait() {
        let waiting = |choice: FourEyes| {
            [Decision::APPROVE, Decision::RETURN, Decision::REFUSE]
                .map(|decision| choice.apply_to(decision))
        };
        assert_eq!(waiting(FourEyes::Off), [false, false, false]);
        assert_eq!(waiting(FourEyes::Refusals), [false, false, true]);
        assert_eq!(waiting(FourEyes::All), [true, true, true]);
    }

    #[test]
    fn every_choice_is_read_back_from_its_name() {
        for choice in FourEyes::ALL {
            assert_eq!(FourEyes::parse(choice.id()), Some(choice));
        }
        assert_eq!(FourEyes::parse("some"), None);
    }
}
