//! Why an answer is not acceptable: codes with their numbers, never a sentence.

use serde::Serialize;

use crate::map::Map;

/// Why a field is not acceptable. A code with its numbers, never a sentence: the texts in each
/// language are looked up under `error.<code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FieldError {
    /// Nothing was entered and something must be.
    #[error("required")]
    Required,
    /// Fewer than `min` characters.
    #[error("too_short")]
    TooShort {
        /// Smallest acceptable number of characters.
        min: u32,
    },
    /// More than `max` characters.
    #[error("too_long")]
    TooLong {
        /// Largest acceptable number of characters.
        max: u32,
    },
    /// Holds a character this field does not take.
    #[error("characters")]
    Characters,
    /// A user name must begin with a letter.
    #[error("starts_with_letter")]
    StartsWithLetter,
    /// Exactly `digits` digits are wanted.
    #[error("digits")]
    Digits {
        /// How many.
        digits: u32,
    },
    /// Not of the shape this field wants; the hint under the field shows the shape.
    #[error("malformed")]
    Malformed,
    /// The check digit does not fit the rest: most often one digit is mistyped.
    #[error("check_digit")]
    CheckDigit,
    /// It is right for another kind of document than the one that was chosen.
    #[error("other_document")]
    OtherDocument,
    /// A number that companies have for their customers.
    #[error("service_number")]
    ServiceNumber,
    /// Holds a character that means something on some devices only.
    #[error("private_use")]
    PrivateUse {
        /// Its code point.
        sign: u32,
    },
    /// The first six digits are no region.
    #[error("region_part")]
    RegionPart,
    /// The birth date inside the number is no date, or lies in the future.
    #[error("birth_date_part")]
    BirthDatePart,
    /// No such day in the calendar.
    #[error("not_a_date")]
    NotADate,
    /// The end lies before the begin.
    #[error("ends_before_start")]
    EndsBeforeStart,
    /// The day lies in the future and may not.
    #[error("in_the_future")]
    InTheFuture,
    /// Not one of the choices offered.
    #[error("not_a_choice")]
    NotAChoice,
    /// The second password differs from the first.
    #[error("passwords_differ")]
    PasswordsDiffer,
    /// Too easy to guess, or close to the user's own data.
    #[error("password_weak")]
    PasswordWeak,
    /// It was typed, and is kept nowhere while something else on its page is wrong.
    #[error("password_not_kept")]
    PasswordNotKept,
    /// The new password is the old one.
    #[error("password_unchanged")]
    PasswordUnchanged,
    /// Somebody has this user name.
    #[error("taken")]
    Taken,
    /// The mail address is not confirmed yet: ask for a code and enter it.
    #[error("email_unconfirmed")]
    EmailUnconfirmed,
    /// A code is on its way to the mail address; it is not entered yet.
    #[error("code_awaited")]
    CodeAwaited,
    /// The new text is the present one.
    #[error("unchanged")]
    Unchanged,
    /// It is not what the account has.
    #[error("not_as_known")]
    NotAsKnown,
    /// The new mail address is the present one.
    #[error("email_unchanged")]
    EmailUnchanged,
    /// Not the code that was mailed.
    #[error("code_wrong")]
    CodeWrong,
    /// The code is older than ten minutes, or was replaced.
    #[error("code_expired")]
    CodeExpired,
    /// Five wrong codes: a new one is needed.
    #[error("code_exhausted")]
    CodeExhausted,
    /// The picture is still missing.
    #[error("picture_missing")]
    PictureMissing,
    /// Changed here and in another place, a tab or a device: somebody must choose.
    #[error("disputed")]
    Disputed {
        /// The text that does not stand in the field.
        other: String,
        /// How that is read, where it is a code of a list.
        label: String,
    },
}

impl FieldError {
    /// The stable code, as in `error.<code>` of the texts.
    #[must_use]
    pub fn code(&self) -> String {
        self.to_string()
    }

    /// The number that belongs into the sentence, when there is one.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::TooShort { min } => Some(*min),
            Self::TooLong { max } => Some(*max),
            Self::Digits { digits } => Some(*digits),
            _ => None,
        }
    }
}

/// All that is wrong with a step, field id → reason.
pub type StepErrors = Map<String, FieldError>;
