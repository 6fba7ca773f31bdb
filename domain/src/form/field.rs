//! One thing that is asked: its rule, its conditions, how it is asked. It must not know any particular
//! kind of application, nor any sentence shown to a person.

use super::{Control, FieldError, Keyboard, Scope, ServerCheck, Warning};
use crate::value::email_address::EmailAddress;

/// Whether what a character looks like is nobody's business but that of those who agreed on it
/// (The Unicode Standard, section 23.5).
const fn is_private_use(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
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
    /// Which sample shows what a picture should be (`public/samples/<sample>.svg`, `sample.<sample>`);
    /// empty: none.
    pub sample: &'static str,
    /// What only the server can find out about an acceptable answer.
    pub server_check: Option<ServerCheck>,
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
            sample: "",
            server_check: None,
            is_proved: false,
            autocomplete: "off",
            keep: 1000,
        }
    }

    /// The same under another id, such as in a group.
    #[must_use]
    pub const fn named(self, id: &'static str) -> Self {
        Self { id, ..self }
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

    /// The same, of a picture that should look like this sample.
    #[must_use]
    pub const fn sample(self, sample: &'static str) -> Self {
        Self { sample, ..self }
    }

    /// The same, with something only the server can find out.
    #[must_use]
    pub const fn checked(self, check: ServerCheck) -> Self {
        Self {
            server_check: Some(check),
            ..self
        }
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
