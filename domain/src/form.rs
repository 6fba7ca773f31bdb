//! The shape of a form: fields, what was typed into them, and what is wrong with it.
//!
//! It must not know any particular kind of application, any sentence shown to a person,
//! or where answers are stored. Both the browser and the server run exactly this code.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::map::{Map, Set};
use crate::value::email_address::EmailAddress;

mod answers;
pub mod asked;
mod control;
pub mod drawn;
mod told;
mod warning;
mod words;

pub use answers::RawAnswers;
pub use control::{ChoiceSource, Control, Keyboard};
pub use warning::Warning;

/// Why a field is not acceptable. A code with its numbers, never a sentence: the texts in each
/// language are looked up under `error.<code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FieldError {
    /// Nothing was entered and something must be.
    #[error("required")]
    Required,
    /// Fewer than `min` characters.
    #[error("too_short")]
    TooShort {
        /// Smallest acceptable number of characters.
        min: u32,
    },
    /// More than `max` characters.
    #[error("too_long")]
    TooLong {
        /// Largest acceptable number of characters.
        max: u32,
    },
    /// Holds a character this field does not take.
    #[error("characters")]
    Characters,
    /// A user name must begin with a letter.
    #[error("starts_with_letter")]
    StartsWithLetter,
    /// Exactly `digits` digits are wanted.
    #[error("digits")]
    Digits {
        /// How many.
        digits: u32,
    },
    /// Not of the shape this field wants; the hint under the field shows the shape.
    #[error("malformed")]
    Malformed,
    /// The check digit does not fit the rest: most often one digit is mistyped.
    #[error("check_digit")]
    CheckDigit,
    /// It is right for another kind of document than the one that was chosen.
    #[error("other_document")]
    OtherDocument,
    /// A number that companies have for their customers.
    #[error("service_number")]
    ServiceNumber,
    /// Holds a character that means something on some devices only.
    #[error("private_use")]
    PrivateUse {
        /// Its code point.
        sign: u32,
    },
    /// The first six digits are no region.
    #[error("region_part")]
    RegionPart,
    /// The birth date inside the number is no date, or lies in the future.
    #[error("birth_date_part")]
    BirthDatePart,
    /// No such day in the calendar.
    #[error("not_a_date")]
    NotADate,
    /// The end lies before the begin.
    #[error("ends_before_start")]
    EndsBeforeStart,
    /// The day lies in the future and may not.
    #[error("in_the_future")]
    InTheFuture,
    /// Not one of the choices offered.
    #[error("not_a_choice")]
    NotAChoice,
    /// The second password differs from the first.
    #[error("passwords_differ")]
    PasswordsDiffer,
    /// Too easy to guess, or close to the user's own data.
    #[error("password_weak")]
    PasswordWeak,
    /// It was typed, and is kept nowhere while something else on its page is wrong.
    #[error("password_not_kept")]
    PasswordNotKept,
    /// The new password is the old one.
    #[error("password_unchanged")]
    PasswordUnchanged,
    /// Somebody has this user name.
    #[error("taken")]
    Taken,
    /// The mail address is not confirmed yet: ask for a code and enter it.
    #[error("email_unconfirmed")]
    EmailUnconfirmed,
    /// A code is on its way to the mail address; it is not entered yet.
    #[error("code_awaited")]
    CodeAwaited,
    /// The new mail address is the present one.
    #[error("email_unchanged")]
    EmailUnchanged,
    /// Not the code that was mailed.
    #[error("code_wrong")]
    CodeWrong,
    /// The code is older than ten minutes, or was replaced.
    #[error("code_expired")]
    CodeExpired,
    /// Five wrong codes: a new one is needed.
    #[error("code_exhausted")]
    CodeExhausted,
    /// The picture is still missing.
    #[error("picture_missing")]
    PictureMissing,
    /// Changed here and in another place, a tab or a device: somebody must choose.
    #[error("disputed")]
    Disputed {
        /// The text that does not stand in the field.
        other: String,
        /// How that is read, where it is a code of a list.
        label: String,
    },
}

impl FieldError {
    /// The stable code, as in `error.<code>` of the texts.
    #[must_use]
    pub fn code(&self) -> String {
        self.to_string()
    }

