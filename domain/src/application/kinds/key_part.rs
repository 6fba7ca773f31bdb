//! What applications about digital certificates ("keys") ask for, in the same way.

use crate::application::entry::Known;
use crate::application::kind::Subject;
use crate::application::snapshot::Snapshot;
use crate::form::{Control, Field, FieldError, Keyboard, RawAnswers};
use crate::value::{
    address::Address, mobile::Mobile, resident_id::Holder, resident_id::ResidentId,
};

use super::part;

/// Id of what is accepted before one of them is sent.
pub const NOTICE: &str = "digital-certificates";

/// Who works with the key.
pub const HOLDER: Field = part::person("holder_name").autocomplete("name");

/// The resident identity number of whoever works with the key.
pub const HOLDER_ID: Field = Field::text("holder_id_number", |text, scope| {
    let today = scope.facts.today;
    Ok(ResidentId::parse(text, Holder::Citizen, today)?.to_string())
});

/// A mainland mobile number.
pub const HOLDER_MOBILE: Field = Field::text("holder_mobile", |text, _| {
    Ok(Mobile::parse(text, true)?.to_string())
})
.control(Control::Text(Keyboard::Telephone))
.autocomplete("tel");

/// What the key is for; whoever decrypts with it has to send it along when it changes.
pub const USE: Field = Field::text("key_use", |text, _| Ok(text.to_owned()))
    .control(Control::Radio(|_| &["signing", "signing_decryption"]));

/// Where the key is sent.
pub const DELIVERY: Field = Field::text("delivery_address", |text, _| {
    Ok(Address::parse(text)?.to_string())
})
.control(Control::LongText)
.autocomplete("street-address");

/// 报检单位注册号: the number an organisation declares under, ten digits.
pub const DECLARING_NUMBER: Field = Field::text("declaring_number", |text, _| digits(text, 10))
    .control(Control::Text(Keyboard::Numeric));

/// What is printed on the key, or stands in the certificate: letters and digits.
pub const SERIAL: Field = Field::text("key_serial", |text, _| {
    let serial = crate::value::fold_number(text).to_ascii_uppercase();
    if serial.is_empty() {
        return Err(FieldError::Required);
    }
    if !serial.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(FieldError::Characters);
    }
    match serial.len() {
        ..6 => Err(FieldError::TooShort { min: 6 }),
        6..=40 => Ok(serial),
        _ => Err(FieldError::TooLong { max: 40 }),
    }
});

fn digits(text: &str, wanted: u32) -> Result<String, FieldError> {
    let number = crate::value::fold_number(text);
    if number.is_empty() {
        return Err(FieldError::Required);
    }
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FieldError::Characters);
    }
    match number.len() == wanted as usize {
        true => Ok(number),
        false => Err(FieldError::Digits { digits: wanted }),
    }
}

/// Whom to ask for works with the key, and it is sent to the address of the account, unless somebody
/// says otherwise.
pub fn known(known: &Known) -> RawAnswers {
    let of = |field| known.profile.get(field).unwrap_or_default();
    RawAnswers::from_iter([
        ("holder_name", of("contact_person")),
        ("holder_mobile", of("mobile")),
        ("delivery_address", of("address")),
    ])
}

/// It is sent to the address of the account, unless somebody says otherwise.
pub fn known_address(known: &Known) -> RawAnswers {
    let address = known.profile.get("address").unwrap_or_default();
    RawAnswers::from_iter([("delivery_address", address)])
}

/// Whoever has the account.
pub fn subject(_: &Snapshot) -> Subject {
    Subject::default()
}
