//! Forms that are printed from what was sent, sealed or signed, and sent on paper (spec 13).
//!
//! A form is data: which answers stand in which block. Whoever prints it looks up how answers read
//! and what fields are called. Its title, its blocks and what is declared are texts
//! (`printed.<form>.title`, `printed.<form>.declaration`, `printed.block.<block>`).

mod certificate_change;
mod enterprise_certificate;
mod information_change;
mod personal_certificate;
mod user_registration;

use std::fmt;

use super::kind::Kind;
use super::reference::Reference;
use super::snapshot::Snapshot;
use crate::text::Language;
use crate::value::fold;

pub use certificate_change::CERTIFICATE_CHANGE;
pub use enterprise_certificate::ENTERPRISE_CERTIFICATE;
pub use information_change::INFORMATION_CHANGE;
pub use personal_certificate::PERSONAL_CERTIFICATE;
pub use user_registration::USER_REGISTRATION;

/// A form.
#[derive(Debug)]
pub struct PrintedForm {
    /// Its id, in addresses, codes and texts; the paper of a kind that is this form bears it too.
    pub id: &'static str,
    /// The language it is printed in, unless the case is in English.
    pub native: Language,
    /// What stands on it, from top to bottom.
    pub blocks: &'static [FormBlock],
    /// Whether a seal is asked for, besides the signature.
    pub is_sealed: bool,
    /// Whether a person signs for themselves, and not whoever represents an organisation.
    pub is_personal: bool,
}

/// Answers under one heading.
#[derive(Debug)]
pub struct FormBlock {
    /// Its heading, in texts.
    pub id: &'static str,
    /// Whose answers.
    pub of: AnswersOf,
    /// Fields, in the order they are printed. One that was not asked is left out; one that was asked
    /// and not answered is an empty cell.
    pub fields: &'static [&'static str],
}

/// Where the answers of a block come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswersOf {
    /// The account, as it is.
    Profile,
    /// The application.
    Application,
}

/// Who applies, as every form says it. A person has no licence and an organisation no card.
pub const APPLICANT: FormBlock = FormBlock {
    id: "applicant",
    of: AnswersOf::Profile,
    fields: &[
        "organisation_name",
        "credit_code",
        "legal_representative",
        "real_name",
        "document_type",
        "id_number",
        "address",
        "postcode",
        "contact_person",
        "mobile",
        "landline",
        "email",
    ],
};

impl PrintedForm {
    /// The language it is printed in for a case in this one.
    #[must_use]
    pub fn language(&self, of_case: Language) -> Language {
        match of_case {
            Language::English => Language::English,
            _ => self.native,
        }
    }
}

/// What the code of a form says, in a QR code and in letters: which form of which round of which case,
/// and the hash of what stands on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormCode {
    /// The number people know the case by.
    pub reference: Reference,
    /// Which form.
    pub form: String,
    /// Which sending.
    pub round: i32,
    /// The first 16 hexadecimal digits of the SHA-256 of what stands on it.
    pub hash: String,
}

impl FormCode {
    /// Reads a code as a scanner types it, or a person: full-width letters and small ones are taken.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = fold(typed);
        let typed = typed.trim();
        let mut parts = typed.split(':');
        let mut next = || parts.next();
        if !next()?.eq_ignore_ascii_case("docket") || next()? != "1" {
            return None;
        }
        let code = Self {
            reference: Reference::parse(next()?).ok()?,
            form: next()?.to_ascii_lowercase(),
            round: next()
                .filter(|round| round.bytes().all(|byte| byte.is_ascii_digit()))?
                .parse()
                .ok()?,
            hash: next()?.to_ascii_lowercase(),
        };
        let is_hash =
            code.hash.len() == 16 && code.hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_hash && next().is_none()).then_some(code)
    }
}

impl fmt::Display for FormCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            reference,
            form,
            round,
            hash,
        } = self;
        write!(f, "DOCKET:1:{reference}:{form}:{round}:{hash}")
    }
}

impl Kind {
    /// The forms to print for what was sent: those that are among its papers.
    #[must_use]
    pub fn forms_for(&self, sent: &Snapshot) -> Vec<&'static PrintedForm> {
        let papers = self.papers.iter().filter(|paper| (paper.applies)(sent));
        papers.filter_map(|paper| paper.printed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::kind::ApplicationKind;
    use crate::text::find;

    fn forms() -> impl Iterator<Item = (&'static Kind, &'static PrintedForm)> {
        let kinds = ApplicationKind::ALL.iter().map(|kind| kind.spec());
        kinds.flat_map(|kind| {
            let printed = kind.papers.iter().filter_map(|paper| paper.printed);
            printed.map(move |form| (kind, form))
        })
    }

    #[test]
    fn every_form_has_its_words_and_names_fields_there_are() {
        assert!(forms().count() > 0, "something is printed");
        for (kind, form) in forms() {
            for language in [form.language(Language::English), form.native] {
                for part in ["title", "declaration"] {
                    let key = format!("printed.{}.{part}", form.id);
                    assert!(find(language, &key).is_some(), "{key}");
                }
                for block in form.blocks {
                    let key = format!("printed.block.{}", block.id);
                    assert!(find(language, &key).is_some(), "{key}");
                }
            }
            for block in form.blocks {
                let asked = match block.of {
                    AnswersOf::Profile => crate::account::profile::kind(),
                    AnswersOf::Application => kind,
                };
                for field in block.fields {
                    assert!(asked.field(field).is_some(), "{}: {field}", form.id);
                }
            }
        }
    }

    #[test]
    fn a_form_is_a_paper_under_its_own_name() {
        for kind in ApplicationKind::ALL.iter().map(|kind| kind.spec()) {
            for paper in kind.papers {
                if let Some(form) = paper.printed {
                    assert_eq!(paper.id, form.id, "{}", kind.id);
                }
            }
        }
    }

    #[test]
    fn a_code_is_ascii_and_read_however_it_is_typed() {
        let reference = Reference::from_random(987_654_321_012);
        let code = FormCode {
            reference,
            form: INFORMATION_CHANGE.id.to_owned(),
            round: 2,
            hash: "0123456789abcdef".to_owned(),
        };
        let said = code.to_string();
        assert!(said.is_ascii(), "{said}");
        let wide: String = said
            .chars()
            .map(|sign| char::from_u32(sign as u32 + 0xfee0).expect("a sign"))
            .collect();
        for typed in [
            said.clone(),
            said.to_lowercase(),
            format!(" {said}\n"),
            wide,
        ] {
            assert_eq!(FormCode::parse(&typed).as_ref(), Some(&code), "{typed}");
        }
        for wrong in [
            said.replace("DOCKET:1", "DOCKET:2"),
            said.replace(":2:", ":two:"),
            said.replace(":2:", ":+2:"),
            said[..said.len() - 1].to_owned(),
            format!("{said}:more"),
            String::new(),
        ] {
            assert_eq!(FormCode::parse(&wrong), None, "{wrong}");
        }
    }
}
