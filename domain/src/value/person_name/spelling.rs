//! Where in a name a sign may stand. Each rule is there for names that people have; what they have
//! in common is that a sign belongs to the letters around it.

use super::super::folding::{is_ideograph, is_invisible};
use super::super::sign::{Sign, narrow};
use super::super::unicode;
use crate::form::FieldError;

/// Most digits of a number in a name: `Henry 8`, `John Smith 3rd`.
const MOST_DIGITS: usize = 2;

/// What a character is in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Letter(char),
    /// On the letter before it.
    Mark,
    Digit,
    Space,
    Sign(Sign),
    /// Round brackets.
    Open,
    Close,
}

/// Checks the spelling of a name.
///
/// # Errors
/// `Characters` for what stands in no name; `Malformed` when a sign is in the wrong place, or when
/// there is nothing but signs.
pub(super) fn check(name: &str) -> Result<(), FieldError> {
    let parts = name
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(part)
        .collect::<Option<Vec<Part>>>()
        .ok_or(FieldError::Characters)?;
    let names = match opened(&parts) {
        Some((outside, inside)) => vec![outside, inside],
        None => vec![parts],
    };
    if !names.iter().all(|name| numbers_fit(name)) {
        return Err(FieldError::Characters);
    }
    match names.iter().all(|name| is_name(name)) {
        true => Ok(()),
        false => Err(FieldError::Malformed),
    }
}

/// Whether there is a letter, and everything stands where it may.
fn is_name(parts: &[Part]) -> bool {
    let has_letter = parts.iter().any(|part| matches!(part, Part::Letter(_)));
    has_letter && (0..parts.len()).all(|at| fits(parts, at))
}

/// A name and the other one in brackets, as documents print them: `Müller (geb. Schmidt)`,
/// `王小明（小明）`. Each of the two must be a name. `None`: there is not one pair around something.
fn opened(parts: &[Part]) -> Option<(Vec<Part>, Vec<Part>)> {
    let open = parts.iter().position(|part| *part == Part::Open)?;
    let close = parts.iter().position(|part| *part == Part::Close)?;
    let inside = parts.get(open + 1..close)?;
    let outside = [&parts[..open], &parts[close + 1..]].concat();
    Some((trimmed(&outside), trimmed(inside)))
}

fn trimmed(parts: &[Part]) -> Vec<Part> {
    let is_space = |part: &&Part| **part == Part::Space;
    let start = parts.iter().take_while(is_space).count();
    let end = parts[start..].iter().rev().take_while(is_space).count();
    parts[start..parts.len() - end].to_vec()
}

/// What a character is; `None`: no part of any name.
fn part(c: char) -> Option<Part> {
    match Sign::of(c) {
        Some(Sign::Bracket) if narrow(c) == '(' => Some(Part::Open),
        Some(Sign::Bracket) if narrow(c) == ')' => Some(Part::Close),
        Some(Sign::Bracket | Sign::IdeographicStop) => None,
        Some(sign) => Some(Part::Sign(sign)),
        None if c.is_whitespace() => Some(Part::Space),
        None if narrow(c).is_ascii_digit() => Some(Part::Digit),
        None if is_ideograph(c) => Some(Part::Letter(c)),
        None if is_drawn(c) => None,
        None if unicode::is_mark(c) => Some(Part::Mark),
        None if c.is_alphabetic() => Some(Part::Letter(c)),
        None => None,
    }
}

/// Pictures of letters: in circles, squares and keys, and the alphabets of formulas.
fn is_drawn(c: char) -> bool {
    matches!(c,
        '\u{20DD}'..='\u{20E4}' | '\u{24B6}'..='\u{24E9}' | '\u{1D400}'..='\u{1D7FF}'
        | '\u{1F100}'..='\u{1F1FF}')
}

/// A number is a word of its own behind the first (`Jennifer 8. Lee`), and there is none in the
/// name of somebody whose name is written without words.
fn numbers_fit(parts: &[Part]) -> bool {
    if !parts.contains(&Part::Digit) {
        return true;
    }
    let is_wordless =
        |part: &Part| matches!(part, Part::Letter(c) if is_ideograph(*c) || is_kana(*c));
    let mut words = parts.split(|part| *part == Part::Space);
    let first = words.next().unwrap_or_default();
    !parts.iter().any(is_wordless)
        && !first.contains(&Part::Digit)
        && words.all(|word| {
            let digits = word.iter().take_while(|part| **part == Part::Digit).count();
            digits <= MOST_DIGITS && !word[digits..].contains(&Part::Digit)
        })
}

