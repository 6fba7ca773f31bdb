//! What happened to an application, in the words of its timeline. Past tense.

use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Sent for the first time.
    Submitted,
    /// An officer took it up.
    Claimed,
    /// A supervisor gave it to a colleague.
    Assigned,
    /// Sent back for correction.
    Returned,
    /// Sent again, corrected.
    Resubmitted,
    /// Accepted and effective.
    Approved,
    /// Turned down.
    Refused,
    /// Taken back.
    Withdrawn,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Submitted,
        Self::Claimed,
        Self::Assigned,
        Self::Returned,
        Self::Resubmitted,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// Its name in rows and texts (`event.<id>`).
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Claimed => "claimed",
            Self::Assigned => "assigned",
            Self::Returned => "returned",
            Self::Resubmitted => "resubmitted",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the name back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.id() == id)
    }

    /// Whether the applicant gets a mail about it (`mail.<id>`).
    #[must_use]
    pub const fn is_mailed(self) -> bool {
        !self.is_internal()
    }

    /// Whether only staff are told: how often they looked, and which of them.
    #[must_use]
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::Claimed | Self::Assigned)
    }
}
