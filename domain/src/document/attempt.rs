//! Which of several attempts to change the picture in a slot is the newest.

use serde::{Deserialize, Serialize};

/// An attempt to put a picture into a slot, or to take it away. Later ones have greater numbers: the
/// milliseconds of the browser's clock, but never less than what the slot has seen already. What
/// arrives late is recognised by its number, whatever overtook it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "i64", into = "i64")]
pub struct Attempt(i64);

impl Attempt {
    /// Above this no clock counts; a browser still tells the numbers below from each other.
    const MOST: i64 = 1 << 52;

    /// The next one at this time, after the newest that is known.
    #[must_use]
    pub fn after(known: Self, milliseconds: i64) -> Self {
        Self(milliseconds.clamp(0, Self::MOST).max(known.0 + 1))
    }

    /// Reads a number as it travels.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().and_then(Self::of)
    }

    /// An attempt of this number.
    #[must_use]
    pub fn of(number: i64) -> Option<Self> {
        (0..=Self::MOST).contains(&number).then_some(Self(number))
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Attempt {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        Self::of(number).ok_or("no number of an attempt")
    }
}

impl From<Attempt> for i64 {
    fn from(attempt: Attempt) -> Self {
        attempt.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_attempt_has_a_greater_number_even_when_the_clock_stands_or_goes_back() {
        let first = Attempt::after(Attempt::default(), 1_700_000_000_000);
        let second = Attempt::after(first, 1_700_000_000_000);
        let third = Attempt::after(second, 5);
        assert!(first < second && second < third);
        assert_eq!(Attempt::parse(&third.number().to_string()), Some(third));
    }

    #[test]
    fn what_is_no_number_of_an_attempt_is_refused() {
        for text in ["", "-1", "1.5", "a", "9223372036854775807"] {
            assert_eq!(Attempt::parse(text), None, "{text}");
        }
    }
}