    /// The number that belongs into the sentence, when there is one.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::TooShort { min } => Some(*min),
            Self::TooLong { max } => Some(*max),
            Self::Digits { digits } => Some(*digits),
            _ => None,
        }
    }
}

/// Whether what a character looks like is nobody's business but that of those who agreed on it
/// (The Unicode Standard, section 23.5).
const fn is_private_use(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

/// All that is wrong with a step, field id → reason.
pub type StepErrors = Map<String, FieldError>;

/// What a rule may know beyond the text itself. The server fills it from the database, and sends
/// it along with the page, so both sides judge by the same facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Today at the operator's place.
    #[serde(deserialize_with = "crate::value::date::read")]
    pub today: NaiveDate,
    /// Mail addresses known to be the applicant's, canonical: a code sent there was entered.
    pub confirmed_emails: Set<String>,
    /// Where the code went that can be entered now, canonical.
    #[serde(default)]
    pub code_sent_to: Option<String>,
    /// Upload fields that hold a stored picture.
    pub pictures: Set<String>,
    /// A password is stored already; leaving both fields empty keeps it.
    pub has_password: bool,
    /// The operator's own province, two digits; empty where nobody said which.
    #[serde(default)]
    pub home_province: String,
    /// What only the server can find out about a text: field → (the text it looked at, the reason).
    pub findings: Map<String, (String, FieldError)>,
}

impl Facts {
    /// Facts of somebody who just arrived.
    #[must_use]
    pub fn new(today: NaiveDate) -> Self {
        Self {
            today,
            confirmed_emails: Set::new(),
            code_sent_to: None,
            pictures: Set::new(),
            has_password: false,
            home_province: String::new(),
            findings: Map::new(),
        }
    }
}

/// Answers and facts together: what every rule and condition looks at.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// What was typed, over all steps.
    pub answers: &'a RawAnswers,
    /// What is known besides.
    pub facts: &'a Facts,
}

impl Scope<'_> {
    /// The raw text of a field.
    #[must_use]
    pub fn get(&self, field: &str) -> &str {
        self.answers.get(field)
    }
}

/// Turns a non-empty text into its canonical form, or says why not.
pub type Rule = fn(&str, &Scope) -> Result<String, FieldError>;
/// What to look at again in a canonical answer, although it is acceptable.
pub type Caution = fn(&str, &Scope) -> Option<Warning>;
/// A condition over the answers given so far.
pub type Condition = fn(&Scope) -> bool;
/// Which wording fits the answers given so far; empty: the common one.
pub type Variant = fn(&Scope) -> &'static str;

/// The condition of a field that is always there.
#[must_use]
pub fn always(_: &Scope) -> bool {
    true
}

fn never(_: &Scope) -> bool {
    false
}

fn common(_: &Scope) -> &'static str {
    ""
}

/// One thing that is asked.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Stable id: in the DOM, in the database, in the texts (`field.<id>.label`).
    pub id: &'static str,
    /// How it is asked.
    pub control: Control,
    /// Whether it must be answered when it applies.
    pub required: Condition,
    /// Whether it is asked at all.
    pub applies: Condition,
    /// What is acceptable, and its canonical form.
    pub rule: Rule,
    /// What to look at again although it is acceptable, where there is such a thing.
    pub warns: Option<Caution>,
    /// Whether letters are typed where most people type digits only.
    pub letters: Condition,
    /// Whom the hint speaks to (`field.<id>.hint_<variant>`; empty: `field.<id>.hint`).
    pub hints: Variant,
    /// Whether it says what the document proves: who somebody is, and for how long that holds. A
    /// picture of the document that says something else is a reason to look at a case.
    pub is_proved: bool,
    /// The `autocomplete` token of HTML, so a browser can fill it in.
    pub autocomplete: &'static str,
    /// Longest text that is kept, in characters: a bound for storage, far above any rule.
    pub keep: usize,
}

impl Field {
    /// A required text field; the builder methods change what differs.
    #[must_use]
    pub const fn text(id: &'static str, rule: Rule) -> Self {
        Self {
            id,
            control: Control::Text(Keyboard::Text),
            required: always,
            applies: always,
            rule,
            warns: None,
            letters: never,
            hints: common,
            is_proved: false,
            autocomplete: "off",
            keep: 1000,
        }
    }

