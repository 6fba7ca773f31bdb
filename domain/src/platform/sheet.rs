//! A form of administrators: what is stored, and what somebody typed that was refused, so that
//! nothing typed is lost and nobody overwrites a colleague without seeing it.

use serde::{Deserialize, Serialize};

use crate::form::{FieldError, RawAnswers, StepErrors};

/// A form as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// What the row's version is now; what is sent is written on it.
    pub version: i32,
    /// Field → text, as it is stored.
    pub stored: RawAnswers,
    /// What was typed last and refused.
    pub refused: Option<Refused>,
}

/// What was typed and refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Field → text, as it was typed.
    pub answers: RawAnswers,
    /// Field → why not; empty when the whole came too late.
    pub errors: StepErrors,
}

impl Sheet {
    /// What a field shows: what was typed, else what is stored.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        match &self.refused {
            Some(refused) => refused.answers.get(field),
            None => self.stored.get(field),
        }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<&FieldError> {
        self.refused.as_ref()?.errors.get(field)
    }

    /// All that is wrong.
    #[must_use]
    pub fn errors(&self) -> StepErrors {
        self.refused
            .as_ref()
            .map(|refused| refused.errors.clone())
            .unwrap_or_default()
    }

    /// What is stored, where something else is in the field.
    #[must_use]
    pub fn stored_instead(&self, field: &str) -> Option<&str> {
        let stored = self.stored.get(field);
        (self.refused.is_some() && stored != self.text(field)).then_some(stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_shown_beside_what_is_stored() {
        let mut sheet = Sheet {
            version: 3,
            stored: RawAnswers::from_iter([("a", "1"), ("b", "2")]),
            refused: None,
        };
        assert_eq!((sheet.text("a"), sheet.stored_instead("a")), ("1", None));
        sheet.refused = Some(Refused {
            answers: RawAnswers::from_iter([("b", "2")]),
            errors: StepErrors::from([("a".to_owned(), FieldError::Required)]),
        });
        // Emptied on purpose: it stays empty.
        assert_eq!(
            (sheet.text("a"), sheet.stored_instead("a")),
            ("", Some("1"))
        );
        assert_eq!((sheet.text("b"), sheet.stored_instead("b")), ("2", None));
        assert_eq!(sheet.error("a"), Some(&FieldError::Required));
    }
}
