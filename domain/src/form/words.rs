//! What a page says of a field besides its label: the hint that fits who is asked, and an answer as
//! it is read.

use super::{ChoiceSource, Control, Field, FieldError, Keyboard, Scope};
use crate::text::{Language, fill, find_of, find_of_field, say, say_of};
use crate::value::{Date, comparable, fold_spaces};

/// How an answer is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// As it stands here.
    Text(String),
    /// By the name it has in this list.
    Entry(ChoiceSource),
}

impl Field {
    /// The hint, in words for who is asked; none when there is nothing left to do.
    #[must_use]
    pub fn hint(&self, language: Language, scope: &Scope) -> Option<&'static str> {
        if matches!(self.control, Control::EmailCode { .. }) && self.check(scope).is_ok() {
            return None;
        }
        let said = |part: &str| find_of_field(language, &scope.facts.kind, self.id, part);
        match (self.hints)(scope) {
            "" => said("hint"),
            variant => said(&format!("hint_{variant}")).or_else(|| said("hint")),
        }
    }

    /// An answer as a person reads it: choices by their words. Whoever shows an entry of a list looks
    /// its name up there.
    #[must_use]
    pub fn read(&self, language: Language, kind: &str, text: &str) -> Read {
        match self.control {
            Control::Radio(_) => Read::Text(say_of(
                language,
                kind,
                &format!("choice.{}.{text}", self.id),
            )),
            Control::Check => Read::Text(say(language, "choice.yes")),
            Control::Select { source, .. } => Read::Entry(source),
            _ => Read::Text(text.to_owned()),
        }
    }

    /// The list its answer is an entry of.
    #[must_use]
    pub const fn list(&self) -> Option<ChoiceSource> {
        match self.control {
            Control::Select { source, .. } => Some(source),
            _ => None,
        }
    }

    /// The answer as it is kept: in its canonical form, or as it was typed while it is not
    /// acceptable. What is shown to be confirmed is this and nothing else.
    #[must_use]
    pub fn recorded(&self, scope: &Scope) -> String {
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

impl FieldError {
    /// The sentence about a field of no kind in particular.
    #[must_use]
    pub fn say(&self, language: Language, field: &str) -> String {
        self.say_of(language, "", field)
    }

    /// The sentence: of the field in the words of its kind, of the field wherever it is asked, of the
    /// kind for any field, or the common one.
    #[must_use]
    pub fn say_of(&self, language: Language, kind: &str, field: &str) -> String {
        let code = self.code();
        let sentence = find_of_field(language, kind, field, &format!("error.{code}"))
            .or_else(|| find_of(language, kind, &format!("error.{code}")))
            .unwrap_or("?");
        let number = self.number().unwrap_or_default().to_string();
        let other = self.other_text(language, kind, field);
        let sign = match self {
            Self::PrivateUse { sign } => format!("U+{sign:04X}"),
            _ => String::new(),
        };
        fill(
            sentence,
            &[("n", &number), ("other", &other), ("sign", &sign)],
        )
    }

    /// The other text of a field that was changed in two places, as it is read.
    #[must_use]
    pub fn other_text(&self, language: Language, kind: &str, field: &str) -> String {
        let Self::Disputed { other, label } = self else {
            return String::new();
        };
        let choice = || find_of(language, kind, &format!("choice.{field}.{other}"));
        match (label.as_str(), other.trim()) {
            ("", "") => say(language, "disputed.nothing"),
            ("", "yes") if choice().is_none() => say(language, "choice.yes"),
            ("", _) => choice().map_or_else(|| other.clone(), str::to_owned),
            (label, _) => label.to_owned(),
        }
    }
}
