//! Who calls a use case, and what they are by the session they showed. Every use case that somebody
//! asks for is given this, and asks it for the account or the member of staff.

use std::net::IpAddr;

use domain::id::{AccountId, StaffId};
use domain::review::{Reviewer, Role};
use domain::text::Language;

use crate::principal::Principal;
use crate::session::{Owner, Session};
use crate::{Error, Result};

/// Who calls, as far as the request tells.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The session, when the browser showed a live one.
    pub session: Option<Session>,
    /// The token it showed, to be replaced when somebody signs in.
    pub token: Option<String>,
    /// The language of the page.
    pub language: Language,
    /// Where from.
    pub address: IpAddr,
    /// What the browser keeps of earlier sign-ins, as [`crate::session::known`] made it.
    pub browser: String,
}

/// A result, and a session token for the browser when a session began or was renewed.
#[derive(Clone, Debug)]
pub struct Carried<T> {
    /// The result.
    pub value: T,
    /// The token to put into the cookie.
    pub token: Option<String>,
}

impl<T> Carried<T> {
    /// A result without a new session.
    pub const fn plain(value: T) -> Self {
        Self { value, token: None }
    }
}

impl Caller {
    /// Whoever is signed in, at whichever door.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub fn principal(&self) -> Result<Principal> {
        match self.session.as_ref().map(|session| &session.owner) {
            Some(Owner::Applicant { account, .. }) => Ok(Principal::Account(*account)),
            Some(Owner::Staff { staff, .. }) => Ok(Principal::Staff(*staff)),
            Some(Owner::PasswordDue { .. }) => Err(Error::PasswordDue),
            Some(Owner::Visitor) | None => Err(Error::SignedOut),
        }
    }

    /// The account that is signed in.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::PasswordDue`] while its password is one that was handed out.
    pub fn account(&self) -> Result<AccountId> {
        match self.session.as_ref().map(|session| &session.owner) {
            Some(Owner::Applicant { account, .. }) => Ok(*account),
            Some(Owner::PasswordDue { .. }) => Err(Error::PasswordDue),
            _ => Err(Error::SignedOut),
        }
    }

    /// The account that is signed in, also with a password that was handed out: for what its owner
    /// may do before changing it.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub fn account_before_all(&self) -> Result<AccountId> {
        match self.session.as_ref().map(|session| &session.owner) {
            Some(Owner::PasswordDue { account, .. }) => Ok(*account),
            _ => self.account(),
        }
    }

    /// The member of staff who is signed in.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub fn reviewer(&self) -> Result<(StaffId, &Reviewer)> {
        match self.session.as_ref().map(|session| &session.owner) {
            Some(Owner::Staff {
                staff, reviewer, ..
            }) => Ok((*staff, reviewer)),
            _ => Err(Error::SignedOut),
        }
    }

    /// The administrator who is signed in.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::Forbidden`] for other staff.
    pub fn administrator(&self) -> Result<StaffId> {
        match self.reviewer()? {
            (staff, reviewer) if reviewer.role == Role::Administrator => Ok(staff),
            _ => Err(Error::Forbidden),
        }
    }
}
