//! Review: who may decide, what a correction asks for.

pub mod bulk;
pub mod duplicate;
pub mod figures;
pub mod filter;
pub mod four_eyes;
pub mod instruction;
pub mod mark;
pub mod notes;
pub mod remark;
pub mod requirement;
pub mod view;

use serde::{Deserialize, Serialize};

use crate::form::{Control, Field, Scope};

crate::named! {
    /// What a member of staff may do.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        /// Reviews the cases of one office.
        Officer = "officer",
        /// Reviews the cases of all offices.
        Supervisor = "supervisor",
        /// Sees the cases of all offices, decides none.
        Administrator = "administrator",
    }
}

impl Role {
    /// Whether somebody in this role decides cases.
    #[must_use]
    pub const fn decides(self) -> bool {
        !matches!(self, Self::Administrator)
    }
}

/// The member of staff who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// What they may do.
    pub role: Role,
    /// Their office; officers always have one.
    pub office: Option<String>,
}

impl Reviewer {
    /// Whether a case of this office is theirs to see.
    #[must_use]
    pub fn may_see(&self, office: Option<&str>) -> bool {
        match self.role {
            Role::Officer => self.office.as_deref() == office,
            Role::Supervisor | Role::Administrator => true,
        }
    }

    /// Whether they help owners of accounts back in: not officers, who decide their cases.
    #[must_use]
    pub const fn may_serve(&self) -> bool {
        !matches!(self.role, Role::Officer)
    }

    /// Whether a case of this office is theirs to decide.
    #[must_use]
    pub fn may_decide(&self, office: Option<&str>) -> bool {
        self.role.decides() && self.may_see(office)
    }

    /// Whether they may give cases to colleagues, and take them from colleagues.
    #[must_use]
    pub fn may_assign(&self) -> bool {
        self.role == Role::Supervisor
    }
}

/// How long a claim holds without a sign of life, in minutes.
pub const LEASE_MINUTES: i64 = 15;

/// One thing the applicant must correct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Field or upload field.
    pub item: String,
    /// One of [`reasons_for`] the field.
    pub reason: String,
    /// What to do, in the officer's words; may be empty.
    pub instruction: String,
}

/// The longest instruction or general reason, in characters.
pub const MAX_INSTRUCTION: usize = 500;

/// Whether a text of staff about a decision has more than [`MAX_INSTRUCTION`] characters.
#[must_use]
pub fn is_too_long(text: &str) -> bool {
    text.chars().count() > MAX_INSTRUCTION
}

/// The reason codes that make sense for a field; the texts are at `reason.<code>`.
#[must_use]
pub const fn reasons_for(field: &Field) -> &'static [&'static str] {
    instruction::ReasonSubject::of(field).reasons()
}

/// Whether an officer can flag this field at all: secrets cannot be seen, so not be corrected.
#[must_use]
pub const fn can_be_flagged(field: &Field) -> bool {
    !field.is_secret()
}

/// Whether a correction opens a field: what was flagged, what proves a flagged address, and what
/// became wrong by correcting it.
#[must_use]
pub fn opens(findings: &[Finding], field: &Field, scope: &Scope) -> bool {
    let is_flagged = |item: &str| findings.iter().any(|finding| finding.item == item);
    let proves_flagged =
        matches!(field.control, Control::EmailCode { address } if is_flagged(address));
    is_flagged(field.id) || proves_flagged || field.check(scope).is_err()
}

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Accepted; it takes effect.
    Approve,
    /// Sent back.
    Return {
        /// The general reason (补正理由).
        reason: String,
        /// What to correct; at least one.
        findings: Vec<Finding>,
    },
    /// Turned down.
    Refuse {
        /// Why, for the applicant.
        reason: String,
    },
}

impl Decision {
    /// The name of [`Decision::Approve`].
    pub const APPROVE: &str = "approve";
    /// The name of [`Decision::Return`].
    pub const RETURN: &str = "return";
    /// The name of [`Decision::Refuse`].
    pub const REFUSE: &str = "refuse";

    /// Its name in forms and texts.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Approve => Self::APPROVE,
            Self::Return { .. } => Self::RETURN,
            Self::Refuse { .. } => Self::REFUSE,
        }
    }

    /// The general reason.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Approve => None,
            Self::Return { reason, .. } | Self::Refuse { reason } => Some(reason),
        }
    }

    /// What is to be corrected.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Return { findings, .. } => findings,
            Self::Approve | Self::Refuse { .. } => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_sees_and_decides_only_the_own_office() {
        let officer = Reviewer {
            role: Role::Officer,
            office: Some("zhengzhou".into()),
        };
        assert!(officer.may_decide(Some("zhengzhou")));
        assert!(!officer.may_see(Some("luoyang")));
        assert!(!officer.may_see(None));
    }

    #[test]
    fn a_supervisor_decides_everywhere_and_an_administrator_nowhere() {
        let supervisor = Reviewer {
            role: Role::Supervisor,
            office: None,
        };
        let administrator = Reviewer {
            role: Role::Administrator,
            office: None,
        };
        assert!(supervisor.may_decide(Some("luoyang")));
        assert!(supervisor.may_assign() && !administrator.may_assign());
        assert!(administrator.may_see(Some("luoyang")));
        assert!(!administrator.may_decide(Some("luoyang")));
    }
}
