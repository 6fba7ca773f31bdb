//! The sentences of the product in each language, for pages and mails alike.
//!
//! Sentences live in `texts/<language>/<audience>/*.json`; the build refuses a language that lacks
//! one. A key written in code is checked when it is compiled ([`crate::t!`]); a key made from data,
//! such as a field id, is looked up with [`find`], and tests make sure each exists.

use serde::{Deserialize, Serialize};

mod day;
#[cfg(test)]
mod gather;
mod name;
mod several;
pub mod table;
mod table_of_the_build {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

pub use day::{day, days};
pub use several::Texts;
pub use table::Audience;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// All of them, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::Chinese, Self::Japanese, Self::English];

    /// BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// What stands between a label and what is said of it.
    #[must_use]
    pub const fn colon(self) -> &'static str {
        match self {
            Self::Chinese | Self::Japanese => "：",
            Self::English => ": ",
        }
    }

    /// What stands between two sentences, or between a word and what it is about.
    #[must_use]
    pub const fn space(self) -> &'static str {
        match self {
            Self::Chinese | Self::Japanese => "",
            Self::English => " ",
        }
    }

    /// The language's own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chinese => "中文",
            Self::Japanese => "日本語",
            Self::English => "English",
        }
    }

    /// Reads a BCP 47 tag by its primary language.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag()[..2].eq_ignore_ascii_case(primary))
    }

    /// The best of `offered` for an `Accept-Language` header (RFC 9110, 12.5.4); none fits: `None`.
    #[must_use]
    pub fn negotiate(header: &str, offered: &[Self]) -> Option<Self> {
        header
            .split(',')
            .filter_map(|part| {
                let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
                let language = Self::parse(tag.trim())?;
                let quality: f32 = quality.trim().parse().ok()?;
                offered.contains(&language).then_some((language, quality))
            })
            .fold(
                None,
                |best: Option<(Self, f32)>, (language, quality)| match best {
                    Some((_, reached)) if reached >= quality => best,
                    _ => Some((language, quality)),
                },
            )
            .map(|(language, _)| language)
    }
}

/// A sentence, known to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u32);

impl Key {
    /// The sentence in a language. Empty in a browser that has not fetched it.
    #[must_use]
    pub fn in_language(self, language: Language) -> &'static str {
        table::find(language, self.0).unwrap_or_default()
    }
}

/// The key of this name. In a `const` an unknown name is a compile error.
///
/// # Panics
/// When there is no such sentence.
#[must_use]
pub const fn key(name: &str) -> Key {
    let mut at = 0;
    while at < table_of_the_build::NAMES.len() {
        if same(table_of_the_build::NAMES[at].as_bytes(), name.as_bytes()) {
            return Key(name::hash(name));
        }
        at += 1;
    }
    panic!("no such sentence in texts/")
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The sentence of a name made from data, such as `field.mobile.label`.
#[must_use]
pub fn find(language: Language, name: &str) -> Option<&'static str> {
    table::find(language, name::hash(name))
}

/// Like [`find`]; a missing sentence shows as its name, so that nothing breaks and it is seen.
#[must_use]
pub fn say(language: Language, name: &str) -> String {
    find(language, name).map_or_else(|| name.to_owned(), str::to_owned)
}

/// The sentence of a name in the words of a kind of application (`kind.<kind>.<name>`), or else the
/// common one.
#[must_use]
pub fn find_of(language: Language, kind: &str, name: &str) -> Option<&'static str> {
    find(language, &format!("kind.{kind}.{name}")).or_else(|| find(language, name))
}

/// Like [`find_of`]; a missing sentence shows as its common name.
#[must_use]
pub fn say_of(language: Language, kind: &str, name: &str) -> String {
    find_of(language, kind, name).map_or_else(|| name.to_owned(), str::to_owned)
}

/// What is said of a field, such as its label: in the words of its kind, then of its group, then of
/// the field wherever it is asked (`field.<field>.<part>`).
#[must_use]
pub fn find_of_field(
    language: Language,
    kind: &str,
    field: &str,
    part: &str,
) -> Option<&'static str> {
    let whole = find_of(language, kind, &format!("field.{field}.{part}"));
    whole.or_else(|| match crate::form::name_in_group(field) {
        name if name == field => None,
        name => find_of(language, kind, &format!("field.{name}.{part}")),
    })
}

/// Puts values into the `{name}` places of a sentence.
#[must_use]
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

