//! What a page shows about saving.

use domain::application::view::Limit;
use domain::text::Language;

use crate::error::AppError;

/// How far what was typed is with being stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was typed yet, or somebody is typing.
    Idle,
    /// On its way.
    Busy,
    /// All of it is stored.
    Saved,
    /// The network is away; it is tried again.
    Waiting,
    /// The server has too much to do; it is tried again.
    Crowded,
    /// More came from there than is taken at once; it is tried again.
    Later {
        /// How long the server asks to wait.
        seconds: u32,
        /// Whose limit it is.
        limit: Limit,
    },
    /// Something was refused, most often because the session has ended.
    Refused,
}

impl Saving {
    /// Why something is to be sent again later; `None` for what waiting does not help.
    #[must_use]
    pub const fn after(error: &AppError) -> Option<Self> {
        match error {
            AppError::Unavailable => Some(Self::Waiting),
            AppError::Busy => Some(Self::Crowded),
            AppError::TooMany { seconds } => Some(Self::Later {
                seconds: *seconds,
                limit: Limit::Strangers,
            }),
            AppError::Spent { seconds, limit } => Some(Self::Later {
                seconds: *seconds,
                limit: *limit,
            }),
            _ => None,
        }
    }

    /// Whether something went wrong that is not over yet.
    #[must_use]
    pub const fn is_trouble(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::Crowded | Self::Later { .. } | Self::Refused
        )
    }

    /// The value of `data-saving`.
    #[must_use]
    pub const fn state(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Busy => "busy",
            Self::Saved => "saved",
            Self::Waiting => "waiting",
            Self::Crowded => "crowded",
            Self::Later { .. } => "later",
            Self::Refused => "refused",
        }
    }

    /// The sentence for a person; nothing while there is nothing to say.
    #[must_use]
    pub fn say(self, language: Language) -> String {
        let sentence = match self {
            Self::Idle => return String::new(),
            Self::Later {
                limit: Limit::Own, ..
            } => domain::text::say(language, "saving.later_own"),
            state => domain::text::say(language, &format!("saving.{}", state.state())),
        };
        match self {
            Self::Later { seconds, .. } => {
                let minutes = seconds.div_ceil(60).max(1).to_string();
                domain::text::fill(&sentence, &[("minutes", &minutes)])
            }
            _ => sentence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_helps_by_waiting_is_said_in_every_language_with_how_long() {
        let spent = |limit| AppError::Spent { seconds: 61, limit };
        assert_eq!(Saving::after(&AppError::NotFound), None);
        for language in Language::ALL {
            for (error, state) in [
                (&AppError::Unavailable, "waiting"),
                (&AppError::Busy, "crowded"),
                (&spent(Limit::Strangers), "later"),
                (&spent(Limit::Newcomers), "later"),
                (&spent(Limit::Own), "later"),
            ] {
                let saving = Saving::after(error).expect("waiting helps");
                let sentence = saving.say(language);
                assert_eq!(saving.state(), state);
                assert!(sentence.len() > 20 && !sentence.contains('{'), "{sentence}");
                assert_eq!(sentence.contains('2'), state == "later", "{sentence}");
            }
        }
    }
}
