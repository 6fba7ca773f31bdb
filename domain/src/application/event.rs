//! What happened to an application, in the words of its timeline. Past tense.

use serde::{Deserialize, Serialize};

crate::named! {
    /// One thing that happened.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Event {
        /// Sent for the first time.
        Submitted = "submitted",
        /// An officer took it up.
        Claimed = "claimed",
        /// A supervisor gave it to a colleague.
        Assigned = "assigned",
        /// An officer called the applicant, who confirmed what was sent.
        Telephoned = "telephoned",
        /// Sent back for correction.
        Returned = "returned",
        /// Sent again, corrected.
        Resubmitted = "resubmitted",
        /// Accepted.
        Approved = "approved",
        /// Its effect, which took its time, is there.
        Completed = "completed",
        /// Turned down.
        Refused = "refused",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// Nobody went on with it in time.
        Expired = "expired",
        /// An officer would accept it; a second one has to confirm.
        ApprovalProposed = "approval_proposed",
        /// An officer would send it back; a second one has to confirm.
        ReturnProposed = "return_proposed",
        /// An officer would turn it down; a second one has to confirm.
        RefusalProposed = "refusal_proposed",
        /// A second officer confirmed what was proposed.
        Confirmed = "confirmed",
        /// A second officer did not.
        ProposalRejected = "proposal_rejected",
        /// The officer took back what they proposed.
        ProposalWithdrawn = "proposal_withdrawn",
        /// The office wrote to the applicant.
        OfficeWrote = "office_wrote",
        /// The applicant wrote to the office.
        ApplicantWrote = "applicant_wrote",
        /// The time was over for which its pictures are kept.
        PicturesDeleted = "pictures_deleted",
    }
}

impl Event {
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
