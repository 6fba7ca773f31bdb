//! The name of a natural person, in any script.
//!
//! It must not know which document the name stands on, nor which part is the family name.

use serde::{Deserialize, Serialize};

use super::{check_length, fold_spaces, is_dash, text_value, unicode};
use crate::form::FieldError;

/// Smallest number of characters of a name (specification, D10).
pub const MIN: u32 = 2;
/// Largest number of characters of a name (specification, D10).
pub const MAX: u32 = 50;

/// A name of 2 to 50 characters: letters of any script, with the middle dot of minority names
/// (`阿依古丽·买买提`, always written U+00B7), spaces, hyphens and apostrophes between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);
text_value!(PersonName, PersonName::parse);

impl PersonName {
    /// Reads a name.
    ///
    /// # Errors
    /// `Required`; `Characters` for digits and other marks; `TooShort`, `TooLong`;
    /// `Malformed` when a dot, hyphen or apostrophe begins or ends the name or follows another.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let usual: String = fold_spaces(text).chars().map(usual_mark).collect();
        // Nobody means a space beside the dot, and with it the same name would not be found.
        let name = usual
            .split('·')
            .map(str::trim)
            .collect::<Vec<_>>()
            .join("·");
        if !name
            .chars()
            .all(|c| is_letter(c) || c == ' ' || is_joint(c))
        {
            return Err(FieldError::Characters);
        }
        check_length(&name, MIN, MAX)?;
        let doubled = name
            .chars()
            .zip(name.chars().skip(1))
            .any(|(a, b)| is_joint(a) && is_joint(b));
        let begins_well = name.starts_with(|c| is_letter(c) && !unicode::is_mark(c));
        if doubled || !begins_well || name.ends_with(is_joint) {
            return Err(FieldError::Malformed);
        }
        Ok(Self(name))
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || unicode::is_mark(c)
}

fn is_joint(c: char) -> bool {
    matches!(c, '·' | '-' | '\'')
}

/// One spelling for the marks that keyboards and fonts write in many ways.
fn usual_mark(c: char) -> char {
    match c {
        '•' | '・' | '‧' | '∙' | '⋅' | '●' | '▪' | 'ꞏ' | '᛫' => '·',
        '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | '′' | '`' => '\'',
        // Inside Japanese names the long-vowel mark is a letter, unlike inside numbers.
        'ー' => 'ー',
        c if is_dash(c) => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        PersonName::parse(text).map(String::from)
    }

    #[test]
    fn names_of_many_scripts_are_accepted_as_they_are() {
        for name in [
            "张三",
            "欧阳娜娜",
            "山田 太郎",
            "アーノルド",
            "Jean-Luc O'Neill",
            "Ólafur",
            "Мария",
            "김민수",
            "สมชาย",
            "佐々木",
        ] {
            assert_eq!(parsed(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn every_kind_of_middle_dot_becomes_the_same() {
        for name in [
            "阿依古丽·买买提",
            "阿依古丽•买买提",
            "阿依古丽・买买提",
            "阿依古丽 ･ 买买提",
            "阿依古丽‧买买提",
        ] {
            assert_eq!(parsed(name).as_deref(), Ok("阿依古丽·买买提"));
        }
    }

    #[test]
    fn full_width_letters_and_wide_spaces_are_folded() {
        assert_eq!(
            parsed("　Ｊｏｈｎ　　Ｓｍｉｔｈ　").as_deref(),
            Ok("John Smith")
        );
    }

    #[test]
    fn digits_and_other_marks_are_refused() {
        for name in ["张3", "张３", "张三@", "<b>张", "张三。", "张三😀"] {
            assert_eq!(parsed(name), Err(FieldError::Characters), "{name}");
        }
    }

    #[test]
    fn joints_belong_between_letters() {
        for name in ["·张三", "张三·", "张··三", "-Anne", "Anne-'Marie"] {
            assert_eq!(parsed(name), Err(FieldError::Malformed), "{name}");
        }
    }

    #[test]
    fn two_to_fifty_characters_are_accepted() {
        assert_eq!(parsed("  "), Err(FieldError::Required));
        assert_eq!(parsed("张"), Err(FieldError::TooShort { min: 2 }));
        assert!(parsed(&"张".repeat(50)).is_ok());
        assert_eq!(
            parsed(&"张".repeat(51)),
            Err(FieldError::TooLong { max: 50 })
        );
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in ".{0,60}|[a-zé张三丰·•・' -]{0,52}") {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
