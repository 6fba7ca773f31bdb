//! What a page knows of the texts the server holds: each save says so, and a page that is behind
//! does not overwrite what is newer. See `domain::form::drawn`.

use domain::application::view::Target;
use domain::form::RawAnswers;
use domain::form::drawn::{Drawn, mark};
use domain::map::Map;
use serde::{Deserialize, Serialize};

/// How many of the texts typed into a field one after the other are told: those whose saving was
/// not answered.
const MOST: usize = 8;

/// The registration of this browser is one place, whether its reference is known yet or not.
fn door(place: &str) -> &str {
    match place.is_empty() || place.starts_with('@') {
        true => "@",
        false => place,
    }
}

/// Whether two form values of a place lead to the same application.
#[must_use]
pub fn is_one_place(one: &str, other: &str) -> bool {
    one == other || ((one.is_empty() || other.is_empty()) && door(one) == door(other))
}

/// The text of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedField {
    /// Which application, as [`Target::value`].
    pub place: String,
    /// The field's id.
    pub field: String,
    /// As typed.
    pub text: String,
    /// What whoever typed it has seen in this field, as a page says it.
    #[serde(default)]
    pub drawn: String,
}

impl TypedField {
    /// Whether it was typed into this application.
    #[must_use]
    pub fn is_of(&self, place: &Target) -> bool {
        // The first field of all is typed before its application has a reference.
        let is_first = self.place.is_empty() && matches!(place, Target::NewcomerOf(_));
        is_first || self.place == place.value()
    }

    /// Whether both were typed into one field.
    #[must_use]
    pub fn is_in_field_of(&self, other: &Self) -> bool {
        self.field == other.field && is_one_place(&self.place, &other.place)
    }
}

/// Place and field, in one text → fingerprints of what has been seen there.
#[derive(Clone, Debug, Default)]
pub struct KnownTexts(Map<String, Vec<String>>);

impl KnownTexts {
    /// A page is drawn from these answers.
    pub fn draw(&mut self, place: &str, answers: &RawAnswers) {
        let place = door(place);
        let all = key(place, "");
        self.0.retain(|known, _| !known.starts_with(&all));
        for (field, text) in answers.iter() {
            self.store(place, field, text);
        }
    }

    /// The server holds this text.
    pub fn store(&mut self, place: &str, field: &str, text: &str) {
        self.0.insert(key(place, field), vec![mark(text)]);
    }

    /// A text of this fingerprint was seen, and whether the server holds it is not certain.
    pub fn see(&mut self, place: &str, field: &str, text: String) {
        let marks = self
            .0
            .get_or_insert_with(key(place, field), || vec![mark("")]);
        if !marks.contains(&text) {
            marks.push(text);
        }
        // The first one is what the page was drawn from.
        if marks.len() > MOST {
            marks.remove(1);
        }
    }

    /// Whether the server is known to hold just this text.
    #[must_use]
    pub fn is_stored(&self, place: &str, field: &str, text: &str) -> bool {
        match self.0.get(&key(place, field)).map(Vec::as_slice) {
            None => text.is_empty(),
            Some([only]) => *only == mark(text),
            Some(_) => false,
        }
    }

    /// What a page with these fields was drawn from, as it says it.
    #[must_use]
    pub fn drawn<'a>(&self, place: &str, fields: impl Iterator<Item = &'a str>) -> String {
        let mut drawn = empty();
        for field in fields {
            for mark in self.0.get(&key(place, field)).into_iter().flatten() {
                drawn.put(field, mark.clone());
            }
        }
        drawn.value()
    }
}

fn key(place: &str, field: &str) -> String {
    [door(place), field].join(" ")
}

/// A page on which nothing stood.
fn empty() -> Drawn {
    Drawn::of(&RawAnswers::default(), [])
}

/// What a page says on which nothing stood.
#[must_use]
pub fn nothing() -> String {
    empty().value()
}

/// What a page says that has seen a text of this fingerprint in a field.
#[must_use]
pub fn value(field: &str, mark: String) -> String {
    let mut drawn = empty();
    drawn.put(field, mark);
    drawn.value()
}

/// What two pages say, together. Whichever says nothing has seen nothing.
#[must_use]
pub fn joined(one: &str, other: &str) -> String {
    Drawn::from_value(one).and(Drawn::from_value(other)).value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_what_it_was_drawn_from_and_what_it_sent() {
        let mut known = KnownTexts::default();
        let answers: RawAnswers = [("address", "old")].into_iter().collect();
        known.draw("", &answers);
        assert!(
            known.is_stored("@7K3M", "address", "old"),
            "one registration"
        );
        assert!(known.is_stored("", "postcode", "") && !known.is_stored("", "postcode", "1"));
        assert!(!known.is_stored("7K3M", "address", "old"), "another one");
        known.see("@7K3M", "address", mark("new"));
        assert!(!known.is_stored("", "address", "new"), "no answer yet");
        let said = Drawn::from_value(&known.drawn("", ["address", "postcode"].into_iter()));
        for (field, text, is) in [
            ("address", "old", true),
            ("address", "new", true),
            ("address", "", false),
            ("postcode", "", true),
            ("postcode", "1", false),
        ] {
            assert_eq!(said.knows(field, text), is, "{field} {text}");
        }
        known.store("", "address", "new");
        assert!(known.is_stored("", "address", "new"));
        for n in 0..20 {
            known.see("", "address", mark(&n.to_string()));
        }
        let said = Drawn::from_value(&known.drawn("", ["address"].into_iter()));
        assert!(said.knows("address", "new") && said.knows("address", "19"));
        assert!(!said.knows("address", "3"), "bounded");
    }

    #[test]
    fn a_newer_text_of_a_field_has_seen_what_the_older_one_had() {
        let one = value("address", mark("old"));
        let both = joined(&one, &value("address", mark("typed")));
        let both = Drawn::from_value(&both);
        assert!(both.knows("address", "old") && both.knows("address", "typed"));
        assert_eq!(joined(&one, ""), one);
        assert_eq!(joined("", &one), one);
    }
}
