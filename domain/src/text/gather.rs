//! The sentences of several files in one table: of the build, and tested beside what it makes.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// A sentence: the place of its audience, and what it says.
pub type Sentence = (usize, String);

/// What stands in a file: a sentence, or an object of them. A name that is there twice is an error, where
/// a map would keep the last one in silence.
#[derive(Debug)]
pub enum TextFile {
    /// A sentence.
    Sentence(String),
    /// Names and what they stand for.
    Object(BTreeMap<String, TextFile>),
}

impl<'de> Deserialize<'de> for TextFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfTexts)
    }
}

struct OfTexts;

impl<'de> Visitor<'de> for OfTexts {
    type Value = TextFile;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a sentence or an object of sentences")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<TextFile, E> {
        Ok(TextFile::Sentence(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TextFile, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(de::Error::custom(format!("{name:?} is there twice")));
            }
            members.insert(name, map.next_value()?);
        }
        Ok(TextFile::Object(members))
    }
}

/// Adds the sentences of a file, nested objects by the names on the way to each.
///
/// # Errors
/// When another file defines one of them, for whichever audience, or two names in this one come to the
/// same.
pub fn add(
    table: &mut BTreeMap<String, Sentence>,
    audience: usize,
    file: TextFile,
) -> Result<(), String> {
    let mut sentences = BTreeMap::new();
    flatten("", file, &mut sentences)?;
    for (key, text) in sentences {
        if table.contains_key(&key) {
            return Err(format!("{key} is defined in another file, too"));
        }
        table.insert(key, (audience, text));
    }
    Ok(())
}

fn flatten(
    prefix: &str,
    texts: TextFile,
    into: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    match texts {
        TextFile::Object(members) => {
            for (name, member) in members {
                let key = match prefix {
                    "" => name,
                    _ => format!("{prefix}.{name}"),
                };
                flatten(&key, member, into)?;
            }
        }
        TextFile::Sentence(text) => {
            // A name with a point in it is the same as two names.
            if into.insert(prefix.to_owned(), text).is_some() {
                return Err(format!("{prefix} is there twice"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> TextFile {
        serde_json::from_str(json).expect("texts")
    }

    #[test]
    fn a_key_that_two_files_define_is_refused_for_whichever_audience() {
        let mut table = BTreeMap::new();
        add(
            &mut table,
            0,
            texts(r#"{"kind": {"key": {"name": "Key"}}}"#),
        )
        .expect("the first");
        add(
            &mut table,
            1,
            texts(r#"{"kind": {"key": {"intro": "About"}}}"#),
        )
        .expect("another key");
        for audience in [0, 2] {
            let twice = add(
                &mut table,
                audience,
                texts(r#"{"kind": {"key": {"name": "Key"}}}"#),
            );
            let told = "kind.key.name is defined in another file, too";
            assert_eq!(twice, Err(told.to_owned()));
        }
        // A name with a point in it is the same as two names.
        let pointed = add(&mut table, 0, texts(r#"{"kind": {"key.name": "Key"}}"#));
        assert!(pointed.is_err());
        assert_eq!(table.len(), 2);
    }
    #[test]
    fn a_key_that_is_twice_in_one_file_is_refused_at_whatever_depth() {
        for twice in [
            r#"{"kind": "A", "kind": "B"}"#,
            r#"{"kind": {"key": {"name": "A", "name": "A"}}}"#,
            r#"{"kind": {"key": {"name": "A"}}, "kind": {"key": {"intro": "B"}}}"#,
        ] {
            let refused = serde_json::from_str::<TextFile>(twice).expect_err(twice);
            let told = refused.to_string();
            assert!(told.contains("is there twice at line 1"), "{told}");
        }
        let pointed = texts(r#"{"kind": {"key": {"name": "A"}, "key.name": "B"}}"#);
        let refused = add(&mut BTreeMap::new(), 0, pointed);
        assert_eq!(refused, Err("kind.key.name is there twice".to_owned()));
        serde_json::from_str::<TextFile>(r#"{"kind": 7}"#).expect_err("no sentence");
    }
}
