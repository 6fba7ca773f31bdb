//! Who can sign in: the owner of an account, or a member of staff. What belongs to either of them
//! (sessions, second factors, counts of tries) names them by this.

use domain::account::Door;
use domain::id::{AccountId, StaffId};
use domain::value::user_name::UserName;
use uuid::Uuid;

/// Somebody who can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// An applicant.
    Account(AccountId),
    /// A member of staff.
    Staff(StaffId),
}

impl Principal {
    /// Where they sign in.
    #[must_use]
    pub const fn door(self) -> Door {
        match self {
            Self::Account(_) => Door::Applicants,
            Self::Staff(_) => Door::Staff,
        }
    }

    /// As the two columns of a row.
    pub(crate) const fn ids(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Account(account) => (Some(account.0), None),
            Self::Staff(staff) => (None, Some(staff.0)),
        }
    }

    /// Which of the two, and who.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Account(account) => format!("account:{account}"),
            Self::Staff(staff) => format!("staff:{staff}"),
        }
    }

    pub(crate) fn key(self) -> String {
        match self {
            Self::Account(account) => account.to_string(),
            Self::Staff(staff) => staff.to_string(),
        }
    }
}

impl From<AccountId> for Principal {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl From<StaffId> for Principal {
    fn from(staff: StaffId) -> Self {
        Self::Staff(staff)
    }
}

/// The user name as it is stored; a text that can be nobody's is only made small.
pub(crate) fn folded(typed: &str) -> String {
    match UserName::parse(typed) {
        Ok(name) => name.to_string(),
        Err(_) => typed
            .trim()
            .chars()
            .take(100)
            .flat_map(char::to_lowercase)
            .collect(),
    }
}
