//! The name of a natural person, in any script.
//!
//! It must not know which document the name stands on, nor which part is the family name.

use serde::{Deserialize, Serialize};

use super::folding::{is_ideograph, is_invisible};
use super::sign::Sign;
use super::{check_length, kept, text_value, unicode};
use crate::form::FieldError;

#[cfg(test)]
mod corpus;
mod spelling;

/// Largest number of characters: full names of Sri Lanka, Brazil or Thailand have 50 and more.
pub const MAX: u32 = 100;

/// A name of 1 to 100 characters as it was typed: letters of any script, and the signs that stand
/// between letters of names somewhere. Only the dot of minority names has a normal form
/// (`阿依古丽·买买提`, always U+00B7), because each keyboard has another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);
text_value!(PersonName, PersonName::parse);

impl PersonName {
    /// Reads a name.
    ///
    /// # Errors
    /// `Required`; `TooLong`; `Characters` for signs no name has, and for numbers; `Malformed` when
    /// a sign stands where none stands in a name.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name = with_middle_dots(&kept(text));
        check_length(&name, 1, MAX)?;
        spelling::check(&name)?;
        Ok(Self(name))
    }

    /// Whether it is a single letter: there are such names, and there are slips of the hand.
    #[must_use]
    pub fn is_one_letter(&self) -> bool {
        let is_base =
            |c: &char| c.is_alphabetic() && !unicode::is_mark(*c) && Sign::of(*c).is_none();
        self.0.chars().filter(is_base).nth(1).is_none()
    }
}

/// The name with the dot between ideographs in its normal form, and without the spaces beside a
/// middle dot, which nobody means.
fn with_middle_dots(name: &str) -> String {
    let is_dot = |c: char| {
        matches!(
            Sign::of(c),
            Some(Sign::Dot | Sign::Stop | Sign::IdeographicStop)
        )
    };
    let mut dotted = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, dot, after)) = split_at_char(rest, is_dot) {
        let last = [dotted.as_str(), before.trim_end()].concat();
        let last = last.chars().rev().find(|&c| !is_invisible(c));
        let is_between =
            last.is_some_and(is_ideograph) && after.trim_start().starts_with(is_ideograph);
        let is_tight = is_between || Sign::of(dot) == Some(Sign::Dot);
        dotted.push_str(if is_tight { before.trim_end() } else { before });
        dotted.push(if is_between { '·' } else { dot });
        rest = if is_tight { after.trim_start() } else { after };
    }
    dotted + rest
}

/// What stands before the first such character, the character, and what stands after it.
fn split_at_char(text: &str, wanted: impl Fn(char) -> bool) -> Option<(&str, char, &str)> {
    let (at, c) = text.char_indices().find(|&(_, c)| wanted(c))?;
    Some((&text[..at], c, &text[at + c.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        PersonName::parse(text).map(String::from)
    }

    #[test]
    fn every_kind_of_middle_dot_becomes_the_same() {
        for name in [
            "阿依古丽·买买提",
            "阿依古丽•买买提",
            "阿依古丽・买买提",
            "阿依古丽 ･ 买买提",
            "阿依古丽‧买买提",
            "阿依古丽.买买提",
            "阿依古丽．买买提",
            "阿依古丽。买买提",
            "阿依古丽˙买买提",
            "阿依古丽. 买买提",
        ] {
            assert_eq!(parsed(name).as_deref(), Ok("阿依古丽·买买提"));
        }
        assert_eq!(
            parsed("阿不都.热合曼.买买提").as_deref(),
            Ok("阿不都·热合曼·买买提")
        );
    }

    #[test]
    fn a_dot_of_another_kind_of_name_stays_what_it_is() {
        for name in ["ジャン・ポール", "ｼﾞｬﾝ･ﾎﾟｰﾙ", "Gal·la", "J. R. R. 王"]
        {
            assert_eq!(parsed(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn several_spaces_become_one_and_letters_stay_as_wide_as_they_are() {
        assert_eq!(
            parsed("　Ｊｏｈｎ　　Ｓｍｉｔｈ　").as_deref(),
            Ok("Ｊｏｈｎ　Ｓｍｉｔｈ")
        );
    }

    #[test]
    fn one_to_a_hundred_characters_are_accepted() {
        assert_eq!(parsed("  "), Err(FieldError::Required));
        assert!(parsed(&"张".repeat(100)).is_ok());
        assert!(parsed(&"葛\u{E0100}".repeat(100)).is_ok());
        assert_eq!(
            parsed(&"张".repeat(101)),
            Err(FieldError::TooLong { max: 100 })
        );
    }

    #[test]
    fn a_name_of_one_letter_is_told_from_others() {
        for (name, is_one) in [
            ("张", true),
            ("O", true),
            ("Ỹ", true),
            ("மு", true),
            ("A.", true),
            ("ʻO", true),
            ("Ng", false),
            ("张三", false),
        ] {
            let name = PersonName::parse(name).unwrap();
            assert_eq!(name.is_one_letter(), is_one, "{name}");
        }
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,60}|[a-zé张三丰葛ジー\u{E0100}·•・˙.。,'/@=ʻ() （）2-]{0,52}"
        ) {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
            }
        }

        #[test]
        fn a_name_keeps_everything_but_its_dots_and_spaces(
            text in "[A-Za-zé张三葛塚ジーｶ\u{FA10}\u{E0100}\u{301}·•・˙.。,，'’ʻ/@＠=゠ 　-]{1,30}"
        ) {
            let seen = |text: &str| -> String {
                let dots = |c| match Sign::of(c) {
                    Some(Sign::Dot | Sign::Stop | Sign::IdeographicStop) => '·',
                    _ => c,
                };
                text.chars().filter(|c| !c.is_whitespace()).map(dots).collect()
            };
            if let Ok(name) = PersonName::parse(&text) {
                // A variation selector counts behind the character it belongs to, and nowhere else.
                prop_assert_eq!(seen(name.as_str()), seen(&kept(&text)));
            }
        }
    }
}