/// Whether the part at this place may stand between its neighbours.
fn fits(parts: &[Part], at: usize) -> bool {
    let sign = match parts[at] {
        Part::Sign(sign) => sign,
        Part::Mark => return is_letter(before(parts, at)),
        Part::Letter(_) | Part::Digit | Part::Space => return true,
        // The one pair a name may have is taken away before.
        Part::Open | Part::Close => return false,
    };
    let (last, next) = (before(parts, at), parts.get(at + 1).copied());
    match sign {
        // `Gal·la`, `ジャン・ポール`
        Sign::Dot => is_bound(last) && is_bound(next),
        // `ジャン＝ポール`
        Sign::DoubleHyphen => {
            let is_kana = |part| matches!(part, Some(Part::Letter(c)) if is_kana(c));
            is_kana(last) && is_kana(next)
        }
        // `Anne-Marie`, `J.-P.`, `al-'Aziz`
        Sign::Hyphen => {
            let is_beside = |part| is_bound(part) || part == Some(Part::Space);
            (is_beside(last) || is_sign(last, Sign::Stop))
                && (is_beside(next) || is_sign(next, Sign::Click))
        }
        // `'t Hooft`, `O’Neill`, `Sana'`
        Sign::Apostrophe => {
            let is_doubled = is_sign(last, Sign::Apostrophe) || is_sign(next, Sign::Apostrophe);
            !is_doubled && (is_letter(last) || is_letter(next))
        }
        // `J. R. R.`, `Jr.`, `Ma. Teresa`
        Sign::Stop => {
            is_worded(last) || last == Some(Part::Digit) || is_sign(last, Sign::Apostrophe)
        }
        // `WANG, XIAOMING`, `King, Martin Luther, Jr.`
        Sign::Comma => {
            let last = before_spaces(parts, at);
            let next = parts[at + 1..]
                .iter()
                .copied()
                .find(|part| *part != Part::Space);
            let ends = is_worded(last)
                || last == Some(Part::Digit)
                || is_sign(last, Sign::Stop)
                || is_sign(last, Sign::Apostrophe);
            ends && (is_worded(next) || is_sign(next, Sign::Apostrophe))
        }
        // `Muthu S/O Samy`, `Devi a/p Raman`
        Sign::Slash => {
            let is_single = |letter: Option<Part>, beyond: Option<Part>| {
                matches!(letter, Some(Part::Letter(c)) if narrow(c).is_ascii_alphabetic())
                    && !is_letter(beyond)
                    && !is_sign(beyond, Sign::Slash)
            };
            is_single(last, at.checked_sub(1).and_then(|at| before(parts, at)))
                && is_single(next, parts.get(at + 2).copied())
        }
        // `Tan Ah Beng @ Tan Beng`, `ALI@MOHD`, `Ali @Mohd`
        Sign::At => {
            let is_beside = |part| is_worded(part) || part == Some(Part::Space);
            let is_spaced = last == Some(Part::Space) && next == Some(Part::Space);
            is_spaced || (is_beside(last) && is_beside(next) && !is_host(&parts[at + 1..]))
        }
        // `wá:ke`; before a capital it stands behind a label
        Sign::Colon => {
            is_worded(last)
                && is_worded(next)
                && !matches!(next, Some(Part::Letter(c)) if c.is_uppercase())
        }
        // `!Gâwa`
        Sign::Click => is_worded(next),
        // `བསྟན་འཛིན་`, `አበበ፡ቢቂላ`
        Sign::Separator => is_letter(last),
        Sign::Bracket | Sign::IdeographicStop => false,
    }
}

/// What follows a sign of an address that is no name: `example.com`.
fn is_host(after: &[Part]) -> bool {
    let word = after.split(|part| *part == Part::Space).next();
    let word = word.unwrap_or_default();
    word.windows(2)
        .any(|pair| pair[0] == Part::Sign(Sign::Stop) && is_letter(Some(pair[1])))
}

fn before(parts: &[Part], at: usize) -> Option<Part> {
    at.checked_sub(1).map(|at| parts[at])
}

fn before_spaces(parts: &[Part], at: usize) -> Option<Part> {
    parts[..at]
        .iter()
        .rev()
        .copied()
        .find(|part| *part != Part::Space)
}

fn is_sign(part: Option<Part>, sign: Sign) -> bool {
    part == Some(Part::Sign(sign))
}

fn is_letter(part: Option<Part>) -> bool {
    matches!(part, Some(Part::Letter(_) | Part::Mark))
}

/// A letter of a script that writes words.
fn is_worded(part: Option<Part>) -> bool {
    is_letter(part) && !matches!(part, Some(Part::Letter(c)) if is_ideograph(c))
}

/// A letter, or an apostrophe that stands for one.
fn is_bound(part: Option<Part>) -> bool {
    is_letter(part) || is_sign(part, Sign::Apostrophe)
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}
