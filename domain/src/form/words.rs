//! What a page says of a field besides its label: the hint that fits who is asked, and an answer as
//! it is read.

use super::{Control, Field, Keyboard, Scope};
use crate::text::{Language, find};
use crate::value::date::Date;

impl Field {
    /// The hint, in words for who is asked; none when there is nothing left to do.
    #[must_use]
    pub fn hint(&self, language: Language, scope: &Scope) -> Option<&'static str> {
        if matches!(self.control, Control::EmailCode { .. }) && self.check(scope).is_ok() {
            return None;
        }
        let common = || find(language, &format!("field.{}.hint", self.id));
        match (self.hints)(scope) {
            "" => common(),
            variant => find(language, &format!("field.{}.hint_{variant}", self.id)).or_else(common),
        }
    }

    /// Which keyboard a phone shows, when one line is typed.
    #[must_use]
    pub fn keyboard(&self, scope: &Scope) -> Keyboard {
        match self.control {
            Control::Text(Keyboard::Numeric) if (self.letters)(scope) => Keyboard::Text,
            Control::Text(keyboard) => keyboard,
            Control::EmailCode { .. } => Keyboard::Numeric,
            _ => Keyboard::Text,
        }
    }

    /// The day an answer of this field stands for, `2026-12-01`; `None`: it asks for no day, or
    /// this is none.
    #[must_use]
    pub fn day(&self, answer: &str) -> Option<String> {
        match self.control {
            Control::Date => Date::parse(answer).ok().map(|day| day.to_string()),
            _ => None,
        }
    }
}
