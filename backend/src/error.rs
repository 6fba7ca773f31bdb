//! The one error of the backend. What of it a browser may know is decided in `app::error`.

use domain::application::entry::Ineligible;
use domain::application::state::NotPossible;
use domain::application::view::Limit;
use domain::form::{FieldError, StepErrors};
use domain::review::requirement::Requirement;

/// Result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or not for this person: the two are not told apart.
    #[error("not found")]
    NotFound,
    /// Somebody must sign in first.
    #[error("nobody is signed in")]
    SignedOut,
    /// User name and password do not belong together, or there is no such user.
    #[error("wrong credentials")]
    WrongCredentials,
    /// The password was right, and handed out longer ago than such a password is good for.
    #[error("the password has expired")]
    PasswordExpired,
    /// The password was handed out: its owner must choose another one before anything else.
    #[error("the password must be changed first")]
    PasswordDue,
    /// It is too long since the password was given.
    #[error("the password must be given again")]
    Unproved,
    /// Signed in, but not allowed.
    #[error("not allowed")]
    Forbidden,
    /// The page is older than what is stored.
    #[error("changed since version {seen}")]
    Stale {
        /// The version the page was made from.
        seen: i32,
    },
    /// Nothing would be another than it is.
    #[error("nothing is changed")]
    Unchanged,
    /// The state does not allow it.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// A colleague holds the claim.
    #[error("claimed by {holder}")]
    Claimed {
        /// User name of the colleague.
        holder: String,
    },
    /// A supervisor gave the case to a colleague.
    #[error("given to a colleague")]
    Assigned,
    /// The own claim ran out, and nobody else took the case.
    #[error("the claim has lapsed")]
    Lapsed,
    /// Somebody must be left who can change everything.
    #[error("the last administrator")]
    LastAdministrator,
    /// What is asked for is not for this account.
    #[error("not eligible: {}", .0.0)]
    Ineligible(Ineligible),
    /// Something must be done before it can be approved.
    #[error("{} is missing", .0.id())]
    Missing(Requirement),
    /// A decision waits for a second officer.
    #[error("a decision waits for a second officer")]
    Proposed,
    /// Nobody confirms what they decided themselves.
    #[error("the own decision is for somebody else to confirm")]
    OwnProposal,
    /// A text is no message.
    #[error("no message")]
    Message(domain::message::NoMessage),
    /// Messages about this application are not taken any more.
    #[error("messages are closed")]
    Closed,
    /// Some answers are not acceptable.
    #[error("{} answers are not acceptable", .0.len())]
    Answers(StepErrors),
    /// Too many tries; worth trying again later.
    #[error("wait {seconds} s")]
    TooMany {
        /// After how long.
        seconds: u32,
    },
    /// What may be begun from there within a time is used up; worth trying again later.
    #[error("used up for {seconds} s")]
    Spent {
        /// After how long.
        seconds: u32,
        /// By whom.
        limit: Limit,
    },
    /// More is being asked than can be done right now.
    #[error("busy")]
    Busy,
    /// A picture is not acceptable.
    #[error(transparent)]
    Picture(#[from] domain::document::PictureError),
    /// A request that no page of ours makes.
    #[error("bad request: {0}")]
    Malformed(&'static str),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The file store failed.
    #[error("files: {0}")]
    Blob(#[from] object_store::Error),
    /// A row holds what no version of this program writes.
    #[error("inconsistent {0}")]
    Inconsistent(&'static str),
    /// Something else inside failed.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// One field that is not acceptable.
    #[must_use]
    pub(crate) fn wrong(field: &str, reason: FieldError) -> Self {
        Self::Answers(StepErrors::from([(field.to_owned(), reason)]))
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Internal(error.to_string())
    }
}
