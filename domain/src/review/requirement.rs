//! What must be done before a case can be approved. A kind names what it needs
//! (`Kind::requires`); the desk shows what is missing, and an approval without it is refused in the
//! same words. Who did it and when, the server knows.

use serde::{Deserialize, Serialize};

crate::named! {
    /// One thing that must be done.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Requirement {
        /// Somebody called the applicant, who confirmed what was sent.
        Telephone = "telephone",
    }
}

impl Requirement {
    /// The code of what is said while it is missing, at `staff.trouble.<code>`.
    #[must_use]
    pub const fn missing(self) -> &'static str {
        match self {
            Self::Telephone => "missing_telephone",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::kind::{ApplicationKind, Review};
    use crate::text::{Language, find};

    #[test]
    fn every_requirement_has_words_for_its_absence_and_for_doing_it() {
        for one in Requirement::ALL {
            assert_eq!(Requirement::parse(one.id()), Some(one));
            let said = [
                format!("staff.trouble.{}", one.missing()),
                format!("staff.requirement.{}", one.id()),
            ];
            for name in said {
                assert!(find(Language::English, &name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn only_what_is_always_reviewed_requires_anything() {
        for kind in ApplicationKind::ALL.iter().map(|kind| kind.spec()) {
            let is_reviewed = kind.review == Review::Always;
            assert!(is_reviewed || kind.requires.is_empty(), "{}", kind.id);
        }
    }
}
