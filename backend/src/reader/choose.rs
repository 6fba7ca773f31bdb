//! Chooses among several readings of the same text.

use std::collections::BTreeMap;

/// One reading: the text and how sure the program is, 0 to 1.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub text: String,
    pub trust: f32,
}

/// The first candidate that passes `fits`, in the order given.
pub(super) fn first_fitting<I: IntoIterator<Item = String>>(
    candidates: I,
    fits: impl Fn(&str) -> bool,
) -> Option<String> {
    candidates.into_iter().find(|text| fits(text))
}

/// The text most readings agree on, and the share of their trust that stands behind it, 0 to 1.
///
/// Votes on the number of characters first, then on each character: readings that err in
/// different places still add up to the right text.
pub(super) fn by_vote(candidates: &[Candidate]) -> Option<Candidate> {
    let read: Vec<(Vec<char>, f32)> = candidates
        .iter()
        .filter(|c| !c.text.is_empty())
        .map(|c| (c.text.chars().collect(), c.trust.max(0.01)))
        .collect();
    let (length, _) = winner(read.iter().map(|(text, trust)| (text.len(), *trust)))?;
    let same: Vec<_> = read
        .iter()
        .filter(|(text, _)| text.len() == length)
        .collect();
    let chosen: Vec<(char, f32)> = (0..length)
        .filter_map(|at| winner(same.iter().map(|(text, trust)| (text[at], *trust))))
        .collect();
    let all: f32 = candidates.len() as f32;
    let trust = chosen
        .iter()
        .map(|(_, votes)| votes / all)
        .fold(f32::MAX, f32::min);
    Some(Candidate {
        text: chosen.into_iter().map(|(c, _)| c).collect(),
        trust,
    })
}

fn winner<T: Ord>(votes: impl Iterator<Item = (T, f32)>) -> Option<(T, f32)> {
    let mut sums: BTreeMap<T, f32> = BTreeMap::new();
    for (choice, trust) in votes {
        *sums.entry(choice).or_default() += trust;
    }
    sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(text: &str, trust: f32) -> Candidate {
        Candidate {
            text: text.to_owned(),
            trust,
        }
    }

    #[test]
    fn two_unsure_readings_that_agree_beat_a_surer_one() {
        let votes = [
            candidate("王伟", 0.5),
            candidate("王韦", 0.7),
            candidate("王伟", 0.4),
            candidate("", 0.9),
        ];
        assert_eq!(
            by_vote(&votes).map(|vote| vote.text).as_deref(),
            Some("王伟")
        );
    }

    #[test]
    fn nothing_read_is_nothing_chosen() {
        assert!(by_vote(&[candidate("", 1.0)]).is_none());
    }

    #[test]
    fn readings_that_err_in_different_places_add_up_to_the_right_text() {
        let votes = [
            candidate("孟军伟", 0.6),
            candidate("丘军韦", 0.5),
            candidate("孟车韦", 0.5),
            candidate("孟军伟。", 0.5),
        ];
        assert_eq!(
            by_vote(&votes).map(|vote| vote.text).as_deref(),
            Some("孟军韦")
        );
    }
}
