//! One newtype per kind of text a person may enter: whoever holds one holds something valid.
//!
//! A value parses, shows its canonical form, and compares. It must not know the field it was
//! typed into, any sentence, or the clock: where a rule needs today, today is an argument.
//!
//! Every `parse` folds its text first (`folding`), answers `Required` to an empty one, and accepts
//! its own canonical form unchanged. What is read by a computer (numbers, codes, mail addresses) has
//! a normal form; what is read by people (names, addresses) is kept as it was typed.

pub mod address;
pub mod credit_code;
pub mod date;
pub mod email_address;
pub mod email_domain;
mod folding;
mod international;
pub mod landline;
pub mod mobile;
pub mod organisation_name;
pub mod password;
pub mod permanent_residence_number;
pub mod person_name;
pub mod postcode;
pub mod region_code;
pub mod resident_id;
mod sign;
pub mod travel_document_number;
mod unicode;
pub mod user_name;

pub use address::Address;
pub use credit_code::CreditCode;
pub use date::Date;
pub use email_address::EmailAddress;
use folding::visible_length;
pub use folding::{comparable, fold, kept, prose};
pub(crate) use folding::{fold_number, fold_spaces, is_dash};
pub use landline::Landline;
pub use mobile::Mobile;
pub use organisation_name::OrganisationName;
pub use password::Password;
pub use permanent_residence_number::PermanentResidenceNumber;
pub use person_name::PersonName;
pub use postcode::Postcode;
pub use region_code::RegionCode;
pub use resident_id::ResidentId;
pub use travel_document_number::TravelDocumentNumber;
pub use user_name::UserName;

use crate::form::FieldError;

/// Refuses a text that is empty, or whose number of characters lies outside `min..=max`.
pub(crate) fn check_length(text: &str, min: u32, max: u32) -> Result<(), FieldError> {
    let count = visible_length(text);
    match u32::try_from(count).unwrap_or(u32::MAX) {
        0 => Err(FieldError::Required),
        count if count < min => Err(FieldError::TooShort { min }),
        count if count > max => Err(FieldError::TooLong { max }),
        _ => Ok(()),
    }
}

/// What every value kept as text has in common: `as_str`, `Display`, and serde by way of its parse,
/// so a stored text that is not valid does not come back as a value.
macro_rules! text_value {
    ($type:ident, $parse:expr) => {
        impl $type {
            /// The canonical form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = crate::form::FieldError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let parse: fn(&str) -> Result<Self, Self::Error> = $parse;
                parse(&text)
            }
        }
    };
}
pub(crate) use text_value;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_text_comes_back_only_when_it_is_valid() {
        use serde::Deserialize;
        use serde::de::IntoDeserializer;
        use serde::de::value::{Error, StrDeserializer};

        fn stored(text: &str) -> StrDeserializer<'_, Error> {
            text.into_deserializer()
        }
        assert!(Postcode::deserialize(stored("450000")).is_ok());
        assert!(Postcode::deserialize(stored("45")).is_err());
        assert!(ResidentId::deserialize(stored("11010519491231002X")).is_ok());
        assert!(ResidentId::deserialize(stored("110105194912310020")).is_err());
        assert!(Mobile::deserialize(stored("+819012345678")).is_ok());
        assert!(Date::deserialize(stored("2026-01-31")).is_ok());
    }
}
