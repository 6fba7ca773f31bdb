//! What is entered about a member of staff, and what of it is acceptable.

use crate::form::{FieldError, RawAnswers, StepErrors};
use crate::platform::entry::Reader;
use crate::review::Role;
use crate::value::UserName;

/// Fields of a member of staff.
pub const MEMBER: [&str; 3] = ["member_name", "member_role", "member_office"];

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