    /// The same with another control.
    #[must_use]
    pub const fn control(self, control: Control) -> Self {
        Self { control, ..self }
    }

    /// The same, needed only under a condition.
    #[must_use]
    pub const fn required_if(self, required: Condition) -> Self {
        Self { required, ..self }
    }

    /// The same, never needed.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self {
            required: never,
            ..self
        }
    }

    /// The same, with a warning of acceptable answers that are seldom meant.
    #[must_use]
    pub const fn warns(self, warns: Caution) -> Self {
        Self {
            warns: Some(warns),
            ..self
        }
    }

    /// The same, with the keyboard of letters under a condition.
    #[must_use]
    pub const fn letters_if(self, letters: Condition) -> Self {
        Self { letters, ..self }
    }

    /// The same, with a hint in words that fit the answers.
    #[must_use]
    pub const fn hints_by(self, hints: Variant) -> Self {
        Self { hints, ..self }
    }

    /// The same, asked only under a condition.
    #[must_use]
    pub const fn applies_if(self, applies: Condition) -> Self {
        Self { applies, ..self }
    }

    /// The same, of what the document proves.
    #[must_use]
    pub const fn proved(self) -> Self {
        Self {
            is_proved: true,
            ..self
        }
    }

    /// The same with the browser's `autocomplete` token.
    #[must_use]
    pub const fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self {
            autocomplete,
            ..self
        }
    }

    /// Whether what is typed here is a secret that is never stored as text.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self.control, Control::Password | Control::EmailCode { .. })
    }

    /// Whether a picture is asked for.
    #[must_use]
    pub const fn is_upload(&self) -> bool {
        matches!(self.control, Control::Upload)
    }

    /// What counts as entered: the raw text, except that a radio field knows only its choices, and
    /// a single choice needs no asking.
    #[must_use]
    pub fn entered<'a>(&self, scope: &Scope<'a>) -> &'a str {
        let text = scope.answers.get(self.id);
        match self.control {
            Control::Radio(choices) => match choices(scope) {
                [only] => only,
                several if several.contains(&text) => text,
                _ => "",
            },
            _ => text,
        }
    }

    /// The canonical answer (`None`: not asked, or left empty where that is allowed), or why not.
    ///
    /// # Errors
    /// The one reason to show at the field.
    pub fn check(&self, scope: &Scope) -> Result<Option<String>, FieldError> {
        if !(self.applies)(scope) {
            return Ok(None);
        }
        let text = self.entered(scope);
        let found = match scope.facts.findings.get(self.id) {
            Some((seen, reason)) if seen == text => Some(reason.clone()),
            _ => None,
        };
        match self.control {
            Control::Upload if scope.facts.pictures.contains(self.id) => return Ok(None),
            Control::Upload if (self.required)(scope) => return Err(FieldError::PictureMissing),
            Control::Upload => return Ok(None),
            Control::EmailCode { address } => {
                let wanted = EmailAddress::parse(scope.get(address)).map(|mail| mail.to_string());
                return match wanted {
                    Ok(wanted) if scope.facts.confirmed_emails.contains(&wanted) => Ok(None),
                    Ok(wanted) if scope.facts.code_sent_to.as_ref() == Some(&wanted) => {
                        Err(found.unwrap_or(FieldError::CodeAwaited))
                    }
                    _ => Err(found.unwrap_or(FieldError::EmailUnconfirmed)),
                };
            }
            _ => {}
        }
        // Before a text is judged, somebody says which.
        if let Some(disputed @ FieldError::Disputed { .. }) = found {
            return Err(disputed);
        }
        if text.trim().is_empty() {
            return match (found, (self.required)(scope)) {
                (Some(reason), _) => Err(reason),
                (None, true) => Err(FieldError::Required),
                (None, false) => Ok(None),
            };
        }
        if !self.is_secret()
            && let Some(sign) = text.chars().find(|c| is_private_use(*c))
        {
            return Err(FieldError::PrivateUse { sign: sign.into() });
        }
        let canonical = (self.rule)(text, scope)?;
        found.map_or(Ok(Some(canonical)), Err)
    }
}
