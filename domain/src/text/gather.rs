//! The sentences of several files in one table: of the build, and tested beside what it makes.

use std::collections::BTreeMap;

use serde_json::Value;

/// A sentence: the place of its audience, and what it says.
pub type Sentence = (usize, String);

/// Adds the sentences of a file, nested objects by the names on the way to each.
///
/// # Errors
/// When another file defines one of them, for whichever audience.
pub fn add(
    table: &mut BTreeMap<String, Sentence>,
    audience: usize,
    file: &Value,
) -> Result<(), String> {
    let mut sentences = BTreeMap::new();
    flatten("", file, &mut sentences);
    for (key, text) in sentences {
        if table.contains_key(&key) {
            return Err(format!("{key} is defined in another file, too"));
        }
        table.insert(key, (audience, text));
    }
    Ok(())
}

fn flatten(prefix: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let key = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                flatten(&key, member, into);
            }
        }
        Value::String(text) => {
            into.insert(prefix.to_owned(), text.clone());
        }
        other => {
            into.insert(prefix.to_owned(), other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_that_two_files_define_is_refused_for_whichever_audience() {
        let mut table = BTreeMap::new();
        add(&mut table, 0, &json!({"kind": {"key": {"name": "Key"}}})).expect("the first");
        add(&mut table, 1, &json!({"kind": {"key": {"intro": "About"}}})).expect("another key");
        for audience in [0, 2] {
            let twice = add(
                &mut table,
                audience,
                &json!({"kind": {"key": {"name": "Key"}}}),
            );
            let told = "kind.key.name is defined in another file, too";
            assert_eq!(twice, Err(told.to_owned()));
        }
        // A name with a point in it is the same as two names.
        let pointed = add(&mut table, 0, &json!({"kind": {"key.name": "Key"}}));
        assert!(pointed.is_err());
        assert_eq!(table.len(), 2);
    }
}
