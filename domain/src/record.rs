//! What an application can be about: something its account has, such as a contract that is renewed.
//! The register of its types, and what is known of one. It must not know where that is kept.

use uuid::Uuid;

use crate::form::RawAnswers;
use crate::id::RecordId;

/// A type of record. There is none yet but the one of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// Of tests: where a rehearsal takes place.
    #[cfg(feature = "rehearsal")]
    Theatre,
}

impl RecordKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "rehearsal")]
        Self::Theatre,
    ];

    /// Its id in rows, addresses and texts (`record.<id>.name`).
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            #[cfg(feature = "rehearsal")]
            Self::Theatre => "theatre",
        }
    }

    /// Reads the id back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecordRef {
    /// Its type.
    pub kind: RecordKind,
    /// Which one.
    pub id: RecordId,
}

impl RecordRef {
    /// Its form value: `<type>:<id>`.
    #[must_use]
    pub fn value(self) -> String {
        format!("{}:{}", self.kind.id(), self.id)
    }

    /// Reads the form value back.
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        let (kind, id) = value.trim().split_once(':')?;
        Self::of(kind, Uuid::parse_str(id).ok()?)
    }

    /// Reads what a row holds.
    #[must_use]
    pub fn of(kind: &str, id: Uuid) -> Option<Self> {
        let (kind, id) = (RecordKind::parse(kind)?, RecordId(id));
        Some(Self { kind, id })
    }
}

/// What is known of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which one it is.
    pub about: RecordRef,
    /// What its owner knows it by.
    pub name: String,
    /// What eligibility and prefill may look at, by names its type gives them; where one is an answer,
    /// by the id of the field that asks for it.
    pub facts: RawAnswers,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, find};

    #[test]
    fn a_record_is_named_by_its_type_and_its_id_and_by_nothing_else() {
        let id = Uuid::from_u128(7);
        for kind in RecordKind::ALL {
            let about = RecordRef::of(kind.id(), id).expect("a record");
            assert_eq!(RecordRef::from_value(&about.value()), Some(about));
        }
        for wrong in [
            "",
            ":",
            "theatre",
            "theatre:",
            "theatre:7",
            "stage:00000000-0000-0000-0000-000000000007",
        ] {
            assert_eq!(RecordRef::from_value(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_type_has_a_name() {
        for kind in RecordKind::ALL {
            let name = format!("record.{}.name", kind.id());
            assert!(find(Language::English, &name).is_some(), "{name}");
        }
    }
}
