//! What administrators enter about staff, offices, industries and notices, and what of it is
//! acceptable.

use crate::form::{FieldError, RawAnswers, StepErrors};
use crate::review::Role;
use crate::text::{Language, Texts};
use crate::value::{Address, UserName, check_length, fold, fold_spaces, kept};

use super::in_language;

/// Fields of a member of staff.
pub const MEMBER: [&str; 3] = ["member_name", "member_role", "member_office"];
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
/// Fields of an industry.
pub const INDUSTRY: [&str; 4] = [
    "industry_id",
    "industry_name_zh",
    "industry_name_ja",
    "industry_name_en",
];
/// Fields of a notice.
pub const NOTICE: [&str; 6] = [
    "notice_title_zh",
    "notice_text_zh",
    "notice_title_ja",
    "notice_text_ja",
    "notice_title_en",
    "notice_text_en",
];

/// The longest name of an office or industry, and the longest title of a notice, in characters.
pub const MAX_NAME: u32 = 80;
/// The longest text of a notice in one language, in characters.
pub const MAX_NOTICE: u32 = 20_000;
/// The longest id of an office or industry.
pub const MAX_ID: u32 = 40;

/// Collects what is wrong while the rest is read.
struct Reader<'a> {
    answers: &'a RawAnswers,
    errors: StepErrors,
}

impl<'a> Reader<'a> {
    fn new(answers: &'a RawAnswers) -> Self {
        Self {
            answers,
            errors: StepErrors::new(),
        }
    }

    fn read<T: Default>(
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
    fn texts(
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

    fn end<T>(self, read: T) -> Result<T, StepErrors> {
        match self.errors.is_empty() {
            true => Ok(read),
            false => Err(self.errors),
        }
    }
}

fn name(text: &str) -> Result<String, FieldError> {
    let name = kept(text);
    check_length(&name, 1, MAX_NAME)?;
    Ok(name)
}

/// An id that appears in addresses and rows: `a-z`, `0-9` and hyphens.
fn slug(text: &str) -> Result<String, FieldError> {
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

fn may_be_empty(
    rule: impl FnOnce(&str) -> Result<String, FieldError>,
) -> impl FnOnce(&str) -> Result<String, FieldError> {
    |text| match rule(text) {
        Err(FieldError::Required) => Ok(String::new()),
        other => other,
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

/// A notice as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeEntry {
    /// Heading.
    pub title: Texts,
    /// Paragraphs are separated by an empty line.
    pub text: Texts,
}

impl NoticeEntry {
    /// Reads the form of a draft. Nothing is needed yet; what is there must fit.
    ///
    /// # Errors
    /// What is too long.
    pub fn parse_draft(answers: &RawAnswers) -> Result<Self, StepErrors> {
        Self::read(answers, &[])
    }

    /// Reads a notice that is to be published in the languages offered.
    ///
    /// # Errors
    /// What is missing or too long.
    pub fn parse(answers: &RawAnswers, offered: &[Language]) -> Result<Self, StepErrors> {
        Self::read(answers, offered)
    }

    fn read(answers: &RawAnswers, needed: &[Language]) -> Result<Self, StepErrors> {
        let mut reader = Reader::new(answers);
        let entry = Self {
            title: reader.texts("notice_title", needed, name),
            text: reader.texts("notice_text", needed, paragraphs),
        };
        reader.end(entry)
    }

    /// The form of a notice.
    #[must_use]
    pub fn answers(&self) -> RawAnswers {
        let mut answers = RawAnswers::default();
        put_texts(&mut answers, "notice_title", &self.title);
        put_texts(&mut answers, "notice_text", &self.text);
        answers
    }
}

/// A text of several paragraphs: line breaks of one kind, one empty line between paragraphs, no
/// control characters, nothing at the ends.
fn paragraphs(text: &str) -> Result<String, FieldError> {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    let text = lines.join("\n").trim().to_owned();
    check_length(&text, 1, MAX_NOTICE)?;
    Ok(text)
}

/// A member of staff as they were entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberEntry {
    /// What they do.
    pub role: Role,
    /// Where; officers always have one.
    pub office: Option<String>,
}

impl MemberEntry {
    /// Reads role and office. Whether the office exists is not judged here.
    ///
    /// # Errors
    /// What is not acceptable, by field.
    pub fn parse(answers: &RawAnswers) -> Result<Self, StepErrors> {
        let mut reader = Reader::new(answers);
        let role = reader.read("member_role", |text| match (text, Role::parse(text)) {
            ("", _) => Err(FieldError::Required),
            (_, None) => Err(FieldError::NotAChoice),
            (_, role) => Ok(role),
        });
        let office = Some(answers.get("member_office").to_owned()).filter(|id| !id.is_empty());
        if role == Some(Role::Officer) && office.is_none() {
            reader
                .errors
                .insert("member_office".to_owned(), FieldError::Required);
        }
        let role = reader.end(role)?.unwrap_or(Role::Officer);
        // The others see every office: one of their own would only mislead.
        let office = office.filter(|_| role == Role::Officer);
        Ok(Self { role, office })
    }

    /// Reads the name of a new member.
    ///
    /// # Errors
    /// Why it is not acceptable, at `member_name`.
    pub fn parse_name(answers: &RawAnswers) -> Result<UserName, StepErrors> {
        UserName::parse(answers.get("member_name"))
            .map_err(|reason| StepErrors::from([("member_name".to_owned(), reason)]))
    }
}

fn first(offered: &[Language]) -> &[Language] {
    &offered[..offered.len().min(1)]
}

fn put_texts(answers: &mut RawAnswers, field: &str, texts: &Texts) {
    for language in Language::ALL {
        answers.set(in_language(field, language), texts.own(language));
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

    #[test]
    fn a_draft_may_be_unfinished_and_a_notice_may_not() {
        let answers = RawAnswers::from_iter([
            ("notice_title_zh", "须知"),
            ("notice_text_zh", "一\r\n\r\n\r\n\r\n二  \r\n三\u{7}\n"),
        ]);
        let draft = NoticeEntry::parse_draft(&answers).expect("a draft");
        assert_eq!(draft.text.own(Language::Chinese), "一\n\n二\n三");
        assert_eq!(NoticeEntry::parse_draft(&draft.answers()), Ok(draft));
        let errors = NoticeEntry::parse(&answers, &Language::ALL).expect_err("two are missing");
        assert_eq!(errors.len(), 4, "{errors:?}");
        assert!(NoticeEntry::parse(&answers, &[Language::Chinese]).is_ok());
    }

    #[test]
    fn an_officer_needs_an_office_and_the_others_have_none() {
        let member = |role, office| {
            MemberEntry::parse(&RawAnswers::from_iter([
                ("member_role", role),
                ("member_office", office),
            ]))
        };
        let missing = StepErrors::from([("member_office".to_owned(), FieldError::Required)]);
        assert_eq!(member("officer", ""), Err(missing));
        assert_eq!(
            member("supervisor", "kaifeng"),
            Ok(MemberEntry {
                role: Role::Supervisor,
                office: None
            })
        );
        let unknown = StepErrors::from([("member_role".to_owned(), FieldError::NotAChoice)]);
        assert_eq!(member("owner", ""), Err(unknown));
    }

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
