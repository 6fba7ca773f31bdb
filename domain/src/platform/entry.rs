//! How forms of administrators are read: all that is wrong with one is found at once.

use super::in_language;
use crate::form::{FieldError, RawAnswers, StepErrors};
use crate::text::{Language, Texts};
use crate::value::{check_length, fold, kept};

/// The longest name of an office or industry, and the longest title of a notice, in characters.
pub const MAX_NAME: u32 = 80;

/// The longest id of an office or industry.
pub const MAX_ID: u32 = 40;

/// Collects what is wrong while the rest is read.
pub(crate) struct Reader<'a> {
    answers: &'a RawAnswers,
    pub(crate) errors: StepErrors,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(answers: &'a RawAnswers) -> Self {
        Self {
            answers,
            errors: StepErrors::new(),
        }
    }

    pub(crate) fn read<T: Default>(
        &mut self,
        field: &str,
        rule: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> T {
        rule(self.answers.get(field)).unwrap_or_else(|reason| {
            self.errors.insert(field.to_owned(), reason);
            T::default()
        })
    }

    /// One text per language; needed in those of `needed`, and left out where it is empty.
    pub(crate) fn texts(
        &mut self,
        field: &str,
        needed: &[Language],
        rule: impl Fn(&str) -> Result<String, FieldError>,
    ) -> Texts {
        let mut texts = Texts::default();
        for language in Language::ALL {
            let id = in_language(field, language);
            let text = self.read(&id, |text| match rule(text) {
                Err(FieldError::Required) if !needed.contains(&language) => Ok(String::new()),
                other => other,
            });
            if !text.is_empty() {
                texts.0.insert(language.tag().to_owned(), text);
            }
        }
        texts
    }

    pub(crate) fn end<T>(self, read: T) -> Result<T, StepErrors> {
        match self.errors.is_empty() {
            true => Ok(read),
            false => Err(self.errors),
        }
    }
}

pub(crate) fn name(text: &str) -> Result<String, FieldError> {
    let name = kept(text);
    check_length(&name, 1, MAX_NAME)?;
    Ok(name)
}

/// An id that appears in addresses and rows: `a-z`, `0-9` and hyphens.
pub(crate) fn slug(text: &str) -> Result<String, FieldError> {
    let id = fold(text).to_ascii_lowercase();
    check_length(&id, 1, MAX_ID)?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match id.chars().all(is_plain) {
        // Addresses of pages for what does not exist yet.
        true if id == NEW => Err(FieldError::Taken),
        true => Ok(id),
        false => Err(FieldError::Characters),
    }
}

/// What stands for an id in the address of the page that adds something.
pub const NEW: &str = "new";

pub(crate) fn may_be_empty(
    rule: impl FnOnce(&str) -> Result<String, FieldError>,
) -> impl FnOnce(&str) -> Result<String, FieldError> {
    |text| match rule(text) {
        Err(FieldError::Required) => Ok(String::new()),
        other => other,
    }
}

pub(crate) fn first(offered: &[Language]) -> &[Language] {
    &offered[..offered.len().min(1)]
}

pub(crate) fn put_texts(answers: &mut RawAnswers, field: &str, texts: &Texts) {
    for language in Language::ALL {
        answers.set(in_language(field, language), texts.own(language));
    }
}
