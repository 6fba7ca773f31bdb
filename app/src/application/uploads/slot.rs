//! Where a slot stands, and what may go wrong with it.

use domain::document::PictureError;
use domain::text::Language;

use crate::error::AppError;

/// Where a slot stands in this tab.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Slot {
    /// Nothing is going on.
    #[default]
    Still,
    /// The browser turns and shrinks the picture.
    Preparing,
    /// On its way; per cent.
    Sending(u8),
    /// It did not work.
    Failed(Trouble),
}

impl Slot {
    /// Whether a picture is on its way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Preparing | Self::Sending(_))
    }
}

/// Why a slot could not be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Something is wrong with the picture, or with the way it took.
    Picture(PictureError),
    /// The server did not take the request.
    App(AppError),
}

impl Trouble {
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
