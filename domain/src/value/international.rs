//! A telephone number with its country code (ITU-T E.164): what is dialled from anywhere.
//!
//! At home people dial a prefix before the number that nobody dials from abroad, and write it all
//! the same: `+44 (0)7700 900123`, `+81 090-1234-5678`. It must not know which numbers a country
//! has given out. Why no library does it: `docs/decisions/0017-what-is-kept-of-a-text.md`.

use std::ops::RangeInclusive;

/// Country codes whose own numbers begin with 0, and how many digits such a number has. Italy (and
/// Vatican City within it) and San Marino count the 0 in; the others took it in when their numbers
/// grew longer (ITU Operational Bulletin, national numbering plans).
const KEEP_ZERO: [(&str, RangeInclusive<usize>); 8] = [
    ("39", 1..=13),
    ("225", 10..=10),
    ("226", 8..=8),
    ("229", 10..=10),
    ("241", 8..=8),
    ("242", 9..=9),
    ("378", 1..=12),
    ("992", 9..=9),
];

/// Prefixes other than 0, and how many digits follow them: without the number of digits the prefix
/// would be taken off numbers that begin like it.
const PREFIXES: [(&str, &str, RangeInclusive<usize>); 9] = [
    ("1", "1", 10..=10),
    ("7", "8", 10..=10),
    ("36", "06", 8..=9),
    ("52", "1", 10..=10),
    ("370", "8", 8..=8),
    ("375", "80", 9..=9),
    ("375", "8", 9..=9),
    ("692", "1", 7..=7),
    ("993", "8", 8..=8),
];

/// The digits as they are dialled from abroad, when they may be a number at all. `digits` begin
/// with the country code.
pub(super) fn dialled(digits: &str) -> Option<String> {
    let (code, number) = digits.split_at_checked(code_length(digits))?;
    let number = without_prefix(code, number);
    let zero_fits = !number.starts_with('0') || keeps_zero(code, number);
    (zero_fits && !code.starts_with('0')).then(|| format!("{code}{number}"))
}

fn without_prefix<'a>(code: &str, number: &'a str) -> &'a str {
    let other = PREFIXES
        .iter()
        .filter(|(of, ..)| *of == code)
        .find_map(|(_, prefix, lengths)| {
            number
                .strip_prefix(prefix)
                .filter(|rest| lengths.contains(&rest.len()))
        });
    match other {
        Some(rest) => rest,
        None if keeps_zero(code, number) => number,
        None => number.strip_prefix('0').unwrap_or(number),
    }
}

fn keeps_zero(code: &str, number: &str) -> bool {
    KEEP_ZERO
        .iter()
        .any(|(of, lengths)| *of == code && lengths.contains(&number.len()))
}

/// How many digits the country code has (ITU-T E.164, annex D: the assigned codes).
const fn code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_prefix_of_home_is_not_dialled_from_abroad() {
        for (written, number) in [
            ("4407700900123", "447700900123"),
            ("8109012345678", "819012345678"),
            ("82010-1234-5678", "821012345678"),
            ("33 0612345678", "33612345678"),
            ("49 0171 1234567", "491711234567"),
            ("61 0412 345 678", "61412345678"),
            ("886 0912 345 678", "886912345678"),
            ("380 067 123 4567", "380671234567"),
            ("1 1 201 555 0123", "12015550123"),
            ("7 8 912 345 67 89", "79123456789"),
            ("36 06 20 123 4567", "36201234567"),
            ("36 0 20 123 4567", "36201234567"),
            ("52 1 222 123 4567", "522221234567"),
            ("370 8 612 34567", "37061234567"),
            ("375 80 29 491 19 11", "375294911911"),
            ("375 029 491 19 11", "375294911911"),
            ("993 8 66 12 34 56", "99366123456"),
        ] {
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(dialled(&digits).as_deref(), Some(number), "{written}");
            assert_eq!(dialled(number).as_deref(), Some(number));
        }
    }

    #[test]
    fn a_zero_that_belongs_to_the_number_stays() {
        for number in [
            "390669812345",
            "390212345678",
            "3780549886377",
            "2250123456789",
            "22607123456",
            "2290195123456",
            "24106031234",
            "242061234567",
            "992001234567",
        ] {
            assert_eq!(dialled(number).as_deref(), Some(number));
        }
    }

    #[test]
    fn a_number_that_begins_like_a_prefix_keeps_its_beginning() {
        for number in ["78123456789", "79123456789", "12015550123", "3662123456"] {
            assert_eq!(dialled(number).as_deref(), Some(number));
        }
    }

    #[test]
    fn what_no_number_begins_with_is_none() {
        for digits in ["0123456789", "44007700900123", "", "4"] {
            assert_eq!(dialled(digits), None, "{digits}");
        }
    }

    proptest! {
        #[test]
        fn what_is_dialled_stays_as_it_is(digits in "[0-9]{0,16}") {
            if let Some(number) = dialled(&digits) {
                prop_assert_eq!(dialled(&number), Some(number));
            }
        }
    }
}
