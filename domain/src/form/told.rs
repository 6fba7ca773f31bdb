//! Reasons read from JSON. In it one is an object of its code and whatever belongs to that; what the
//! derived reader of such an enum is made of would be a tenth of all rules in the browser.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::FieldError;

/// Any reason, as it is told.
#[derive(Deserialize)]
struct Told {
    code: String,
    min: Option<u32>,
    max: Option<u32>,
    digits: Option<u32>,
    sign: Option<u32>,
    other: Option<String>,
    label: Option<String>,
}

/// The reasons that need nothing but their code.
const PLAIN: [FieldError; 27] = [
    FieldError::Required,
    FieldError::Characters,
    FieldError::StartsWithLetter,
    FieldError::Malformed,
    FieldError::CheckDigit,
    FieldError::OtherDocument,
    FieldError::ServiceNumber,
    FieldError::RegionPart,
    FieldError::BirthDatePart,
    FieldError::NotADate,
    FieldError::EndsBeforeStart,
    FieldError::InTheFuture,
    FieldError::NotAChoice,
    FieldError::PasswordsDiffer,
    FieldError::PasswordWeak,
    FieldError::PasswordNotKept,
    FieldError::PasswordUnchanged,
    FieldError::Unchanged,
    FieldError::NotAsKnown,
    FieldError::Taken,
    FieldError::EmailUnconfirmed,
    FieldError::CodeAwaited,
    FieldError::EmailUnchanged,
    FieldError::CodeWrong,
    FieldError::CodeExpired,
    FieldError::CodeExhausted,
    FieldError::PictureMissing,
];

impl FieldError {
    /// Reads the code of a reason that needs no number.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        PLAIN.into_iter().find(|plain| plain.code() == code)
    }

    fn of(told: Told) -> Option<Self> {
        Some(match told.code.as_str() {
            "too_short" => Self::TooShort { min: told.min? },
            "too_long" => Self::TooLong { max: told.max? },
            "digits" => Self::Digits {
                digits: told.digits?,
            },
            "private_use" => Self::PrivateUse { sign: told.sign? },
            "disputed" => Self::Disputed {
                other: told.other?,
                label: told.label?,
            },
            code => Self::of_code(code)?,
        })
    }
}

impl<'de> Deserialize<'de> for FieldError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(Told::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("no such reason"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_read_as_it_was_told() {
        let with_more = [
            FieldError::TooShort { min: 2 },
            FieldError::TooLong { max: 30 },
            FieldError::Digits { digits: 18 },
            FieldError::PrivateUse { sign: 0xE000 },
            FieldError::Disputed {
                other: "there".to_owned(),
                label: String::new(),
            },
        ];
        // One that is in neither list would be told by the server and read by no browser.
        let declared = include_str!("error.rs").matches("#[error(").count();
        assert_eq!(PLAIN.len() + with_more.len(), declared);
        for reason in PLAIN.into_iter().chain(with_more) {
            let json = serde_json::to_value(&reason).unwrap();
            assert_eq!(json["code"], reason.code());
            assert_eq!(serde_json::from_value::<FieldError>(json).unwrap(), reason);
        }
        for none in [r#"{"code":"odd"}"#, r#"{"code":"too_short"}"#, "{}"] {
            assert!(serde_json::from_str::<FieldError>(none).is_err(), "{none}");
        }
    }
}
