//! Compiles the texts (`texts/<language>.json`, nested objects of sentences) into sorted tables,
//! and refuses to build when a language lacks a sentence another one has.

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::Path};

use serde_json::Value;

const LANGUAGES: [&str; 3] = ["zh-CN", "ja", "en"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=texts");
    let mut tables = Vec::new();
    for language in LANGUAGES {
        let path = Path::new("texts").join(language);
        let mut table = BTreeMap::new();
        let mut files: Vec<_> = fs::read_dir(&path)?.collect::<Result<_, _>>()?;
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            let value: Value = serde_json::from_str(&fs::read_to_string(file.path())?)
                .map_err(|error| format!("{}: {error}", file.path().display()))?;
            flatten("", &value, &mut table);
        }
        tables.push(table);
    }
    let mut missing = String::new();
    for (language, table) in LANGUAGES.iter().zip(&tables) {
        for other in &tables {
            for key in other.keys().filter(|key| !table.contains_key(*key)) {
                writeln!(missing, "{language} lacks {key}")?;
            }
        }
    }
    if !missing.is_empty() {
        return Err(format!("texts are incomplete:\n{missing}").into());
    }
    let mut code = String::from("pub(super) const NAMES: &[&str] = &[\n");
    for key in tables[0].keys() {
        writeln!(code, "    {key:?},")?;
    }
    code.push_str("];\n\npub(super) static TEXTS: [&[&str]; 3] = [\n");
    for table in &tables {
        code.push_str("    &[\n");
        for text in table.values() {
            writeln!(code, "        {text:?},")?;
        }
        code.push_str("    ],\n");
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
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
