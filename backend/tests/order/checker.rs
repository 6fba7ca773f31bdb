//! Reads the sources of a crate and finds arrows between its modules: what `crate::…` and `super::…`
//! name, in `use` lines and elsewhere, and methods of one type that are called in another module than
//! the one that has them. A table says which modules may be used by which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The modules of a crate, the lowest layer first: a module uses those of its own layer and of the
/// layers before it. A name may go into a module (`server::reply`); the longest that fits counts.
pub type Table = &'static [(&'static str, &'static [&'static str])];

/// A file: the path of its module, and its text.
pub struct File {
    pub module: Vec<String>,
    pub text: String,
}

/// All files of a crate but those of tests.
pub fn files_of(root: &Path) -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry of it").path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.expect("a name in plain letters");
            if path.is_dir() {
                if name != "tests" {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let inside = path
                    .strip_prefix(root)
                    .expect("it is inside")
                    .with_extension("");
                let mut module: Vec<String> = inside
                    .iter()
                    .map(|part| part.to_string_lossy().into_owned())
                    .collect();
                if module.last().is_some_and(|last| last == "mod") {
                    module.pop();
                }
                if module == ["lib"] {
                    module.clear();
                }
                let text = std::fs::read_to_string(&path).expect("a source is text");
                files.push(File { module, text });
            }
        }
    }
    files.sort_by(|a, b| a.module.cmp(&b.module));
    files
}

/// What is wrong with a crate: arrows against the order, and modules the table does not name. The root
/// of the crate names everything and is not looked at.
pub fn faults(files: &[File], table: Table, types: &[&str]) -> Vec<String> {
    let mut faults = BTreeSet::new();
    let named = |module: &[String]| layer_of(table, module);
    for file in files.iter().filter(|file| !file.module.is_empty()) {
        if named(&file.module).is_none() {
            faults.insert(format!("{} is in no layer", file.module.join("::")));
        }
    }
    for (from, to) in arrows(files, types) {
        if let (Some(layer), Some(other)) = (named(&from), named(&to))
            && other > layer
        {
            let (own, others) = (table[layer].0, table[other].0);
            let (from, to) = (from.join("::"), to.join("::"));
            faults.insert(format!("{from} ({own}) uses {to} ({others})"));
        }
    }
    faults.into_iter().collect()
}

/// Which module uses which, of those that stand in different files.
pub fn arrows(files: &[File], types: &[&str]) -> BTreeSet<(Vec<String>, Vec<String>)> {
    let modules: BTreeSet<&[String]> = files.iter().map(|file| file.module.as_slice()).collect();
    let tokens: Vec<Vec<String>> = files
        .iter()
        .map(|file| without_tests(tokens(&file.text)))
        .collect();
    let owners = owners(files, &tokens, types);
    let mut arrows = BTreeSet::new();
    for (file, tokens) in files.iter().zip(&tokens) {
        if file.module.is_empty() {
            continue;
        }
        let own_functions = functions(tokens);
        let named = paths(tokens)
            .into_iter()
            .map(|path| module_of(&modules, absolute(&file.module, &path)));
        let called = calls(tokens)
            .into_iter()
            .filter(|name| !own_functions.contains(name))
            .filter_map(|name| owners.get(name).cloned());
        for to in named.chain(called) {
            // A module and what is inside it are one thing to whoever looks from outside.
            if to.is_empty() || to.starts_with(&file.module) || file.module.starts_with(&to) {
                continue;
            }
            arrows.insert((file.module.clone(), to));
        }
    }
    arrows
}

fn layer_of(table: Table, module: &[String]) -> Option<usize> {
    (1..=module.len()).rev().find_map(|length| {
        let name = module[..length].join("::");
        table
            .iter()
            .position(|(_, modules)| modules.contains(&name.as_str()))
    })
}

/// The longest beginning of a path that is a module.
fn module_of(modules: &BTreeSet<&[String]>, mut path: Vec<String>) -> Vec<String> {
    while !path.is_empty() && !modules.contains(path.as_slice()) {
        path.pop();
    }
    path
}

fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    let mut base = module.to_vec();
    let mut rest = path;
    match path.first().map(String::as_str) {
        Some("crate") => {
            base.clear();
            rest = &path[1..];
        }
        Some("self") => rest = &path[1..],
        _ => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
    }
    base.extend(rest.iter().cloned());
    base
}

