//! Why a picture did not get to the server.

use domain::document::PictureError;
use domain::text::Language;

use crate::error::AppError;

/// Why a slot could not be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotTrouble {
    /// Something is wrong with the picture, or with the way it took.
    Picture(PictureError),
    /// The server did not take the request.
    App(AppError),
}

impl SlotTrouble {
    /// The sentence for a person.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        match self {
            Self::Picture(error) => error.say(language),
            Self::App(error) => error.say(language),
        }
    }

    /// Whether something is wrong. That somebody was faster is only worth saying, and so is that there
    /// is no room for now: the picture is as good as any.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        !matches!(
            self,
            Self::Picture(PictureError::Superseded)
                | Self::App(AppError::Busy | AppError::TooMany { .. } | AppError::Spent { .. })
        )
    }

    /// Whether the same file may be taken the next time.
    #[must_use]
    pub const fn may_pass_later(&self) -> bool {
        match self {
            Self::Picture(error) => error.may_pass_later(),
            Self::App(error) => matches!(
                error,
                AppError::Unavailable
                    | AppError::Busy
                    | AppError::TooMany { .. }
                    | AppError::Spent { .. }
                    | AppError::SignedOut
            ),
        }
    }
}
