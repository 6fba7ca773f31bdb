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
    /// An officer called the applicant, who confirmed what was sent.
    Telephoned,
    /// Sent back for correction.
    Returned,
    /// Sent again, corrected.
    Resubmitted,
    /// Accepted.
    Approved,
    /// Its effect, which took its time, is there.
    Completed,
    /// Turned down.
    Refused,
    /// Taken back.
    Withdrawn,
    /// Nobody went on with it in time.
    Expired,
    /// An officer would accept it; a second one has to confirm.
    ApprovalProposed,
    /// An officer would send it back; a second one has to confirm.
    ReturnProposed,
    /// An officer would turn it down; a second one has to confirm.
    RefusalProposed,
    /// A second officer confirmed what was proposed.
    Confirmed,
    /// A second officer did not.
    ProposalRejected,
    /// The officer took back what they proposed.
    ProposalWithdrawn,
    /// The office wrote to the applicant.
    OfficeWrote,
    /// The applicant wrote to the office.
    ApplicantWrote,
    /// The time was over for which its pictures are kept.
    PicturesDeleted,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Submitted,
        Self::Claimed,
        Self::Assigned,
        Self::Telephoned,
        Self::Returned,
        Self::Resubmitted,
        Self::Approved,
        Self::Completed,
        Self::Refused,
        Self::Withdrawn,
        Self::Expired,
        Self::ApprovalProposed,
        Self::ReturnProposed,
        Self::RefusalProposed,
        Self::Confirmed,
        Self::ProposalRejected,
        Self::ProposalWithdrawn,
        Self::OfficeWrote,
        Self::ApplicantWrote,
        Self::PicturesDeleted,
    ];

    /// Its name in rows and texts (`event.<id>`).
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Claimed => "claimed",
            Self::Assigned => "assigned",
            Self::Telephoned => "telephoned",
            Self::Returned => "returned",
            Self::Resubmitted => "resubmitted",
            Self::Approved => "approved",
            Self::Completed => "completed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::ApprovalProposed => "approval_proposed",
            Self::ReturnProposed => "return_proposed",
            Self::RefusalProposed => "refusal_proposed",
            Self::Confirmed => "confirmed",
            Self::ProposalRejected => "proposal_rejected",
            Self::ProposalWithdrawn => "proposal_withdrawn",
            Self::OfficeWrote => "office_wrote",
            Self::ApplicantWrote => "applicant_wrote",
            Self::PicturesDeleted => "pictures_deleted",
        }
    }

    /// Reads the name back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.id() == id)
    }

    /// Whether the applicant gets a mail about it (`mail.<id>`). That pictures will be deleted is
    /// in the mail about the decision, and that it will end was told before it did.
    #[must_use]
    pub const fn is_mailed(self) -> bool {
        self.is_for_applicant()
            && !matches!(
                self,
                Self::ApplicantWrote | Self::PicturesDeleted | Self::Expired
            )
    }

    /// Whether the applicant sees it: not what officers do among themselves.
    #[must_use]
    pub const fn is_for_applicant(self) -> bool {
        match self {
            Self::Submitted
            | Self::Returned
            | Self::Resubmitted
            | Self::Approved
            | Self::Completed
            | Self::Refused
            | Self::Withdrawn
            | Self::Expired
            | Self::OfficeWrote
            | Self::ApplicantWrote
            | Self::PicturesDeleted => true,
            Self::Claimed
            | Self::Assigned
            | Self::Telephoned
            | Self::ApprovalProposed
            | Self::ReturnProposed
            | Self::RefusalProposed
            | Self::Confirmed
            | Self::ProposalRejected
            | Self::ProposalWithdrawn => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, find};

    #[test]
    fn every_event_has_words_and_a_mail_where_one_is_sent() {
        for event in Event::ALL {
            assert_eq!(Event::parse(event.id()), Some(event));
            let name = format!("event.{}", event.id());
            assert!(find(Language::English, &name).is_some(), "{name}");
            let mail = format!("mail.{}.body", event.id());
            let has_mail = find(Language::English, &mail).is_some();
            assert_eq!(has_mail, event.is_mailed(), "{mail}");
        }
    }
}
