//! What a browser may know about a failure. It carries no user data, because it travels in URLs.

use domain::application::view::Limit;
use domain::review::requirement::Requirement;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Why a page or an action did not work; the texts are at `app_error.<code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AppError {
    /// There is no such thing, or not for this person.
    #[error("not_found")]
    NotFound,
    /// The session ended.
    #[error("signed_out")]
    SignedOut,
    /// User name and password do not fit.
    #[error("wrong_credentials")]
    WrongCredentials,
    /// The password was right, but it was handed out too long ago.
    #[error("password_expired")]
    PasswordExpired,
    /// The password was handed out and must be changed before anything else.
    #[error("password_due")]
    PasswordDue,
    /// The password must be given again first.
    #[error("unproved")]
    Unproved,
    /// Not for this role.
    #[error("forbidden")]
    Forbidden,
    /// Somebody changed it meanwhile.
    #[error("stale")]
    Stale,
    /// It would change nothing.
    #[error("unchanged")]
    Unchanged,
    /// Not possible in this state.
    #[error("not_possible")]
    NotPossible,
    /// A colleague has it.
    #[error("claimed")]
    Claimed,
    /// A supervisor gave it to a colleague.
    #[error("assigned")]
    Assigned,
    /// The own claim ran out.
    #[error("lapsed")]
    Lapsed,
    /// Somebody must be left who can change everything.
    #[error("last_administrator")]
    LastAdministrator,
    /// What is asked for is not for this account; the page of offers says why.
    #[error("ineligible")]
    Ineligible,
    /// Something must be done before a case can be approved.
    #[error("missing")]
    Missing {
        /// What.
        what: Requirement,
    },
    /// A decision waits for a second officer.
    #[error("proposed")]
    Proposed,
    /// Nobody confirms what they decided themselves.
    #[error("own_proposal")]
    OwnProposal,
    /// Messages are not taken any more.
    #[error("closed")]
    Closed,
    /// Some answers are missing or wrong.
    #[error("answers")]
    Answers,
    /// Too many tries.
    #[error("too_many")]
    TooMany {
        /// Seconds to wait.
        seconds: u32,
    },
    /// More was begun from there than is taken at once.
    #[error("spent")]
    Spent {
        /// Seconds to wait.
        seconds: u32,
        /// Whose limit it is.
        limit: Limit,
    },
    /// The server has too much to do.
    #[error("busy")]
    Busy,
    /// A request no page of ours makes.
    #[error("malformed")]
    Malformed,
    /// The network or the server failed; nothing is lost, try again.
    #[error("unavailable")]
    Unavailable,
}

/// An error as it is told: the derived reader of such an enum is many times the code.
#[derive(Deserialize)]
struct Told {
    code: String,
    seconds: Option<u32>,
    #[serde(default)]
    limit: Limit,
    what: Option<Requirement>,
}

/// Those that say nothing but their code.
const PLAIN: [AppError; 22] = [
    AppError::NotFound,
    AppError::SignedOut,
    AppError::WrongCredentials,
    AppError::PasswordExpired,
    AppError::PasswordDue,
    AppError::Unproved,
    AppError::Forbidden,
    AppError::Stale,
    AppError::Unchanged,
    AppError::NotPossible,
    AppError::Claimed,
    AppError::Assigned,
    AppError::Lapsed,
    AppError::LastAdministrator,
    AppError::Ineligible,
    AppError::Proposed,
    AppError::OwnProposal,
    AppError::Closed,
    AppError::Answers,
    AppError::Busy,
    AppError::Malformed,
    AppError::Unavailable,
];

impl<'de> Deserialize<'de> for AppError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Told {
            code,
            seconds,
            limit,
            what,
        } = Told::deserialize(deserializer)?;
        let told = match (code.as_str(), seconds, what) {
            ("too_many", Some(seconds), _) => Some(Self::TooMany { seconds }),
            ("spent", Some(seconds), _) => Some(Self::Spent { seconds, limit }),
            ("missing", _, Some(what)) => Some(Self::Missing { what }),
            (code, ..) => PLAIN.into_iter().find(|plain| plain.code() == code),
        };
        told.ok_or_else(|| D::Error::custom("no such error"))
    }
}

impl AppError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Spent { limit, .. } => limit.code().to_owned(),
            Self::Missing { what } => what.missing().to_owned(),
            error => error.to_string(),
        }
    }

    /// Seconds to wait, 0 where waiting does not help.
    #[must_use]
    pub const fn seconds(&self) -> u32 {
        match self {
            Self::TooMany { seconds } | Self::Spent { seconds, .. } => *seconds,
            _ => 0,
        }
    }

    /// As a page is told about it in its address: `too_many&seconds=90`.
    #[must_use]
    pub fn in_query(&self) -> String {
        match self.seconds() {
            0 => self.code(),
            seconds => format!("{}&seconds={seconds}", self.code()),
        }
    }

    /// The sentence for a person.
    #[must_use]
    pub fn say(&self, language: domain::text::Language) -> String {
        say_code(language, &self.code(), self.seconds())
    }
}

/// The sentence of a code from a URL; an unknown code says only that something failed.
#[must_use]
pub fn say_code(language: domain::text::Language, code: &str, seconds: u32) -> String {
    let sentence = domain::text::find(language, &format!("app_error.{code}"))
        .unwrap_or_else(|| domain::t!(language, "app_error.unavailable"));
    let minutes = seconds.div_ceil(60).max(1).to_string();
    domain::text::fill(sentence, &[("minutes", &minutes)])
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                crate::set_answer_status(&Self::Malformed);
                Self::Malformed
            }
            _ => Self::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::text::Language;

    use super::*;

    #[test]
    fn a_limit_is_said_as_whose_it_is_and_only_strangers_are_advised_to_sign_in() {
        let say = |language, limit| AppError::Spent { seconds: 61, limit }.say(language);
        for (language, sign_in) in [
            (Language::Chinese, "登录"),
            (Language::Japanese, "サインイン"),
            (Language::English, "sign in"),
        ] {
            let [strangers, newcomers, own] =
                [Limit::Strangers, Limit::Newcomers, Limit::Own].map(|limit| say(language, limit));
            assert!(strangers.contains(sign_in), "{strangers}");
            assert!(newcomers != own && newcomers != strangers, "{newcomers}");
            for said in [&newcomers, &own] {
                assert!(!said.contains(sign_in), "{said}");
                assert!(said.contains('2') && !said.contains('{'), "{said}");
            }
        }
    }

    #[test]
    fn a_limit_travels_to_scripts_and_in_addresses() {
        let own = AppError::Spent {
            seconds: 61,
            limit: Limit::Own,
        };
        assert_eq!(own.in_query(), "spent_own&seconds=61");
        let json = r#"{"error":"spent","code":"spent","seconds":61,"limit":"own"}"#;
        assert_eq!(serde_json::from_str::<AppError>(json).unwrap(), own);
        let with_more = [
            own,
            AppError::TooMany { seconds: 5 },
            AppError::Missing {
                what: Requirement::Telephone,
            },
        ];
        // One that is in neither list would be told by the server and read by no browser.
        let mark = concat!("#[err", "or(");
        let declared = include_str!("error.rs").matches(mark).count();
        assert_eq!(PLAIN.len() + with_more.len(), declared);
        for error in PLAIN.into_iter().chain(with_more) {
            let json = serde_json::to_string(&error).unwrap();
            assert_eq!(serde_json::from_str::<AppError>(&json).unwrap(), error);
        }
        let older = r#"{"code":"spent","seconds":61}"#;
        let older: AppError = serde_json::from_str(older).unwrap();
        assert_eq!(older.code(), "spent");
    }
}
