//! Four eyes: which decisions wait for a second officer, and what the two are told about it. The
//! state of the application does not change while it waits, so its applicant sees nothing of it.

use serde::{Deserialize, Serialize};

use super::{Decision, is_too_long};
use crate::id::ProposalId;
use crate::value::prose;

crate::named! {
    /// Which decisions take effect only when a second officer confirms them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum FourEyes {
        /// None.
        #[default]
        Off = "off",
        /// Refusals.
        Refusals = "refusals",
        /// All of them.
        All = "all",
    }
}

impl FourEyes {
    /// Their names.
    pub const IDS: [&'static str; 3] = [Self::Off.id(), Self::Refusals.id(), Self::All.id()];

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
pub enum DecisionOutcome {
    /// It took effect.
    Done,
    /// It waits for a second officer.
    Proposed,
}

impl DecisionOutcome {
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
    pub id: ProposalId,
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

/// What the note of a second officer who does not confirm lacks; the texts are at
/// `staff.second.<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A word why.
    Note,
    /// Brevity: it has more than [`super::MAX_INSTRUCTION`] characters.
    Brevity,
}

impl Lack {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Note => "note_missing",
            Self::Brevity => "note_too_long",
        }
    }
}

/// The note of a rejection as it is kept.
///
/// # Errors
/// What it lacks.
pub fn rejection(note: &str) -> Result<String, Lack> {
    let note = prose(note);
    match note.is_empty() {
        true => Err(Lack::Note),
        false if is_too_long(&note) => Err(Lack::Brevity),
        false => Ok(note),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::MAX_INSTRUCTION;
    use crate::text::{Language, find};

    #[test]
    fn every_decision_has_words_for_whoever_reads_of_it() {
        for decision in [Decision::APPROVE, Decision::RETURN, Decision::REFUSE] {
            for part in [
                "second.",
                "second.own_",
                "second.confirm_",
                "second.confirm_title_",
                "proposed.",
            ] {
                let name = format!("staff.{part}{decision}");
                assert!(find(Language::English, &name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn a_rejection_says_why_and_is_not_too_long() {
        assert_eq!(rejection(" \n"), Err(Lack::Note));
        assert_eq!(
            rejection(" Look at the seal.\n"),
            Ok("Look at the seal.".to_owned())
        );
        let longest = "字".repeat(MAX_INSTRUCTION);
        assert_eq!(rejection(&longest), Ok(longest.clone()));
        assert_eq!(rejection(&format!("{longest}字")), Err(Lack::Brevity));
        for lack in [Lack::Note, Lack::Brevity] {
            let name = format!("staff.second.{}", lack.code());
            assert!(find(Language::English, &name).is_some(), "{name}");
        }
    }

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
