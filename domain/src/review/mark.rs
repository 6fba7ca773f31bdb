//! Why a case wants a look before it is decided: the queue marks such cases, and they are decided
//! together with others only when each of them was ticked.

use serde::{Deserialize, Serialize};

crate::named! {
    /// One reason, the gravest first. Its name is at `staff.mark.<id>`, the sentence at `staff.mark.why.<id>`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Mark {
        /// A picture says something else than an answer.
        Disagrees = "disagrees",
        /// It has something in common with the application of somebody else.
        Alike = "alike",
        /// An answer was accepted with a warning.
        Warned = "warned",
        /// Whoever reads has not opened it since it was sent.
        Unopened = "unopened",
    }
}

impl Mark {
    /// Reads what [`written`] wrote; what is no mark is left out.
    #[must_use]
    pub fn read(written: &str) -> Vec<Self> {
        written.split(' ').filter_map(Self::parse).collect()
    }
}

/// Marks as one text.
#[must_use]
pub fn written(marks: &[Mark]) -> String {
    let ids: Vec<&str> = marks.iter().map(|mark| mark.id()).collect();
    ids.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, find};

    #[test]
    fn every_mark_is_read_back_and_has_a_name_and_a_sentence() {
        for mark in Mark::ALL {
            assert_eq!(Mark::parse(mark.id()), Some(mark));
            for place in ["staff.mark", "staff.mark.why"] {
                let name = format!("{place}.{}", mark.id());
                assert!(find(Language::English, &name).is_some(), "{name}");
            }
        }
        assert_eq!(Mark::read(&written(&Mark::ALL)), Mark::ALL);
        assert_eq!(Mark::read("alike nonsense"), [Mark::Alike]);
        assert!(Mark::read("").is_empty());
    }
}