/// Names, numbers and single signs; `::` is one. No comments, strings and characters.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match chars[at] {
            '/' if next == Some('/') => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            'r' if matches!(next, Some('"' | '#')) => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                if chars.get(at + 1 + hashes) != Some(&'"') {
                    at += 1;
                    continue;
                }
                at += hashes + 2;
                let is_end = |at: usize| {
                    chars[at] == '"' && chars[at + 1..].iter().take(hashes).all(|c| *c == '#')
                };
                while at < chars.len() && !is_end(at) {
                    at += 1;
                }
                at += hashes + 1;
            }
            '"' => {
                at += 1;
                while at < chars.len() && chars[at] != '"' {
                    at += if chars[at] == '\\' { 2 } else { 1 };
                }
                at += 1;
            }
            '\'' if next == Some('\\') => {
                at += 3;
                while at < chars.len() && chars[at] != '\'' {
                    at += 1;
                }
                at += 1;
            }
            '\'' if chars.get(at + 2) == Some(&'\'') => at += 3,
            ':' if next == Some(':') => {
                found.push("::".to_owned());
                at += 2;
            }
            c if is_word(c) => {
                let begin = at;
                while at < chars.len() && is_word(chars[at]) {
                    at += 1;
                }
                found.push(chars[begin..at].iter().collect());
            }
            c => {
                if !c.is_whitespace() {
                    found.push(c.to_string());
                }
                at += 1;
            }
        }
    }
    found
}

/// Without modules that only tests have.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_marked = tokens[at..].iter().take(MARK.len()).eq(MARK);
        let body = at + MARK.len() + 2;
        let is_module = tokens.get(body - 2).is_some_and(|token| token == "mod")
            && tokens.get(body).is_some_and(|token| token == "{");
        if is_marked && is_module {
            at = body;
            let mut depth = 0;
            loop {
                match tokens.get(at).map(String::as_str) {
                    Some("{") => depth += 1,
                    Some("}") => depth -= 1,
                    None => return kept,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// All paths that begin with `crate`, `super` or `self`, those of nested `use` lines one by one.
fn paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = matches!(tokens[at].as_str(), "crate" | "super" | "self")
            && tokens.get(at + 1).is_some_and(|token| token == "::")
            && (at == 0 || tokens[at - 1] != "::");
        at = match begins {
            true => tree(tokens, at, &[], &mut found),
            false => at + 1,
        };
    }
    found
}

/// Reads a path that may fork, and says where it ends.
fn tree(
    tokens: &[String],
    mut at: usize,
    before: &[String],
    found: &mut Vec<Vec<String>>,
) -> usize {
    let mut path = before.to_vec();
    loop {
        let Some(token) = tokens.get(at) else {
            found.push(path);
            return at;
        };
        if token == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                at = match tokens[at].as_str() {
                    "," => at + 1,
                    // The other name of what comes before.
                    "as" => at + 2,
                    _ => tree(tokens, at, &path, found),
                };
            }
            return at + 1;
        }
        path.push(token.clone());
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            found.push(path);
            return at;
        }
        at += 1;
    }
}

/// The names of methods called on `self`, or on a variable with the name of a type: `backend.mail(…)`.
fn calls(tokens: &[String]) -> BTreeSet<&str> {
    tokens
        .windows(4)
        .filter(|four| {
            matches!(four[0].as_str(), "self" | "backend" | "caller")
                && four[1] == "."
                && four[3] == "("
        })
        .map(|four| four[2].as_str())
        .collect()
}

/// The names of all functions.
fn functions(tokens: &[String]) -> BTreeSet<&str> {
    tokens
        .windows(2)
        .filter(|two| two[0] == "fn")
        .map(|two| two[1].as_str())
        .collect()
}

/// Which module has a method of these types, where only one has a method of that name.
fn owners<'a>(
    files: &[File],
    tokens: &'a [Vec<String>],
    types: &[&str],
) -> BTreeMap<&'a str, Vec<String>> {
    let mut owners: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::new();
    for (file, tokens) in files.iter().zip(tokens) {
        for (at, three) in tokens.windows(3).enumerate() {
            let begins = three[0] == "impl" && types.contains(&three[1].as_str());
            if !begins || three[2] != "{" {
                continue;
            }
            let mut depth = 0;
            for (at, token) in tokens.iter().enumerate().skip(at + 2) {
                match token.as_str() {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    "fn" if depth == 1 => {
                        let name = tokens[at + 1].as_str();
                        let one = match owners.contains_key(name) {
                            true => None,
                            false => Some(file.module.clone()),
                        };
                        owners.insert(name, one);
                    }
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        }
    }
    owners
        .into_iter()
        .filter_map(|(name, module)| Some((name, module?)))
        .collect()
}
