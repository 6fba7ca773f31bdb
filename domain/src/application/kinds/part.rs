//! Fields and rules that more than one kind asks for in the same way: the contact block.

use crate::form::{
    ChoiceSource, Control, Field, FieldError, Keyboard, Scope, ServerCheck, Warning,
};
use crate::value::{
    address::Address, date::Date, email_address::EmailAddress, landline::Landline, mobile::Mobile,
    person_name::PersonName, postcode::Postcode, prose,
};

/// What people have instead of a resident identity card.
pub const FOREIGN_PAPERS: [&str; 6] = [
    "passport",
    "permanent_residence",
    "hk_macao_permit",
    "taiwan_permit",
    "hk_macao_residence_permit",
    "taiwan_residence_permit",
];

/// Whether mainland rules for telephone and post hold: everybody but holders of foreign papers.
pub fn is_mainland(scope: &Scope) -> bool {
    // What was chosen before somebody became a company counts no more.
    scope.get("applicant_type") != "person" || !FOREIGN_PAPERS.contains(&scope.get("document_type"))
}

fn is_foreign(scope: &Scope) -> bool {
    !is_mainland(scope)
}

fn whose(scope: &Scope) -> &'static str {
    if is_mainland(scope) { "" } else { "abroad" }
}

/// A choice out of the operator's or the country's tables; the server finds out whether it exists.
pub fn listed(text: &str, _: &Scope) -> Result<String, FieldError> {
    if text.len() <= 40
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        Ok(text.to_owned())
    } else {
        Err(FieldError::NotAChoice)
    }
}

/// A day that is not in the future.
pub fn past(text: &str, scope: &Scope) -> Result<String, FieldError> {
    let day = Date::parse(text)?;
    match day.day() > scope.facts.today {
        true => Err(FieldError::InTheFuture),
        false => Ok(day.to_string()),
    }
}

/// The most that is said in words, in characters.
const LONGEST: u32 = 300;

/// A few sentences, with their lines.
pub fn sentences(text: &str, _: &Scope) -> Result<String, FieldError> {
    let text = prose(text);
    match u32::try_from(text.chars().count()) {
        Ok(0) => Err(FieldError::Required),
        Ok(..=LONGEST) => Ok(text),
        _ => Err(FieldError::TooLong { max: LONGEST }),
    }
}

/// Postal address, at most 200 characters. Not proved by a card: that of China has the address of the
/// household register, and many live elsewhere.
pub const ADDRESS: Field = Field::text("address", |text, _| Ok(Address::parse(text)?.to_string()))
    .control(Control::LongText)
    .autocomplete("street-address");

/// Six digits, or any country's postcode for holders of foreign papers.
pub const POSTCODE: Field = Field::text("postcode", |text, scope| {
    Ok(Postcode::parse(text, is_mainland(scope))?.to_string())
})
.control(Control::Text(Keyboard::Numeric))
.required_if(is_mainland)
.letters_if(is_foreign)
.hints_by(whose)
.autocomplete("postal-code");

/// Whom to ask for.
pub const CONTACT_PERSON: Field = person("contact_person").autocomplete("name");

/// The name of somebody.
pub const fn person(id: &'static str) -> Field {
    Field::text(id, |text, _| Ok(PersonName::parse(text)?.to_string())).warns(|name, _| {
        let is_one_letter = PersonName::parse(name).is_ok_and(|name| name.is_one_letter());
        is_one_letter.then_some(Warning::OneLetter)
    })
}

/// Mainland mobile, or E.164 for holders of foreign papers.
pub const MOBILE: Field = Field::text("mobile", |text, scope| {
    Ok(Mobile::parse(text, is_mainland(scope))?.to_string())
})
.control(Control::Text(Keyboard::Telephone))
.hints_by(whose)
.autocomplete("tel");

/// Area code and number, or E.164 for holders of foreign papers.
pub const LANDLINE: Field = Field::text("landline", |text, scope| {
    Ok(Landline::parse(text, is_mainland(scope))?.to_string())
})
.control(Control::Text(Keyboard::Telephone))
.hints_by(whose)
.optional();

/// Where mails go.
pub const EMAIL: Field = Field::text(
    "email",
    |text, _| Ok(EmailAddress::parse(text)?.to_string()),
)
.control(Control::Text(Keyboard::Email))
.warns(|text, _| Warning::of_address(text))
.autocomplete("email");

/// Proof that the applicant reads that mailbox (D8).
pub const EMAIL_CODE: Field = Field::text("email_code", |text, _| Ok(text.to_owned()))
    .control(Control::EmailCode { address: "email" })
    .autocomplete("one-time-code");

/// One of the operator's industries.
pub const INDUSTRY: Field = Field::text("industry", listed)
    .control(Control::Select {
        source: ChoiceSource::Industry,
        parent: None,
    })
    .checked(ServerCheck::Listed);

/// A city with an office.
pub const OFFICE_CITY: Field = Field::text("office_city", listed)
    .control(Control::Select {
        source: ChoiceSource::OfficeCity,
        parent: None,
    })
    .checked(ServerCheck::Listed);

/// The office that reviews.
pub const OFFICE: Field = Field::text("office", listed)
    .control(Control::Select {
        source: ChoiceSource::Office,
        parent: Some("office_city"),
    })
    .checked(ServerCheck::Listed);
