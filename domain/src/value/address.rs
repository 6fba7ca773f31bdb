//! A postal address, as one writes it on an envelope.
//!
//! It must not know regions or postcodes: they are fields of their own.

use serde::{Deserialize, Serialize};

use super::{check_length, kept, text_value};
use crate::form::FieldError;

/// Largest number of characters (specification, step 3).
pub const MAX: u32 = 200;

/// 1 to 200 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);
text_value!(Address, Address::parse);

impl Address {
    /// Reads an address and keeps it as it was typed; line breaks become spaces.
    ///
    /// # Errors
    /// `Required`, `TooLong`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let address = kept(text);
        check_length(&address, 1, MAX)?;
        Ok(Self(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        Address::parse(text).map(String::from)
    }

    #[test]
    fn several_lines_become_one() {
        assert_eq!(
            parsed("郑州市金水区\r\n  某某路１号\n").as_deref(),
            Ok("郑州市金水区 某某路１号")
        );
    }

    #[test]
    fn one_to_two_hundred_characters_are_accepted() {
        assert_eq!(parsed(" \n "), Err(FieldError::Required));
        assert!(parsed("路").is_ok());
        assert!(parsed(&"路".repeat(200)).is_ok());
        assert_eq!(
            parsed(&"路".repeat(201)),
            Err(FieldError::TooLong { max: 200 })
        );
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in any::<String>()) {
            if let Ok(address) = Address::parse(&text) {
                prop_assert_eq!(Address::parse(address.as_str()), Ok(address));
            }
        }
    }
}
