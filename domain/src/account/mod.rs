//! Accounts: where somebody who signs in belongs (D11).

pub mod ending;
pub mod factor;
pub mod profile;

use serde::{Deserialize, Serialize};

use crate::application::state::ApplicationState;
use crate::application::view::{CodeView, RegistrationView};
use crate::form::FieldError;
use crate::value::password::Password;

/// The field that becomes the user name when a step completes a credential.
pub const USER_NAME: &str = "user_name";
/// The field that becomes the password.
pub const PASSWORD: &str = "password";

/// For how many days a password that was handed out signs in (C2.5).
pub const INITIAL_DAYS: i64 = 30;

/// The address of an account and the one it is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailView {
    /// Where its mails go; `None`: nowhere yet.
    pub current: Option<String>,
    /// The new one as it was typed.
    pub typed: String,
    /// The code on its way to the new one.
    pub code: Option<CodeView>,
    /// Its user name, for programs that keep passwords.
    pub user_name: String,
}

/// How far an account is, for its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "opening", rename_all = "snake_case")]
pub enum Opening {
    /// It is open: whatever is offered can be applied for.
    Open,
    /// It opens once its registration is approved.
    Waits {
        /// The newest one; `None`: there is none yet.
        registration: Option<RegistrationView>,
    },
}

crate::named! {
    /// Whose door somebody signs in at.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Door {
        /// Of applicants.
        Applicants = "applicants",
        /// Of staff.
        Staff = "staff",
    }
}

/// What whoever comes from an older platform needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegacyView {
    /// Whether anybody came from there.
    pub has_accounts: bool,
    /// Where customer service is.
    pub desks: Vec<ServiceDesk>,
}

/// Where customer service is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceDesk {
    /// Name of the office.
    pub name: String,
    /// As it stands on an envelope.
    pub address: String,
    /// Area code and number.
    pub telephone: String,
}

/// Whom a link is for that sets a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryView {
    /// What they sign in with.
    pub user_name: String,
    /// They may keep the password they have and only lift the pause.
    pub may_unlock: bool,
}

/// A browser somebody is signed in with, for its owner to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedInBrowser {
    /// Names it among one's own; 64 hexadecimal digits.
    pub id: String,
    /// Browser and system, `Chrome · Windows`; empty when unknown.
    pub browser: String,
    /// When they signed in, at the operator's place: `2026-11-22 14:05`.
    pub since: String,
    /// When it was used last, to the minute.
    pub seen: String,
    /// It is the one that asks.
    pub is_this: bool,
}

/// A new password, typed twice.
///
/// # Errors
/// Those of [`Password::parse`]; [`FieldError::PasswordsDiffer`].
pub fn new_password(text: &str, again: &str) -> Result<Password, FieldError> {
    let password = Password::parse(text)?;
    match Password::parse(again) {
        Ok(same) if same == password => Ok(password),
        _ => Err(FieldError::PasswordsDiffer),
    }
}

/// The page somebody who signed in is taken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landing {
    /// The wizard, where it stopped.
    Wizard,
    /// The status page of the application that is to open the account.
    Status,
    /// Its correction page.
    Correction,
    /// The account.
    Account,
    /// The page where a password that was handed out is replaced (C2.5).
    Password,
}

impl Landing {
    /// Where the owner of an account belongs, given the application that opens it.
    #[must_use]
    pub const fn of(is_open: bool, registration: Option<ApplicationState>) -> Self {
        if is_open {
            return Self::Account;
        }
        match registration {
            Some(ApplicationState::Returned) => Self::Correction,
            None | Some(ApplicationState::Draft | ApplicationState::Expired) => Self::Wizard,
            Some(_) => Self::Status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_leads_to_what_the_registration_waits_for() {
        assert_eq!(
            Landing::of(false, Some(ApplicationState::Draft)),
            Landing::Wizard
        );
        assert_eq!(
            Landing::of(false, Some(ApplicationState::Submitted)),
            Landing::Status
        );
        assert_eq!(
            Landing::of(false, Some(ApplicationState::Returned)),
            Landing::Correction
        );
        assert_eq!(
            Landing::of(false, Some(ApplicationState::Refused)),
            Landing::Status
        );
        assert_eq!(
            Landing::of(true, Some(ApplicationState::Approved)),
            Landing::Account
        );
    }
}
