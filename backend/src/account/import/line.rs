//! A line of a file of accounts: what its columns mean, and what can be wrong with it.

use std::fmt;

use domain::account::profile;
use domain::application::snapshot::{Snapshot, freeze_given};
use domain::form::{Facts, FieldError, RawAnswers, Scope};
use domain::text::{Language, fill, find};
use domain::value::email_address::EmailAddress;

use super::secret::Given;

/// The columns that are answers of a registration, under the ids of its fields. `name` is another
/// field for a person than for others.
const ANSWERS: [&str; 11] = [
    "user_name",
    "document_type",
    "id_number",
    "credit_code",
    "address",
    "postcode",
    "contact_person",
    "mobile",
    "landline",
    "email",
    "office",
];
/// The columns that are not.
const OTHERS: [&str; 6] = [
    "type",
    "name",
    "email_proven",
    "language",
    "key_issuer",
    "key_serial",
];
/// The columns no file is without.
const NEEDED: [&str; 3] = ["user_name", "type", "name"];

/// What is wrong with a line, or with a column of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It has more or fewer columns than the first line.
    Columns {
        /// How many the first line has.
        expected: usize,
        /// How many this one has.
        found: usize,
    },
    /// It is no UTF-8.
    Encoding,
    /// A column holds what the rule of its field does not accept.
    Field(String, FieldError),
    /// A column holds none of these.
    NotOneOf(&'static str, &'static str),
    /// There is no office with this id.
    NoOffice,
    /// A mailbox without a password, or a password without a mailbox.
    HalfMailbox(usize),
    /// A password in a form nobody can compare with.
    PasswordForm(usize),
    /// A key has issuer and serial number, or neither.
    HalfKey,
    /// The serial number of a key is no hexadecimal number.
    KeySerial,
    /// Another line above has the same.
    Twice(&'static str, u64),
    /// A user name that sounds like the office.
    Reserved,
    /// Another account has the same.
    Taken(&'static str),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns { expected, found } => {
                write!(
                    f,
                    "it has {found} columns and the first line has {expected}"
                )
            }
            Self::Encoding => f.write_str("it is not encoded in UTF-8"),
            Self::Field(column, reason) => write!(f, "{column}: {}", in_words(column, reason)),
            Self::NotOneOf(column, choices) => write!(f, "{column}: this is none of {choices}"),
            Self::NoOffice => f.write_str("office: there is no office with this id"),
            Self::HalfMailbox(number) => write!(
                f,
                "mailbox_{number}: a mailbox needs its password in mailbox_{number}_password, and a \
                 password its mailbox"
            ),
            Self::PasswordForm(number) => write!(
                f,
                "mailbox_{number}_password: a hash is written {{sha256}}digits, {{sha256}}salt:digits \
                 or $argon2id$…; anything else in braces is not known"
            ),
            Self::HalfKey => f.write_str("a key needs both key_issuer and key_serial"),
            Self::KeySerial => {
                f.write_str("key_serial: a serial number is written in hexadecimal digits")
            }
            Self::Twice(column, line) => write!(f, "{column}: line {line} has the same"),
            Self::Reserved => f.write_str("user_name: this name is kept for staff"),
            Self::Taken(column) => write!(f, "{column}: another account has this already"),
        }
    }
}

fn in_words(column: &str, reason: &FieldError) -> String {
    let code = reason.code();
    let sentence = find(Language::English, &format!("field.{column}.error.{code}"))
        .or_else(|| find(Language::English, &format!("error.{code}")))
        .unwrap_or("this is not acceptable");
    fill(
        sentence,
        &[("n", &reason.number().unwrap_or_default().to_string())],
    )
}

