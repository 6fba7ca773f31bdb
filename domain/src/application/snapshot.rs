//! The answers of an application at the moment it was sent, in canonical form.
//!
//! A snapshot can only be made by [`freeze`], so whoever holds one knows that every rule of the
//! kind accepted it. Past submission no raw text exists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use crate::form::{RawAnswers, Scope, StepErrors};

/// Canonical answers, field id → text. Fields that do not apply are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(BTreeMap<String, String>);

impl Snapshot {
    /// The canonical answer, when the field applied and was filled.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// All answers in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(id, text)| (id.as_str(), text.as_str()))
    }

    /// The answers as if somebody had typed them so, for what is computed from a form.
    #[must_use]
    pub fn as_typed(&self) -> RawAnswers {
        self.iter().collect()
    }

    /// The same, where nobody needs the answers any more.
    #[must_use]
    pub fn into_typed(self) -> RawAnswers {
        self.0.into_iter().collect()
    }

    /// Whether these answers say the same as others in every field of a kind.
    #[must_use]
    pub fn is_same_for(&self, kind: &Kind, other: &Self) -> bool {
        kind.fields()
            .all(|field| self.get(field.id) == other.get(field.id))
    }

    /// With newer answers in place of whatever stood in the fields that were asked for.
    #[must_use]
    pub fn with<'a>(mut self, asked: impl IntoIterator<Item = &'a str>, newer: &Self) -> Self {
        for field in asked {
            self.0.remove(field);
        }
        self.0.extend(newer.0.clone());
        self
    }
}

/// Freezes the answers that are there: what is missing is no error, secrets and pictures are left
/// out. For what is known about an account from elsewhere than an application of this kind.
///
/// # Errors
/// All fields that are not acceptable.
pub fn freeze_given(kind: &Kind, scope: &Scope) -> Result<Snapshot, StepErrors> {
    let mut answers = BTreeMap::new();
    let mut errors = StepErrors::new();
    let given = kind.fields().filter(|field| {
        !field.is_secret() && !field.is_upload() && !field.entered(scope).trim().is_empty()
    });
    for field in given {
        match field.check(scope) {
            Ok(Some(text)) => {
                answers.insert(field.id.to_owned(), text);
            }
            Ok(None) => {}
            Err(reason) => {
                errors.insert(field.id.to_owned(), reason);
            }
        }
    }
    if errors.is_empty() {
        Ok(Snapshot(answers))
    } else {
        Err(errors)
    }
}

/// Runs every rule of the kind once and freezes the canonical answers.
///
/// # Errors
/// All fields that are not acceptable, over all steps.
pub fn freeze(kind: &Kind, scope: &Scope) -> Result<Snapshot, StepErrors> {
    let mut answers = BTreeMap::new();
    let mut errors = StepErrors::new();
    for field in kind.fields() {
        match field.check(scope) {
            Ok(Some(text)) if !field.is_secret() => {
                answers.insert(field.id.to_owned(), text);
            }
            Ok(_) => {}
            Err(reason) => {
                errors.insert(field.id.to_owned(), reason);
            }
        }
    }
    if errors.is_empty() {
        Ok(Snapshot(answers))
    } else {
        Err(errors)
    }
}

#[cfg(test)]
mod tests;
