//! Compiles the texts (`texts/<language>/<audience>/*.json`, nested objects of sentences) into tables,
//! and refuses to build when a language lacks a sentence another one has, or two files define one.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::Path,
};

#[path = "src/text/gather.rs"]
mod gather;
#[path = "src/text/name.rs"]
mod name;

use gather::{Sentence, TextFile};

const LANGUAGES: [&str; 3] = ["zh-CN", "ja", "en"];
/// As in `text::Audience`.
const AUDIENCES: [&str; 4] = ["everyone", "staff", "mail", "print"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=texts");
    println!("cargo::rerun-if-changed=rehearsal");
    println!("cargo::rerun-if-changed=src/text/gather.rs");
    println!("cargo::rerun-if-changed=src/text/name.rs");
    let tables = LANGUAGES
        .iter()
        .map(|language| read(language))
        .collect::<Result<Vec<_>, _>>()?;
    let mut missing = String::new();
    for (language, table) in LANGUAGES.iter().zip(&tables) {
        for other in &tables {
            for (key, (audience, _)) in other {
                match table.get(key) {
                    Some((here, _)) if here == audience => {}
                    Some(_) => writeln!(missing, "{language} has {key} for another audience")?,
                    None => writeln!(missing, "{language} lacks {key}")?,
                }
            }
        }
    }
    if !missing.is_empty() {
        return Err(format!("texts are incomplete:\n{missing}").into());
    }
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("texts.rs"),
        code(&tables)?,
    )?;
    Ok(())
}

/// All sentences of a language.
fn read(language: &str) -> Result<BTreeMap<String, Sentence>, Box<dyn Error>> {
    let mut table = BTreeMap::new();
    let folder = Path::new("texts").join(language);
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        if !AUDIENCES.iter().any(|name| entry.file_name() == *name) {
            return Err(format!("{}: texts of no audience", entry.path().display()).into());
        }
    }
    // What a kind says that only tests have.
    let rehearsed = env::var_os("CARGO_FEATURE_REHEARSAL").map(|_| Path::new("rehearsal"));
    for (audience, name) in AUDIENCES.iter().enumerate() {
        let mut files: Vec<_> = fs::read_dir(folder.join(name))?.collect::<Result<_, _>>()?;
        if let Some(rehearsed) = rehearsed {
            let folder = rehearsed.join(language).join(name);
            if folder.is_dir() {
                files.extend(fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?);
            }
        }
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            let wrong =
                |error: &dyn std::fmt::Display| format!("{}: {error}", file.path().display());
            let texts: TextFile = serde_json::from_str(&fs::read_to_string(file.path())?)
                .map_err(|error| wrong(&error))?;
            gather::add(&mut table, audience, texts).map_err(|error| wrong(&error))?;
        }
    }
    Ok(table)
}

/// The tables in Rust. What stands in the order of names is for the compiler, which tells a key that
/// does not exist; the rest, in the order of hashes, is what runs.
fn code(tables: &[BTreeMap<String, Sentence>]) -> Result<String, Box<dyn Error>> {
    let mut code = String::from("pub(super) const NAMES: &[&str] = &[\n");
    for key in tables[0].keys() {
        writeln!(code, "    {key:?},")?;
    }
    let mut hashes = BTreeMap::new();
    for key in tables[0].keys() {
        if let Some(other) = hashes.insert(name::hash(key), key) {
            return Err(
                format!("{key} and {other} have the same hash: name one differently").into(),
            );
        }
    }
    code.push_str(
        "];\n\n#[cfg(not(target_arch = \"wasm32\"))]\npub(super) static HASHES: &[u32] = &[\n",
    );
    for hash in hashes.keys() {
        writeln!(code, "    {hash:#010x},")?;
    }
    code.push_str(
        "];\n\n#[cfg(not(target_arch = \"wasm32\"))]\npub(super) static AUDIENCES: &[u8] = &[\n",
    );
    for key in hashes.values() {
        writeln!(code, "    {},", tables[0][*key].0)?;
    }
    code.push_str(
        "];\n\n#[cfg(not(target_arch = \"wasm32\"))]\npub(super) static TEXTS: [&[&str]; 3] = [\n",
    );
    for table in tables {
        code.push_str("    &[\n");
        for key in hashes.values() {
            writeln!(code, "        {:?},", table[*key].1)?;
        }
        code.push_str("    ],\n");
    }
    code.push_str("];\n");
    let known: BTreeSet<usize> = tables[0].values().map(|(audience, _)| *audience).collect();
    if known.len() != AUDIENCES.len() {
        return Err("an audience has no texts at all".into());
    }
    Ok(code)
}