/// The label of a field, in the words of its kind.
#[must_use]
pub fn label(language: Language, kind: &str, field: &str) -> String {
    find_of_field(language, kind, field, "label")
        .map_or_else(|| format!("field.{field}.label"), str::to_owned)
}

/// The name of a field where it is told rather than asked, to staff as to the applicant: its label,
/// unless that is a question (`field.<id>.short`).
#[must_use]
pub fn short_label_of(language: Language, kind: &str, field: &str) -> String {
    find_of_field(language, kind, field, "short")
        .map_or_else(|| label(language, kind, field), str::to_owned)
}

/// The same of a field of no kind in particular.
#[must_use]
pub fn short_label(language: Language, field: &str) -> String {
    short_label_of(language, "", field)
}

/// The title of a step, in the words of its kind.
#[must_use]
pub fn step_title(language: Language, kind: &str, step: &str) -> String {
    say_of(language, kind, &format!("step.{step}.title"))
}

/// The title of a step above what was answered in it, which is no longer a thing to do
/// (`step.<id>.facts`).
#[must_use]
pub fn facts_title(language: Language, kind: &str, step: &str) -> String {
    find_of(language, kind, &format!("step.{step}.facts"))
        .map_or_else(|| step_title(language, kind, step), str::to_owned)
}

/// A sentence with a number `{n}`; for one there may be a sentence of its own, `<name>_one`.
#[must_use]
pub fn counted(language: Language, name: &str, n: u32) -> String {
    let one = match n {
        1 => find(language, &format!("{name}_one")),
        _ => None,
    };
    let sentence = one.map_or_else(|| say(language, name), str::to_owned);
    fill(&sentence, &[("n", &n.to_string())])
}

/// A sentence by its name, checked at compile time: `t!(language, "step.next")`, or with values
/// `t!(language, "done.due", date = "2026-12-01")`.
#[macro_export]
macro_rules! t {
    ($language:expr, $name:literal) => {{
        const KEY: $crate::text::Key = $crate::text::key($name);
        KEY.in_language($language)
    }};
    ($language:expr, $name:literal, $($place:ident = $value:expr),+ $(,)?) => {{
        const KEY: $crate::text::Key = $crate::text::key($name);
        $crate::text::fill(KEY.in_language($language), &[$((stringify!($place), $value)),+])
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once_and_never_read_as_places() {
        assert_eq!(
            fill("{a} and {b}", &[("a", "{b}"), ("b", "2")]),
            "{b} and 2"
        );
        assert_eq!(fill("an open { brace", &[]), "an open { brace");
        assert_eq!(fill("{unknown}", &[]), "{unknown}");
    }

    #[cfg(feature = "rehearsal")]
    #[test]
    fn a_kind_has_words_of_its_own_for_all_that_is_said_and_the_common_ones_else() {
        use crate::form::{FieldError, Warning};

        let (language, own, other) = (Language::English, "rehearsal", "registration");
        for (name, own_words) in [
            ("state.completed", "Rehearsed"),
            ("event.submitted", "Put on the programme"),
            ("step.wish.title", "What is rehearsed"),
            ("reason.wrong", "Nobody would believe it"),
            ("choice.wish.plain", "In plain clothes"),
        ] {
            assert_eq!(say_of(language, own, name), own_words);
            assert_ne!(say_of(language, other, name), own_words, "{name}");
        }
        assert_eq!(step_title(language, own, "wish"), "What is rehearsed");
        assert_eq!(facts_title(language, own, "wish"), "What is rehearsed");
        let required = FieldError::Required;
        let mobile = "billing.mobile";
        assert_eq!(
            required.say_of(language, own, mobile),
            "Say whom to send invoices to"
        );
        assert_eq!(
            required.say_of(language, own, "wish"),
            "The rehearsal cannot do without this",
            "of the kind for any field"
        );
        assert_ne!(
            required.say_of(language, other, mobile),
            required.say_of(language, own, mobile)
        );
        let one = Warning::OneLetter;
        let person = "technical.contact_person";
        assert_eq!(one.say_of(language, own, person), "A stage name?");
        assert_ne!(one.say_of(language, other, person), "A stage name?");
    }

    #[test]
    fn the_language_with_the_highest_quality_wins() {
        let all = &Language::ALL;
        assert_eq!(
            Language::negotiate("fr, en;q=0.5, ja;q=0.8", all),
            Some(Language::Japanese)
        );
        assert_eq!(Language::negotiate("zh-TW", all), Some(Language::Chinese));
        assert_eq!(Language::negotiate("fr", all), None);
        assert_eq!(Language::negotiate("ja", &[Language::English]), None);
    }
}
