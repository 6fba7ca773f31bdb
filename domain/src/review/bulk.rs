//! Deciding several cases together: what is shown before it is confirmed, and what became of each.

use serde::{Deserialize, Serialize};

use super::duplicate::Clue;
use super::four_eyes::{DecisionOutcome, FourEyes};
use super::mark::Mark;
use super::notes::Notes;
use super::{Decision, Finding};
use crate::application::state::ApplicationState;
use crate::text::Language;

/// How many cases are decided together at most.
pub const MOST: usize = 100;

/// What will become of one case, or what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum BulkOutcome {
    /// The decision takes effect.
    Decided,
    /// It is proposed to a second officer.
    Proposed,
    /// A colleague holds the claim.
    Held {
        /// Who.
        holder: String,
    },
    /// It changed after it was shown.
    Changed,
    /// It waits for no decision.
    NotWaiting {
        /// Where it stands instead.
        state: ApplicationState,
    },
    /// It waits for a second officer already.
    WaitsForSecond,
    /// It is not the reader's to decide.
    NotYours,
    /// What is flagged is not in it.
    LacksItem,
    /// Something must be done before it can be approved.
    LacksRequirement,
    /// It wants a look for a reason that was not there, or not shown, when it was ticked.
    Marked,
}

impl BulkOutcome {
    /// The name of its text, at `staff.bulk.will.<name>` and `staff.bulk.did.<name>`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Proposed => "proposed",
            Self::Held { .. } => "held",
            Self::Changed => "changed",
            Self::NotWaiting { .. } => "not_waiting",
            Self::WaitsForSecond => "waits_for_second",
            Self::NotYours => "not_yours",
            Self::LacksItem => "lacks_item",
            Self::LacksRequirement => "lacks_requirement",
            Self::Marked => "marked",
        }
    }

    /// Whether something happens to the case.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Decided | Self::Proposed)
    }
}

impl From<DecisionOutcome> for BulkOutcome {
    fn from(outcome: DecisionOutcome) -> Self {
        match outcome {
            DecisionOutcome::Done => Self::Decided,
            DecisionOutcome::Proposed => Self::Proposed,
        }
    }
}

/// One of the cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkCase {
    /// Reference number.
    pub reference: String,
    /// Name of the applicant.
    pub subject: String,
    /// Id of the kind.
    pub kind: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// How often it was sent.
    pub round: i32,
    /// Why it wants a look of its own.
    pub marks: Vec<Mark>,
    /// What it has in common with others, the strongest first.
    pub clues: Vec<Clue>,
    /// What will become of it, or became.
    pub outcome: BulkOutcome,
    /// It is over: `outcome` is what became of it.
    pub is_done: bool,
}

/// A case that was ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticked {
    /// Reference number.
    pub reference: String,
    /// The marks that were shown beside the box.
    pub seen: Vec<Mark>,
}

/// The cases somebody selected, before a decision is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenCases {
    /// Those the reader may see, in the order they were selected.
    pub cases: Vec<BulkCase>,
    /// The kind all of them are of; none where they are of several.
    pub kind: Option<String>,
    /// Fields all of them have, so that they can be flagged together.
    pub items: Vec<String>,
    /// Which decisions wait for a second officer.
    pub four_eyes: FourEyes,
    /// How many of the references are no case the reader may see.
    pub left_out: usize,
    /// What the reader wrote about just these cases and did not confirm.
    pub kept: Notes,
}

/// What is to be corrected, as it is read in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFindings {
    /// The language of some of the applicants; `None`: all of them read the same.
    pub language: Option<Language>,
    /// With the standard instruction where nothing is written.
    pub findings: Vec<Finding>,
}

/// A decision about several cases, before and after it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkView {
    /// What is decided.
    pub decision: Decision,
    /// About what.
    pub cases: Vec<BulkCase>,
    /// Somebody confirmed it.
    pub is_confirmed: bool,
    /// What the applicants will read, or were told, as far as they read anything to correct.
    pub findings: Vec<ReadFindings>,
}

impl BulkView {
    /// How many of the cases will be, or were, decided or proposed.
    #[must_use]
    pub fn good(&self) -> usize {
        self.cases
            .iter()
            .filter(|case| case.outcome.is_good() && case.is_done == self.is_confirmed)
            .count()
    }

    /// How many were confirmed and not reached.
    #[must_use]
    pub fn left(&self) -> usize {
        let is_left = |case: &&BulkCase| self.is_confirmed && !case.is_done;
        self.cases.iter().filter(is_left).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, find};

    fn case(outcome: BulkOutcome, is_done: bool) -> BulkCase {
        BulkCase {
            reference: String::new(),
            subject: String::new(),
            kind: String::new(),
            state: ApplicationState::Submitted,
            round: 1,
            marks: Vec::new(),
            clues: Vec::new(),
            outcome,
            is_done,
        }
    }

    #[test]
    fn what_was_not_reached_is_not_counted_as_done() {
        let mut view = BulkView {
            decision: Decision::Approve,
            cases: vec![
                case(BulkOutcome::Decided, false),
                case(BulkOutcome::Changed, false),
                case(BulkOutcome::Proposed, false),
            ],
            is_confirmed: false,
            findings: Vec::new(),
        };
        assert_eq!((view.good(), view.left()), (2, 0));
        view.is_confirmed = true;
        assert_eq!((view.good(), view.left()), (0, 3));
        view.cases[0].is_done = true;
        assert_eq!((view.good(), view.left()), (1, 2));
    }

    #[test]
    fn every_outcome_has_words_before_and_after() {
        let state = ApplicationState::Approved;
        let holder = String::new();
        for outcome in [
            BulkOutcome::Decided,
            BulkOutcome::Proposed,
            BulkOutcome::Held { holder },
            BulkOutcome::Changed,
            BulkOutcome::NotWaiting { state },
            BulkOutcome::WaitsForSecond,
            BulkOutcome::NotYours,
            BulkOutcome::LacksItem,
            BulkOutcome::LacksRequirement,
            BulkOutcome::Marked,
        ] {
            for time in ["will", "did"] {
                let name = format!("staff.bulk.{time}.{}", outcome.id());
                let is_there = |name: &str| find(Language::English, name).is_some();
                let by_decision = [Decision::APPROVE, Decision::RETURN, Decision::REFUSE]
                    .iter()
                    .all(|decision| is_there(&format!("{name}.{decision}")));
                assert_eq!(is_there(&name), !outcome.is_good(), "{name}");
                assert_eq!(by_decision, outcome.is_good(), "{name}");
            }
        }
    }
}
