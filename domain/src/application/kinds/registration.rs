//! Registration: somebody unknown says who they are, shows it, and asks for an account.
//!
//! Sources: spec section 3, portals A2 and B2 to B6.

use super::part;
use crate::account::new_password;
use crate::application::entry::{self, Entry};
use crate::application::kind::{
    Completion, DocumentPage, Effect, Kind, Prefill, Review, Step, Subject,
};
use crate::application::snapshot::Snapshot;
use crate::form::{Block, ChoiceSource, Control, Field, FieldError, Scope, ServerCheck, Warning};
use crate::value::{
    credit_code::CreditCode, date::Date, organisation_name::OrganisationName, password::Password,
    permanent_residence_number::PermanentResidenceNumber, resident_id::Holder,
    resident_id::ResidentId, travel_document_number::TravelDocumentNumber, user_name::UserName,
};

/// The kind.
pub const KIND: Kind = Kind {
    id: "registration",
    entry: Entry::Newcomer,
    about: None,
    eligibility: entry::always,
    consent: None,
    steps: &[
        Step {
            id: "basic",
            blocks: &[Block::Fields(BASIC)],
            completes: Completion::Credential,
        },
        Step {
            id: "documents",
            blocks: &[Block::Fields(DOCUMENTS)],
            completes: Completion::Answers,
        },
        Step {
            id: "contact",
            blocks: &[Block::Fields(CONTACT)],
            completes: Completion::Answers,
        },
        Step {
            id: "confirm",
            blocks: &[],
            completes: Completion::Submission,
        },
    ],
    review: Review::AsConfigured,
    review_days: None,
    requires: &[],
    notice: Some("registration-notice"),
    papers: &[],
    prefill: Prefill::Blank,
    effect: Effect::OpenAccount,
    must_change: false,
    subject,
    readable: &[
        ("portrait", DocumentPage::IdPortrait),
        ("emblem", DocumentPage::IdEmblem),
        ("licence", DocumentPage::Licence),
    ],
};

const BASIC: &[Field] = &[
    Field::text("province_scope", chosen).control(Control::Radio(|_| &["inside", "outside"])),
    Field::text("applicant_type", chosen).control(Control::Radio(|_| {
        &["person", "enterprise", "organisation"]
    })),
    Field::text("document_type", chosen)
        .control(Control::Radio(document_types))
        .applies_if(|scope| !document_types(scope).is_empty()),
    Field::text("user_name", |text, _| {
        Ok(UserName::parse_for_applicant(text)?.to_string())
    })
    .checked(ServerCheck::UserNameFree)
    .autocomplete("username"),
    Field::text("password", |text, scope| {
        let own = [scope.get("user_name")];
        Password::parse(text)?.refuse_guessable(&own)?;
        Ok(String::new())
    })
    .control(Control::Password)
    .required_if(lacks_password)
    .autocomplete("new-password"),
    Field::text("password_again", same_password)
        .control(Control::Password)
        .required_if(|scope| lacks_password(scope) || !scope.get("password").is_empty())
        .autocomplete("new-password"),
];

const DOCUMENTS: &[Field] = &[
    picture("portrait").applies_if(is_person).hints_by(document),
    picture("emblem")
        .applies_if(|scope| is_person(scope) && scope.get("document_type") != "passport")
        .hints_by(document),
    picture("handheld").applies_if(is_person),
    picture("licence").applies_if(is_organised),
    picture("proof")
        .applies_if(|scope| is_organised(scope) && scope.get("province_scope") == "inside")
        .optional(),
    part::person("real_name")
        .proved()
        .applies_if(is_person)
        .autocomplete("name"),
    Field::text("id_number", id_number)
        .proved()
        .applies_if(is_person)
        .hints_by(number),
    Field::text("organisation_name", |text, _| {
        Ok(OrganisationName::parse(text)?.to_string())
    })
    .proved()
    .applies_if(is_organised)
    .warns(|name, _| {
        let is_one_letter = OrganisationName::parse(name).is_ok_and(|name| name.is_one_letter());
        is_one_letter.then_some(Warning::OneLetter)
    })
    .autocomplete("organization"),
    Field::text("credit_code", |text, _| {
        Ok(CreditCode::parse(text)?.to_string())
    })
    .proved()
    .applies_if(is_organised)
    .warns(|text, _| {
        let is_standard = CreditCode::parse(text).is_ok_and(|code| code.is_standard());
        (!is_standard).then_some(Warning::CheckCharacter)
    }),
    part::person("legal_representative")
        .proved()
        .applies_if(is_organised),
    Field::text("valid_from", part::past)
        .control(Control::Date)
        .proved()
        .hints_by(document),
    Field::text("valid_to", |text, scope| {
        let to = Date::parse(text)?;
        match Date::parse(scope.get("valid_from")) {
            Ok(from) if to.day() <= from.day() => Err(FieldError::EndsBeforeStart),
            _ => Ok(to.to_string()),
        }
    })
    .control(Control::Date)
    .proved()
    .applies_if(|scope| scope.get("long_term") != "yes")
    .warns(|text, scope| {
        let is_over = Date::parse(text).is_ok_and(|to| to.day() < scope.facts.today);
        is_over.then_some(Warning::Expired)
    }),
    Field::text("long_term", |_, _| Ok("yes".to_owned()))
        .control(Control::Check)
        .proved()
        .optional(),
    region("region_province", None)
        .hints_by(document)
        .warns(elsewhere),
    region("region_city", Some("region_province")),
    region("region_district", Some("region_city")),
];

