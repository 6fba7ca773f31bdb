//! A Chinese postcode.
//!
//! It must not know which place it belongs to.

use serde::{Deserialize, Serialize};

use super::{check_length, fold_number, text_value};
use crate::form::FieldError;

/// Number of digits (specification, step 3; GB/T 7416).
const DIGITS: u32 = 6;

/// Six digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);
text_value!(Postcode, Postcode::parse);

impl Postcode {
    /// Reads a postcode; spaces and hyphens are dropped.
    ///
    /// # Errors
    /// `Required`, or `Digits` for anything but six digits.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let code = fold_number(text);
        check_length(&code, 1, u32::MAX)?;
        match code.len() == DIGITS as usize && code.bytes().all(|b| b.is_ascii_digit()) {
            true => Ok(Self(code)),
            false => Err(FieldError::Digits { digits: DIGITS }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        Postcode::parse(text).map(String::from)
    }

    #[test]
    fn six_digits_are_accepted_in_any_width() {
        for text in ["450000", "４５００００", " 450 000 "] {
            assert_eq!(parsed(text).as_deref(), Ok("450000"));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["45000", "4500000", "45000a", "四五〇〇〇〇", "〒450"] {
            assert_eq!(
                parsed(text),
                Err(FieldError::Digits { digits: 6 }),
                "{text}"
            );
        }
        assert_eq!(parsed(""), Err(FieldError::Required));
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in ".{0,10}|[0-9０-９ ]{5,8}") {
            if let Ok(code) = Postcode::parse(&text) {
                prop_assert_eq!(Postcode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
