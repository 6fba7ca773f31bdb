//! The reference number of an application: what a person reads out on the telephone.
//!
//! It must not know what it refers to, nor make randomness: that is an argument. It says nothing
//! about order or number of applications, because it stands in URLs and mails.

use serde::{Deserialize, Serialize};

use crate::form::FieldError;
use crate::value::{fold_number, text_value};

/// Thirty digits and letters, none of which is taken for another: no 0 and O, no 1, I and L, no U.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const BASE: u64 = ALPHABET.len() as u64;
/// Characters in all; the last two are the check.
const LENGTH: usize = 10;
/// How many numbers the first eight characters can say: about 39 bits.
const NUMBERS: u64 = BASE.pow(8);
/// The largest prime below 30², so two characters hold every remainder. All ten characters read as
/// one number are a multiple of it, hence one wrong character and two exchanged ones are always
/// noticed: 30 and its first nine powers differ by no multiple of it (after ISO 7064).
const MODULUS: u64 = 887;

/// A reference like `7K3M-9QXP-4T`. Unique only because the database says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);
text_value!(Reference, Reference::parse);

impl Reference {
    /// A reference from a random number. Different numbers may give the same reference.
    #[must_use]
    pub fn from_random(random: u64) -> Self {
        let shifted = (random % NUMBERS) * BASE.pow(2);
        let check = (MODULUS - shifted % MODULUS) % MODULUS;
        let mut rest = shifted + check;
        let mut places = [0; LENGTH];
        for place in places.iter_mut().rev() {
            *place = rest % BASE;
            rest /= BASE;
        }
        Self(written(&places))
    }

    /// Reads a reference in any case, with or without hyphens and spaces.
    ///
    /// # Errors
    /// In this order: `Required`; `Characters` for one that no reference has; `Malformed` for
    /// another length than ten; `CheckDigit` when it is mistyped.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let typed = fold_number(text).to_ascii_uppercase();
        if typed.is_empty() {
            return Err(FieldError::Required);
        }
        let places: Option<Vec<u64>> = typed.chars().map(place).collect();
        let places = places.ok_or(FieldError::Characters)?;
        if places.len() != LENGTH {
            return Err(FieldError::Malformed);
        }
        let number = places.iter().fold(0, |number, place| number * BASE + place);
        match number % MODULUS {
            0 => Ok(Self(written(&places))),
            _ => Err(FieldError::CheckDigit),
        }
    }
}

fn place(c: char) -> Option<u64> {
    (0..)
        .zip(ALPHABET)
        .find_map(|(place, known)| (char::from(*known) == c).then_some(place))
}

/// The characters in groups of four.
fn written(places: &[u64]) -> String {
    let group = |places: &[u64]| -> String {
        places
            .iter()
            .map(|place| char::from(ALPHABET[*place as usize]))
            .collect()
    };
    places.chunks(4).map(group).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_has_two_groups_of_four_and_one_of_two() {
        let reference = Reference::from_random(0x1234_5678_9ABC_DEF0);
        let groups: Vec<usize> = reference.as_str().split('-').map(str::len).collect();
        assert_eq!(groups, [4, 4, 2]);
    }

    #[test]
    fn the_same_number_gives_the_same_reference_for_ever() {
        assert_eq!(Reference::from_random(0).as_str(), "2222-2222-22");
        assert_eq!(Reference::from_random(NUMBERS).as_str(), "2222-2222-22");
        assert_eq!(Reference::from_random(1).as_str(), "2222-2223-Z6");
    }

    #[test]
    fn case_spaces_hyphens_and_width_do_not_matter() {
        let reference = Reference::from_random(987_654_321_012);
        let plain = reference.as_str().replace('-', "");
        for typed in [
            plain.to_lowercase(),
            plain.replace("", " "),
            format!("　{reference}\u{200B}\n"),
            reference.as_str().replace('-', "－"),
        ] {
            assert_eq!(Reference::parse(&typed).as_ref(), Ok(&reference), "{typed}");
        }
    }

    #[test]
    fn look_alikes_and_other_lengths_are_refused() {
        assert_eq!(Reference::parse(" - "), Err(FieldError::Required));
        for typed in [
            "0222-2222-22",
            "O222-2222-22",
            "I222-2222-22",
            "2222/2222/22",
        ] {
            assert_eq!(
                Reference::parse(typed),
                Err(FieldError::Characters),
                "{typed}"
            );
        }
        for typed in ["2222-2222-2", "2222-2222-222"] {
            assert_eq!(
                Reference::parse(typed),
                Err(FieldError::Malformed),
                "{typed}"
            );
        }
        assert_eq!(
            Reference::parse("2222-2222-23"),
            Err(FieldError::CheckDigit)
        );
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(text in ".{0,20}|[2-9A-HJKMNP-TV-Z -]{8,14}") {
            if let Ok(reference) = Reference::parse(&text) {
                prop_assert_eq!(Reference::parse(reference.as_str()), Ok(reference));
            }
        }

        #[test]
        fn what_is_made_is_read_back(random: u64) {
            let reference = Reference::from_random(random);
            prop_assert_eq!(Reference::parse(reference.as_str()), Ok(reference));
        }

        #[test]
        fn one_wrong_character_is_always_noticed(random: u64, at in 0..LENGTH, by in 1..BASE) {
            let mut places: Vec<u64> = Reference::from_random(random).as_str().chars().filter_map(place).collect();
            places[at] = (places[at] + by) % BASE;
            prop_assert_eq!(Reference::parse(&written(&places)), Err(FieldError::CheckDigit));
        }

        #[test]
        fn two_exchanged_characters_are_always_noticed(random: u64, a in 0..LENGTH, b in 0..LENGTH) {
            let mut places: Vec<u64> = Reference::from_random(random).as_str().chars().filter_map(place).collect();
            prop_assume!(places[a] != places[b]);
            places.swap(a, b);
            prop_assert_eq!(Reference::parse(&written(&places)), Err(FieldError::CheckDigit));
        }
    }
}
