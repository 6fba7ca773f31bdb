//! Customer service: what it may do for the owner of an account who cannot help themselves, and
//! what it sees of the account. Must not know how any of it is done.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::application::state::ApplicationState;
use crate::form::FieldError;
use crate::id::AccountId;
use crate::value::prose;

/// The longest note, in characters.
pub const MAX_NOTE: u32 = 500;
/// The shortest text a name is searched by, in characters.
pub const MIN_SEARCH: usize = 2;
/// How many accounts are listed at most.
pub const MOST_FOUND: usize = 20;

/// Reads the id of an account in a URL.
#[must_use]
pub fn account_id(text: &str) -> Option<AccountId> {
    Uuid::parse_str(text).ok().map(AccountId)
}

crate::named! {
    /// What is done for the owner of an account.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Act {
        /// A password is handed out.
        Password = "password",
        /// The pause after wrong passwords is lifted.
        Pause = "pause",
        /// The second factor is taken away.
        Factor = "factor",
        /// Mails go to another address.
        Email = "email",
    }
}

impl Act {
    /// Whether somebody else could take the account over by it: then how the owner was recognised
    /// must be noted.
    #[must_use]
    pub const fn needs_note(self) -> bool {
        !matches!(self, Self::Pause)
    }

    /// A note as it is kept.
    ///
    /// # Errors
    /// `Required` when this act needs one, `TooLong`.
    pub fn note(self, text: &str) -> Result<String, FieldError> {
        let text = prose(text);
        if text.is_empty() && self.needs_note() {
            return Err(FieldError::Required);
        }
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if length > MAX_NOTE {
            return Err(FieldError::TooLong { max: MAX_NOTE });
        }
        Ok(text)
    }
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAccount {
    /// Its id.
    pub id: AccountId,
    /// What its owner signs in with.
    pub user_name: String,
    /// Name of the person or organisation; empty while nothing was sent.
    pub name: String,
    /// Whether it is open.
    pub is_open: bool,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// At most [`MOST_FOUND`].
    pub accounts: Vec<FoundAccount>,
    /// There are more.
    pub has_more: bool,
    /// What was searched for is too short to search for.
    pub is_too_short: bool,
}

/// What somebody signs in with at present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "password", rename_all = "snake_case")]
pub enum PasswordState {
    /// One its owner chose.
    Own,
    /// None yet: the account came from an older platform.
    None,
    /// One that was handed out.
    Initial {
        /// Until when it signs in, `2026-11-22 14:05`.
        until: String,
        /// That is over.
        is_expired: bool,
    },
}

/// Something that was done for the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRecord {
    /// When, `2026-11-22 14:05`.
    pub at: String,
    /// Who did it.
    pub by: String,
    /// What.
    pub act: Act,
    /// How the owner was recognised.
    pub note: String,
}

/// An account as customer service sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedAccount {
    /// Its id.
    pub id: AccountId,
    /// What its owner signs in with.
    pub user_name: String,
    /// Name of the person or organisation.
    pub name: String,
    /// ID number or credit code, to compare with what the caller says.
    pub identity: Option<String>,
    /// Whether it is open.
    pub is_open: bool,
    /// Reference and state of the application that opens it.
    pub registration: Option<(String, ApplicationState)>,
    /// Where its mails go; confirmed.
    pub email: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was signed in to last; `None`: never.
    pub signed_in_at: Option<String>,
    /// In how many browsers it is signed in now.
    pub sessions: i64,
    /// What its owner signs in with.
    pub password: PasswordState,
    /// Seconds until passwords are taken again after wrong ones; 0: they are.
    pub paused_seconds: u32,
    /// Whether a second factor is set up.
    pub has_factor: bool,
    /// Mailboxes of the older platform, and whether their passwords still open the account.
    pub mailboxes: Vec<(String, bool)>,
    /// Keys of the older platform: issuer and serial number.
    pub keys: Vec<(String, String)>,
    /// What was done so far, the newest first.
    pub records: Vec<ServiceRecord>,
    /// A password that was handed out just now and is shown this once.
    pub handed_out: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_hand_an_account_to_a_stranger_needs_a_note() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.id()), Some(act));
            assert_eq!(act.note("  ").is_err(), act != Act::Pause, "{act:?}");
        }
        assert_eq!(Act::Email.note(" seen his card ").unwrap(), "seen his card");
        let long = "字".repeat(501);
        assert_eq!(
            Act::Email.note(&long),
            Err(FieldError::TooLong { max: MAX_NOTE })
        );
    }
}
