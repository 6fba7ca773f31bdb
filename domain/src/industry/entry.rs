//! What is entered about an industry, and what of it is acceptable.

use crate::form::{FieldError, RawAnswers, StepErrors};
use crate::platform::entry::{MAX_ID, NEW, Reader, first, name, put_texts};
use crate::text::{Language, Texts};
use crate::value::{check_length, fold};

/// Fields of an industry.
pub const INDUSTRY: [&str; 4] = [
    "industry_id",
    "industry_name_zh",
    "industry_name_ja",
    "industry_name_en",
];

/// An industry as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndustryEntry {
    /// A code such as the section letter of GB/T 4754.
    pub id: String,
    /// Its name.
    pub names: Texts,
}

impl IndustryEntry {
    /// Reads the form. `offered`: the languages of the platform; its first needs a name.
    ///
    /// # Errors
    /// Everything that is not acceptable, by field.
    pub fn parse(answers: &RawAnswers, offered: &[Language]) -> Result<Self, StepErrors> {
        let mut reader = Reader::new(answers);
        let entry = Self {
            id: reader.read("industry_id", |text| {
                let id = fold(text);
                check_length(&id, 1, MAX_ID)?;
                let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
                match id.chars().all(is_plain) {
                    true if id == NEW => Err(FieldError::Taken),
                    true => Ok(id),
                    false => Err(FieldError::Characters),
                }
            }),
            names: reader.texts("industry_name", first(offered), name),
        };
        reader.end(entry)
    }

    /// The form of an industry.
    #[must_use]
    pub fn answers(&self) -> RawAnswers {
        let mut answers = RawAnswers::from_iter([("industry_id", self.id.as_str())]);
        put_texts(&mut answers, "industry_name", &self.names);
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_industry_keeps_the_letter_of_its_standard() {
        let answers = RawAnswers::from_iter([("industry_id", "Ａ"), ("industry_name_zh", "农业")]);
        let entry = IndustryEntry::parse(&answers, &Language::ALL).expect("it is acceptable");
        assert_eq!(entry.id, "A");
        assert_eq!(
            IndustryEntry::parse(&entry.answers(), &Language::ALL),
            Ok(entry)
        );
    }
}