/// Where the columns are.
#[derive(Debug)]
pub(super) struct Head {
    answers: Vec<(&'static str, usize)>,
    others: Vec<(&'static str, usize)>,
    /// Number, column of the address, column of the password.
    mailboxes: Vec<(usize, usize, usize)>,
    pub(super) width: usize,
}

impl Head {
    /// Reads the first line.
    ///
    /// # Errors
    /// In words, what is wrong with it.
    pub(super) fn parse(names: &[String]) -> Result<Self, String> {
        let mut head = Self {
            answers: Vec::new(),
            others: Vec::new(),
            mailboxes: Vec::new(),
            width: names.len(),
        };
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        for (column, name) in names.iter().enumerate() {
            if place(name) != Some(column) {
                return Err(format!("the column {name} is there twice"));
            }
            let known = |list: &[&'static str]| list.iter().copied().find(|known| known == name);
            if let Some(name) = known(&ANSWERS) {
                head.answers.push((name, column));
            } else if let Some(name) = known(&OTHERS) {
                head.others.push((name, column));
            } else if let Some(number) = mailbox_number(name) {
                let password = format!("mailbox_{number}_password");
                let Some(password) = place(&password) else {
                    return Err(format!("the column {password} is missing"));
                };
                head.mailboxes.push((number, column, password));
            } else if !is_password(name, names) {
                return Err(format!("there is no column {name:?}"));
            }
        }
        for needed in NEEDED {
            if place(needed).is_none() {
                return Err(format!("the column {needed} is missing"));
            }
        }
        Ok(head)
    }
}

/// The number in `mailbox_3`.
fn mailbox_number(name: &str) -> Option<usize> {
    name.strip_prefix("mailbox_")?.parse().ok()
}

/// Whether it is `mailbox_3_password` and there is a `mailbox_3`.
fn is_password(name: &str, names: &[String]) -> bool {
    name.strip_suffix("_password").is_some_and(|mailbox| {
        mailbox_number(mailbox).is_some() && names.iter().any(|name| name == mailbox)
    })
}

/// An account as a line tells it.
#[derive(Debug)]
pub(in crate::account) struct ImportLine {
    pub number: u64,
    pub user_name: String,
    pub name: String,
    pub identity: Option<String>,
    pub profile: Snapshot,
    /// Where its mails go, when the older platform had made sure of it.
    pub email: Option<String>,
    pub language: Language,
    /// Address in small letters, and what its password is compared with.
    pub(super) mailboxes: Vec<(String, Given)>,
    /// Issuer and serial number.
    pub key: Option<(String, String)>,
}

/// What a line is judged by.
pub(super) struct Judge<'a> {
    pub head: &'a Head,
    pub facts: &'a Facts,
    /// Ids of the offices, and their cities.
    pub offices: &'a [(String, String)],
    /// Of lines that name no language.
    pub language: Language,
}

impl Judge<'_> {
    /// Reads a line.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn read(&self, number: u64, record: &[&[u8]]) -> Result<ImportLine, Vec<Problem>> {
        if record.len() != self.head.width {
            let (expected, found) = (self.head.width, record.len());
            return Err(vec![Problem::Columns { expected, found }]);
        }
        let mut texts = Vec::with_capacity(record.len());
        for bytes in record {
            match std::str::from_utf8(bytes) {
                Ok(text) if !text.contains('\0') => texts.push(text.trim()),
                _ => return Err(vec![Problem::Encoding]),
            }
        }
        let other = |wanted: &str| {
            let place = self.head.others.iter().find(|(name, _)| *name == wanted);
            place.map_or("", |(_, column)| texts[*column])
        };
        let mut problems = Vec::new();
        let answers = self.answers(&texts, other("type"), other("name"), &mut problems);
        let scope = Scope {
            answers: &answers,
            facts: self.facts,
        };
        let profile = match freeze_given(profile::kind(), &scope) {
            Ok(profile) => profile,
            Err(reasons) => {
                let named = |(field, reason): (String, FieldError)| {
                    // The rule of the field knows of nobody else.
                    if (field.as_str(), &reason) == ("user_name", &FieldError::Taken) {
                        return Problem::Reserved;
                    }
                    let is_name = ["real_name", "organisation_name"].contains(&field.as_str());
                    let column = if is_name { "name".to_owned() } else { field };
                    Problem::Field(column, reason)
                };
                problems.extend(reasons.into_iter().map(named));
                Snapshot::default()
            }
        };
        for needed in NEEDED {
            let text = if needed == "user_name" {
                answers.get(needed)
            } else {
                other(needed)
            };
            if text.is_empty() {
                problems.push(Problem::Field(needed.to_owned(), FieldError::Required));
            }
        }
        let subject = profile::subject(&profile);
        let is_proven = one_of(
            "email_proven",
            other("email_proven"),
            YES_NO,
            false,
            &mut problems,
        );
        let languages: Vec<(&str, Language)> = Language::ALL
            .iter()
            .map(|language| (language.tag(), *language))
            .collect();
        let language = one_of(
            "language",
            other("language"),
            &languages,
            self.language,
            &mut problems,
        );
        let mailboxes = self.mailboxes(&texts, &mut problems);
        let key = key(other("key_issuer"), other("key_serial"), &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(ImportLine {
            number,
            user_name: profile.get("user_name").unwrap_or_default().to_owned(),
            name: subject.name,
            identity: subject.identity,
            email: subject.email.filter(|_| is_proven),
            profile,
            language,
            mailboxes,
            key,
        })
    }

    fn answers(
        &self,
        texts: &[&str],
        of: &str,
        name: &str,
        problems: &mut Vec<Problem>,
    ) -> RawAnswers {
        let given = self
            .head
            .answers
            .iter()
            .map(|(field, column)| (*field, texts[*column]));
        let mut answers: RawAnswers = given.collect();
        answers.set("applicant_type", of);
        // Without a type nothing else can be judged, so what it is says more than what follows.
        let (field, usual) = match of {
            "person" => ("real_name", "id_card"),
            "enterprise" => ("organisation_name", "business_licence"),
            "organisation" => ("organisation_name", "public_institution_certificate"),
            _ => {
                if !of.is_empty() {
                    problems.push(Problem::NotOneOf(
                        "type",
                        "person, enterprise, organisation",
                    ));
                }
                return RawAnswers::from_iter([("user_name", answers.get("user_name"))]);
            }
        };
        answers.set(field, name);
        if answers.get("document_type").is_empty() {
            answers.set("document_type", usual);
        }
        if !answers.get("office").is_empty() {
            match self
                .offices
                .iter()
                .find(|(id, _)| id == answers.get("office"))
            {
                Some((_, city)) => answers.set("office_city", city),
                None => problems.push(Problem::NoOffice),
            }
        }
        answers
    }

    fn mailboxes(&self, texts: &[&str], problems: &mut Vec<Problem>) -> Vec<(String, Given)> {
        let mut mailboxes = Vec::new();
        for (number, address, password) in &self.head.mailboxes {
            let (address, password) = (texts[*address], texts[*password]);
            if address.is_empty() && password.is_empty() {
                continue;
            }
            if address.is_empty() || password.is_empty() {
                problems.push(Problem::HalfMailbox(*number));
                continue;
            }
            match (EmailAddress::parse(address), Given::parse(password)) {
                (Ok(address), Some(given)) => {
                    mailboxes.push((address.to_string().to_lowercase(), given));
                }
                (address, given) => {
                    if let Err(reason) = address {
                        problems.push(Problem::Field(format!("mailbox_{number}"), reason));
                    }
                    if given.is_none() {
                        problems.push(Problem::PasswordForm(*number));
                    }
                }
            }
        }
        mailboxes
    }
}

const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];

/// The meaning of a text, or of none.
fn one_of<T: Copy>(
    column: &'static str,
    text: &str,
    choices: &[(&str, T)],
    usual: T,
    problems: &mut Vec<Problem>,
) -> T {
    if text.is_empty() {
        return usual;
    }
    let found = choices.iter().find(|(name, _)| *name == text);
    found.map_or_else(
        || {
            let choices = if column == "language" {
                "zh-CN, ja, en"
            } else {
                "yes, no"
            };
            problems.push(Problem::NotOneOf(column, choices));
            usual
        },
        |(_, meaning)| *meaning,
    )
}

/// Issuer and serial number of a key, the number as it is compared: small, no zeros before it.
fn key(issuer: &str, serial: &str, problems: &mut Vec<Problem>) -> Option<(String, String)> {
    if issuer.is_empty() && serial.is_empty() {
        return None;
    }
    if issuer.is_empty() || serial.is_empty() {
        problems.push(Problem::HalfKey);
        return None;
    }
    let Some(serial) = super::super::key::serial(serial) else {
        problems.push(Problem::KeySerial);
        return None;
    };
    Some((issuer.to_owned(), serial))
}
