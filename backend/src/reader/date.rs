//! Dates and terms as printed on documents.

use chrono::Datelike;

use super::Reading;

/// First and last day of a validity; the last is `None` for a long-term one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub from: Option<String>,
    pub to: Option<String>,
    pub long: bool,
}

impl Term {
    /// Whether both ends are known and in order.
    pub fn is_whole(&self) -> bool {
        self.from.is_some() && (self.long || self.to > self.from)
    }

    /// Whether both ends are known and match: validities run for whole years, the last day being
    /// the day of the first or the one before.
    pub fn is_regular(&self) -> bool {
        let day = |text: &Option<String>| {
            text.as_ref()
                .and_then(|text| text.parse::<chrono::NaiveDate>().ok())
        };
        let same = |a: chrono::NaiveDate, b: chrono::NaiveDate| {
            (a.month(), a.day()) == (b.month(), b.day())
        };
        self.is_whole()
            && matches!((day(&self.from), day(&self.to)), (Some(from), Some(to)) if same(from, to) || to.succ_opt().is_some_and(|next| same(from, next)))
    }

    /// As fields of a form.
    pub fn as_reading(&self) -> Reading {
        let mut reading = Reading::default();
        reading.put("valid_from", self.from.clone());
        reading.put("valid_to", self.to.clone());
        reading.put("long_term", self.long.then(|| "yes".to_owned()));
        reading
    }
}

/// Every date in `text` in order, whatever separates year, month and day; impossible ones left out.
pub(super) fn dates(text: &str) -> Vec<String> {
    let mut numbers: Vec<Vec<u32>> = Vec::new();
    for c in text.chars() {
        match (c.to_digit(10), numbers.last_mut()) {
            (Some(digit), Some(last)) => last.push(digit),
            (Some(digit), None) => numbers.push(vec![digit]),
            (None, _) => numbers.push(Vec::new()),
        }
    }
    // Separators may be lost (`20130128`) or doubled: only the digits count, eight to a date,
    // except where a month or day is printed with a single digit.
    let numbers: Vec<Vec<u32>> = numbers.into_iter().filter(|run| !run.is_empty()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < numbers.len() {
        let (text, used) = one(&numbers[at..]);
        found.extend(text);
        at += used;
    }
    found
}

fn one(runs: &[Vec<u32>]) -> (Option<String>, usize) {
    let value = |digits: &[u32]| digits.iter().fold(0, |sum, digit| sum * 10 + digit);
    let year = &runs[0];
    if year.len() == 4
        && runs.len() >= 3
        && (1..=2).contains(&runs[1].len())
        && (1..=2).contains(&runs[2].len())
    {
        let (month, day) = (doubled(&runs[1], &runs[2]), doubled(&runs[2], &runs[1]));
        let date = date(value(year), value(&month), value(&day));
        return if date.is_some() { (date, 3) } else { (None, 1) };
    }
    let mut digits = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        digits.extend_from_slice(run);
        if digits.len() >= 8 {
            let exact = digits.len() == 8;
            return (
                exact
                    .then(|| {
                        date(
                            value(&digits[..4]),
                            value(&digits[4..6]),
                            value(&digits[6..]),
                        )
                    })
                    .flatten(),
                if exact { index + 1 } else { 1 },
            );
        }
    }
    (None, 1)
}

/// `part`, or where its sister is padded with a zero and it is not, the digit twice: the reading
/// program now and then takes 11 for 1.
fn doubled(part: &[u32], sister: &[u32]) -> Vec<u32> {
    match (part, sister) {
        ([digit @ 1..=2], [0, _]) => vec![*digit; 2],
        _ => part.to_vec(),
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<String> {
    let plausible = (1900..2200).contains(&year);
    chrono::NaiveDate::from_ymd_opt(year as i32, month, day)
        .filter(|_| plausible)
        .map(|date| date.to_string())
}

/// Text heights worth trying when a term does not come out regular.
pub(super) const HEIGHTS: [usize; 3] = [30, 44, 36];

/// Whether one of these readings of the same term can be trusted: its ends match, or a second
/// reading says the same.
pub(super) fn is_settled(terms: &[Term]) -> bool {
    terms
        .iter()
        .enumerate()
        .any(|(at, term)| term.is_regular() || term.is_whole() && terms[..at].contains(term))
}

/// The most credible of several readings of the same term; the earlier of equals.
pub(super) fn best(terms: &[Term]) -> Option<&Term> {
    let merit = |term: &&Term| {
        let known = usize::from(term.from.is_some()) + usize::from(term.long || term.to.is_some());
        known
            + 2 * usize::from(term.is_whole())
            + 4 * usize::from(term.is_regular())
            + 3 * terms.iter().filter(|other| other == term).count()
    };
    terms
        .iter()
        .rev()
        .max_by_key(merit)
        .filter(|term| merit(term) > 3)
}

/// The validity a text states.
pub(super) fn term(text: &str) -> Term {
    let mut dates = dates(text).into_iter();
    let long = ["长期", "长", "期限不约定", "永久"]
        .iter()
        .any(|word| text.contains(word));
    let (from, to) = (dates.next(), dates.next());
    Term {
        from,
        long: long && to.is_none(),
        to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_whatever_separates_their_parts() {
        for text in [
            "2013.01.28-2033.01.28",
            "20130128 20330128",
            "2013年01月28日至2033年1月28日",
            "2013,01.28—2033.0128",
        ] {
            assert_eq!(dates(text), ["2013-01-28", "2033-01-28"], "{text}");
        }
    }

    #[test]
    fn a_digit_lost_from_a_padded_date_is_found_again() {
        assert_eq!(dates("2010年09月1日"), ["2010-09-11"]);
        assert_eq!(dates("2010年9月1日"), ["2010-09-01"]);
        assert_eq!(dates("2010年1月02日"), ["2010-11-02"]);
    }

    #[test]
    fn impossible_dates_are_left_out() {
        assert!(dates("2013.13.28 20330230 12").is_empty());
    }

    #[test]
    fn a_term_whose_ends_match_is_preferred() {
        let terms = [
            "2013.01.28-2033.01.23",
            "2013.01.28",
            "2013.01.28-2033.01.28",
            "",
        ]
        .map(term);
        assert_eq!(best(&terms), Some(&term("2013.01.28-2033.01.28")));
        assert!(term("2013年3月1日至2033年2月28日").is_regular());
        assert_eq!(best(&[term("x")]), None);
    }

    #[test]
    fn a_long_term_has_no_last_day() {
        assert_eq!(
            term("2013.01.28-长期"),
            Term {
                from: Some("2013-01-28".to_owned()),
                to: None,
                long: true
            }
        );
    }
}
