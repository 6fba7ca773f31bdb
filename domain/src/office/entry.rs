//! What is entered about an office, and what of it is acceptable.

use crate::form::{FieldError, RawAnswers, StepErrors};
use crate::platform::entry::{Reader, first, may_be_empty, name, put_texts, slug};
use crate::text::{Language, Texts};
use crate::value::{Address, check_length, fold_spaces};

/// Fields of an office.
pub const OFFICE: [&str; 8] = [
    "office_id",
    "office_name_zh",
    "office_name_ja",
    "office_name_en",
    "office_city_code",
    "office_postal_address",
    "office_telephone",
    "office_fax",
];

/// A telephone or fax number as it is dialled, with whatever people put between the digits.
fn number(text: &str) -> Result<String, FieldError> {
    let number = fold_spaces(text);
    check_length(&number, 3, 40)?;
    let is_sign = |c: char| c.is_ascii_digit() || " +-()/.#".contains(c);
    match number.chars().all(is_sign) {
        true => Ok(number),
        false => Err(FieldError::Characters),
    }
}

/// An office as it was entered. Whether its city exists is not judged here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeEntry {
    /// Slug.
    pub id: String,
    /// Its name.
    pub names: Texts,
    /// Four digits of a region code.
    pub city: String,
    /// As it stands on an envelope.
    pub postal_address: String,
    /// As it is dialled.
    pub telephone: String,
    /// As it is dialled; may be empty.
    pub fax: String,
}

impl OfficeEntry {
    /// Reads the form. `offered`: the languages of the platform; its first needs a name.
    ///
    /// # Errors
    /// Everything that is not acceptable, by field.
    pub fn parse(answers: &RawAnswers, offered: &[Language]) -> Result<Self, StepErrors> {
        let mut reader = Reader::new(answers);
        let entry = Self {
            id: reader.read("office_id", slug),
            names: reader.texts("office_name", first(offered), name),
            city: reader.read("office_city_code", |text| match text.len() {
                0 => Err(FieldError::Required),
                4 => Ok(text.to_owned()),
                _ => Err(FieldError::NotAChoice),
            }),
            postal_address: reader.read("office_postal_address", |text| {
                Address::parse(text).map(String::from)
            }),
            telephone: reader.read("office_telephone", number),
            fax: reader.read("office_fax", may_be_empty(number)),
        };
        reader.end(entry)
    }

    /// The form of an office.
    #[must_use]
    pub fn answers(&self) -> RawAnswers {
        let mut answers = RawAnswers::from_iter([
            ("office_id", self.id.as_str()),
            ("office_city_code", &self.city),
            ("office_postal_address", &self.postal_address),
            ("office_telephone", &self.telephone),
            ("office_fax", &self.fax),
        ]);
        put_texts(&mut answers, "office_name", &self.names);
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> RawAnswers {
        RawAnswers::from_iter([
            ("office_id", "Centre-1"),
            ("office_name_zh", " 受理中心 "),
            ("office_city_code", "4101"),
            ("office_postal_address", "450000 郑州市"),
            ("office_telephone", "0371-00000001"),
        ])
    }

    #[test]
    fn an_office_needs_a_name_in_the_first_language_only() {
        let entry = OfficeEntry::parse(&office(), &Language::ALL).expect("it is acceptable");
        assert_eq!(entry.id, "centre-1");
        assert_eq!(entry.names.own(Language::Chinese), "受理中心");
        assert_eq!(entry.names.get(Language::English), "受理中心");
        assert_eq!(entry.fax, "");
        let wrong = OfficeEntry::parse(&office(), &[Language::English, Language::Chinese]);
        assert_eq!(
            wrong,
            Err(StepErrors::from([(
                "office_name_en".to_owned(),
                FieldError::Required
            )]))
        );
        let again = OfficeEntry::parse(&entry.answers(), &Language::ALL);
        assert_eq!(again, Ok(entry));
    }

    #[test]
    fn everything_that_is_wrong_with_an_office_is_said_at_once() {
        let mut answers = office();
        answers.set("office_id", "Zhengzhou centre");
        answers.set("office_city_code", "41");
        answers.set("office_telephone", "call us");
        answers.set("office_name_ja", "長".repeat(81));
        let errors =
            OfficeEntry::parse(&answers, &Language::ALL).expect_err("it is not acceptable");
        assert_eq!(
            errors,
            StepErrors::from([
                ("office_id".to_owned(), FieldError::Characters),
                ("office_city_code".to_owned(), FieldError::NotAChoice),
                ("office_telephone".to_owned(), FieldError::Characters),
                ("office_name_ja".to_owned(), FieldError::TooLong { max: 80 }),
            ])
        );
        answers.set("office_id", "new");
        let errors = OfficeEntry::parse(&answers, &Language::ALL).expect_err("it is an address");
        assert_eq!(errors["office_id"], FieldError::Taken);
    }
}
