//! What makes a password easy to guess, as far as it can be told without long lists: the same on
//! both sides, so that nobody sees a tick and is refused later. Nothing here refuses what the lists
//! of the server would accept.

/// A password of digits alone is one of too few up to this length.
const FEW_DIGITS: usize = 8;
/// What hangs before and after a common word and makes it no better, in characters.
const TRIMMINGS: usize = 4;
/// What must remain when all that is the user's own is taken away, in characters.
const REMAINDER: usize = 8;

/// Words that begin every list that is tried.
const COMMON: [&str; 30] = [
    "abc",
    "abcd",
    "admin",
    "administrator",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "baseball",
    "dragon",
    "football",
    "iloveyou",
    "letmein",
    "master",
    "michael",
    "monkey",
    "pass",
    "password",
    "passwort",
    "princess",
    "qazwsx",
    "qwer",
    "qwerty",
    "qwertyuiop",
    "shadow",
    "sunshine",
    "superman",
    "trustnoone",
    "welcome",
    "woaini",
    "zxcvbnm",
];

/// Keys that lie side by side.
const ROWS: [&str; 4] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
];

/// Whether it is a run or two of neighbours, a few digits, a common word with trimmings, or little
/// more than something of the user's own, forwards or backwards.
#[must_use]
pub fn is_guessable(password: &str, own_data: &[&str]) -> bool {
    let lower = password.to_lowercase();
    let signs: Vec<char> = lower.chars().collect();
    let is_few_digits = signs.len() <= FEW_DIGITS && signs.iter().all(char::is_ascii_digit);
    is_few_digits || runs(&signs) <= 2 || is_common(&lower) || is_close(&lower, own_data)
}

/// The words of what is the user's own: each text, and its parts, of three characters and more.
#[must_use]
pub fn own_words(own_data: &[&str]) -> Vec<String> {
    own_data
        .iter()
        .flat_map(|text| std::iter::once(*text).chain(text.split(|c: char| !c.is_alphanumeric())))
        .map(|text| text.trim().to_lowercase())
        .filter(|text| text.chars().count() >= 3)
        .collect()
}

/// Of how many runs it is made: the same sign again and again, or each next to the one before, in
/// the alphabet or on the keyboard.
fn runs(signs: &[char]) -> usize {
    let mut count = usize::from(!signs.is_empty());
    let mut direction = None;
    for pair in signs.windows(2) {
        let step = step(pair[0], pair[1]);
        match (step, direction) {
            (None, _) => {
                count += 1;
                direction = None;
            }
            (Some(step), Some(before)) if step != before => {
                count += 1;
                direction = None;
            }
            (Some(step), _) => direction = Some(step),
        }
    }
    count
}

/// How one sign leads to the next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Same,
    Up,
    Down,
    Key,
    KeyBack,
}

fn step(from: char, to: char) -> Option<Step> {
    let is_counted = |sign: char| sign.is_ascii_alphanumeric();
    let apart = i64::from(u32::from(to)) - i64::from(u32::from(from));
    match apart {
        0 => return Some(Step::Same),
        1 if is_counted(from) && is_counted(to) => return Some(Step::Up),
        -1 if is_counted(from) && is_counted(to) => return Some(Step::Down),
        _ => {}
    }
    ROWS.iter().find_map(|row| {
        let (from, to) = (row.find(from)?, row.find(to)?);
        match (to.checked_sub(from), from.checked_sub(to)) {
            (Some(1), _) => Some(Step::Key),
            (_, Some(1)) => Some(Step::KeyBack),
            _ => None,
        }
    })
}

fn is_common(lower: &str) -> bool {
    let word = lower.trim_matches(|c: char| !c.is_alphabetic());
    let trimmings = lower.chars().count() - word.chars().count();
    let plain: String = lower
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            other => other,
        })
        .collect();
    trimmings <= TRIMMINGS && COMMON.contains(&word) || COMMON.contains(&plain.as_str())
}

/// Whether it is a part of something of the user's own, or too little remains when all that is
/// their own is taken away.
fn is_close(lower: &str, own_data: &[&str]) -> bool {
    let mut own = own_words(own_data);
    // What is part of something longer goes with it.
    own.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut rest = lower.to_owned();
    for own in &own {
        let backwards: String = own.chars().rev().collect();
        if own.contains(lower) || backwards.contains(lower) {
            return true;
        }
        rest = rest.replace(own.as_str(), "").replace(&backwards, "");
    }
    rest != lower && rest.chars().count() < REMAINDER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_guessable() {
        for text in [
            "12345678",
            "87654321",
            "11111111",
            "aaaabbbb",
            "abcd1234",
            "qwertyui",
            "1qaz2wsx",
            "19900101",
            "password",
            "Password1!",
            "P@ssw0rd",
            "iloveyou520",
            "woaini1314",
        ] {
            assert!(is_guessable(text, &[]), "{text}");
        }
    }

    #[test]
    fn what_is_close_to_ones_own_is_guessable_forwards_and_backwards() {
        for text in ["lin.xiaoan", "naoaix.nil", "xiaoan2026", "LIN.Xiaoan1"] {
            assert!(is_guessable(text, &["lin.xiaoan"]), "{text}");
        }
        assert!(!is_guessable("xiaoan likes seven herons", &["lin.xiaoan"]));
    }

    #[test]
    fn what_people_think_of_themselves_is_not() {
        for text in [
            "石榴-Kettle-七里-Harbour-42",
            "correct horse battery",
            "Ein-früher-Vogel-77",
            "春眠不觉晓处处闻啼鸟",
            "master of the seven seas",
            "830174926",
        ] {
            assert!(!is_guessable(text, &["lin.xiaoan"]), "{text}");
        }
    }
}
