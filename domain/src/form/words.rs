//! What a page says of a field besides its label: the hint that fits who is asked, and an answer as
//! it is read.

use super::{Control, Field, Keyboard, Scope};
use crate::text::{Language, find};
use crate::value::{Date, comparable, fold_spaces};

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

    /// The answer as it is kept: in its canonical form, or as it was typed while it is not
    /// acceptable. What is shown to be confirmed is this and nothing else.
    #[must_use]
    pub fn kept(&self, scope: &Scope) -> String {
        match self.check(scope) {
            Ok(Some(canonical)) => canonical,
            _ => self.entered(scope).to_owned(),
        }
    }

    /// Whether two answers of this field say the same, however they are written: a name that was
    /// read from a picture is the one that was typed with another dot.
    #[must_use]
    pub fn says_the_same(&self, one: &str, other: &str) -> bool {
        match self.control {
            Control::Text(Keyboard::Text) => comparable(one) == comparable(other),
            Control::LongText => fold_spaces(one) == fold_spaces(other),
            _ => one == other,
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
