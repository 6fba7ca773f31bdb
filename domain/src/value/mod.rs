//! One newtype per kind of text a person may enter: whoever holds one holds something valid.
//!
//! A value parses, shows its canonical form, and compares. It must not know the field it was
//! typed into, any sentence, or the clock: where a rule needs today, today is an argument.
//!
//! Every `parse` folds its text first (specification, D10), answers `Required` to an empty one,
//! and accepts its own canonical form unchanged.

pub mod address;
pub mod credit_code;
pub mod date;
pub mod email_address;
pub mod email_domain;
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
pub mod travel_document_number;
mod unicode;
pub mod user_name;

pub use address::Address;
pub use credit_code::CreditCode;
pub use date::Date;
pub use email_address::EmailAddress;
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

/// What an input method, a scanner or a paste adds, taken away again: full-width forms become
/// plain ones (NFKC), every kind of white space becomes a space, invisible and control characters
/// vanish, the ends are trimmed. Source: specification, D10.
///
/// Line breaks become spaces too, so this is not for texts of several paragraphs; and it is not
/// for passwords, in which every character counts.
#[must_use]
pub fn fold(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() || is_invisible(c) => None,
            c => Some(c),
        })
        .collect();
    unicode::nfkc(&visible).trim().to_owned()
}

/// A text of several lines as it is kept: line breaks of one kind, nothing around it, no signs that
/// control, and none that turn the direction of what follows. Empty when nobody would see anything.
#[must_use]
pub fn prose(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}'))
        .collect();
    match text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        true => String::new(),
        false => text.trim().to_owned(),
    }
}

/// Folds, and makes one space of several.
pub(crate) fn fold_spaces(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// Folds, and drops the spaces and dashes people put into numbers so they can read them.
pub(crate) fn fold_number(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|&c| c != ' ' && !is_dash(c))
        .collect()
}

/// Hyphens and dashes, and the long-vowel mark `ー` that sits on the same key in Japan.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー')
}

/// Format characters without a shape: joiners, direction marks, variation selectors, tags, fillers.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Refuses a text that is empty, or whose number of characters lies outside `min..=max`.
pub(crate) fn check_length(text: &str, min: u32, max: u32) -> Result<(), FieldError> {
    let count = text.chars().count();
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
    use proptest::prelude::*;

    #[test]
    fn full_width_becomes_plain() {
        assert_eq!(fold("　４１０１０５ＡＢｘ－＠　"), "410105ABx-@");
    }

    #[test]
    fn half_width_katakana_becomes_the_usual_one() {
        assert_eq!(fold("ﾄﾞｹｯﾄ"), "ドケット");
    }

    #[test]
    fn invisible_and_control_characters_vanish() {
        assert_eq!(fold("\u{FEFF}张\u{200B}三\u{0007}\u{202E}"), "张三");
        assert_eq!(fold("\u{200B}\u{2060} "), "");
    }

    #[test]
    fn line_breaks_and_tabs_become_spaces() {
        assert_eq!(fold("a\nb\tc\u{00A0}d\r\n"), "a b c d");
    }

    #[test]
    fn several_spaces_become_one() {
        assert_eq!(fold_spaces(" a \r\n　b "), "a b");
    }

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

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