const CONTACT: &[Field] = &[
    part::ADDRESS,
    part::POSTCODE,
    part::CONTACT_PERSON,
    part::MOBILE,
    part::LANDLINE,
    part::EMAIL,
    part::EMAIL_CODE,
    part::INDUSTRY,
    part::OFFICE_CITY,
    part::OFFICE,
];

const fn picture(id: &'static str) -> Field {
    Field::text(id, chosen).control(Control::Upload).sample(id)
}

/// Whether what was said about the province is not what was chosen.
fn elsewhere(province: &str, scope: &Scope) -> Option<Warning> {
    let home = scope.facts.home_province.as_str();
    let is_inside = match scope.get("province_scope") {
        "inside" => true,
        "outside" => false,
        _ => return None,
    };
    (!home.is_empty() && is_inside != (province == home)).then_some(Warning::Elsewhere)
}

const fn region(id: &'static str, parent: Option<&'static str>) -> Field {
    Field::text(id, part::listed)
        .control(Control::Select {
            source: ChoiceSource::Region,
            parent,
        })
        .checked(ServerCheck::Listed)
        .required_if(part::is_mainland)
}

fn chosen(text: &str, _: &Scope) -> Result<String, FieldError> {
    Ok(text.to_owned())
}

fn is_person(scope: &Scope) -> bool {
    scope.get("applicant_type") == "person"
}

fn is_organised(scope: &Scope) -> bool {
    matches!(scope.get("applicant_type"), "enterprise" | "organisation")
}

fn document_types(scope: &Scope) -> &'static [&'static str] {
    match scope.get("applicant_type") {
        "person" => &[
            "id_card",
            "hk_macao_permit",
            "hk_macao_residence_permit",
            "taiwan_permit",
            "taiwan_residence_permit",
            "passport",
            "permanent_residence",
        ],
        "enterprise" => &["business_licence"],
        "organisation" => &[
            "public_institution_certificate",
            "social_organisation_certificate",
        ],
        _ => &[],
    }
}

/// Which document is used, as far as the wording of a hint depends on it.
fn document(scope: &Scope) -> &'static str {
    match scope.get("document_type") {
        _ if is_organised(scope) => "organisation",
        "passport" => "passport",
        "hk_macao_permit" | "taiwan_permit" => "permit",
        "hk_macao_residence_permit" | "taiwan_residence_permit" | "permanent_residence" => "card",
        _ => "",
    }
}

/// Which document the number stands on: each has a shape of its own.
fn number(scope: &Scope) -> &'static str {
    let chosen = scope.get("document_type");
    let other = part::FOREIGN_PAPERS.iter().find(|paper| **paper == chosen);
    other.copied().unwrap_or_default()
}

fn lacks_password(scope: &Scope) -> bool {
    !scope.facts.has_password
}

fn same_password(text: &str, scope: &Scope) -> Result<String, FieldError> {
    match new_password(scope.get("password"), text) {
        Ok(_) => Ok(String::new()),
        Err(_) => Err(FieldError::PasswordsDiffer),
    }
}

fn id_number(text: &str, scope: &Scope) -> Result<String, FieldError> {
    let today = scope.facts.today;
    let of = |holder| Ok(ResidentId::parse(text, holder, today)?.to_string());
    match scope.get("document_type") {
        "passport" => Ok(TravelDocumentNumber::parse_passport(text)?.to_string()),
        "permanent_residence" => Ok(PermanentResidenceNumber::parse(text, today)?.to_string()),
        "hk_macao_permit" => {
            Ok(TravelDocumentNumber::parse_hong_kong_macao_permit(text)?.to_string())
        }
        "taiwan_permit" => Ok(TravelDocumentNumber::parse_taiwan_permit(text)?.to_string()),
        "hk_macao_residence_permit" => of(Holder::HongKongMacao),
        "taiwan_residence_permit" => of(Holder::Taiwan),
        _ => of(Holder::Citizen),
    }
}

fn subject(answers: &Snapshot) -> Subject {
    let owned = |field| answers.get(field).map(str::to_owned);
    Subject {
        name: owned("real_name")
            .or_else(|| owned("organisation_name"))
            .unwrap_or_default(),
        identity: owned("id_number").or_else(|| owned("credit_code")),
        email: owned("email"),
        office: owned("office"),
    }
}

#[cfg(test)]
mod tests;
