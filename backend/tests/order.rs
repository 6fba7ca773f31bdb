//! The order of the modules of this crate: `ARCHITECTURE.md` draws it, this holds the sources to it.

mod order {
    pub mod checker;
    pub mod cycles;
}

use std::collections::BTreeMap;
use std::path::Path;

use order::checker::{File, Table, faults, files_of};
use order::cycles::{Kept, circles};

/// The lowest layer first. A new module is put into the lowest layer it can stand in.
const LAYERS: Table = &[
    // What everything else works with.
    (
        "kernel",
        &[
            "error", "clock", "ids", "tls", "pool", "blob", "settings", "seal", "job", "mail",
            "region", "reader",
        ],
    ),
    // Who calls, and what they did.
    ("identity", &["principal", "session", "caller", "audit"]),
    // What administrators look after.
    (
        "catalogue",
        &[
            "platform", "choice", "holiday", "industry", "lists", "notice", "office",
        ],
    ),
    // Who can sign in, how they do, and what they may begin.
    (
        "people",
        &[
            "account",
            "staff",
            "member",
            "factor",
            "budget",
            "mailed_code",
        ],
    ),
    // One application, from its beginning to its effect.
    (
        "application",
        &[
            "history",
            "record",
            "wording",
            "notify",
            "application",
            "document",
            "duplicate",
            "mark",
            "message",
            "printing",
            "effect",
        ],
    ),
    // What staff do with many of them.
    ("desk", &["review", "service"]),
    // What looks after all of it.
    ("top", &["demo", "upkeep", "job_list"]),
    ("tests", &["testing"]),
];

const TYPES: &[&str] = &["Backend", "Caller"];

/// What closes a circle of modules, and why it stays.
const CIRCLES: Kept = &[
    (
        "session",
        "caller",
        "a caller holds its session, and the use cases of sessions take a caller",
    ),
    (
        "budget",
        "account",
        "whose limit counts depends on whether the account is open",
    ),
    (
        "mark",
        "document",
        "marks are made from readings, and made again when one comes late",
    ),
    // What belongs to an application locks it and asks for its state; the application begins and ends it.
    ("document", "application", "a picture is of an open draft"),
    (
        "duplicate",
        "application",
        "cases are compared as they were sent",
    ),
    ("mark", "application", "marks are of a case as it stands"),
    (
        "message",
        "application",
        "a thread is of an application and closes with it",
    ),
    (
        "notify",
        "application",
        "a letter is worded from the application",
    ),
    (
        "effect",
        "application",
        "an approval begins its effect, which completes the application",
    ),
];

#[test]
fn no_module_uses_one_that_stands_above_it() {
    let files = files_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files.len() > 100, "the sources are found");
    let faults = faults(&files, LAYERS, TYPES);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The types and traits a file shows to other modules, line by line.
fn shown_types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix("pub")?;
        let rest = match rest.strip_prefix('(') {
            Some(scope) => scope.split_once(')')?.1,
            None => rest,
        };
        let mut words = rest.split_whitespace();
        if !matches!(words.next()?, "struct" | "enum" | "trait" | "type") {
            return None;
        }
        words
            .next()?
            .split(|sign: char| !sign.is_alphanumeric())
            .next()
    })
}

/// The names several of these files give to a type, with the modules that do.
fn shared_names(files: &[(String, File)]) -> Vec<String> {
    let mut owners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (crate_name, file) in files {
        for name in shown_types(&file.text) {
            let module = format!("{crate_name}::{}", file.module.join("::"));
            owners.entry(name).or_default().push(module);
        }
    }
    owners
        .into_iter()
        .filter(|(_, modules)| modules.len() > 1)
        .map(|(name, modules)| format!("{name}: {}", modules.join(", ")))
        .collect()
}

#[test]
fn two_types_of_the_workspace_never_share_a_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files: Vec<(String, File)> = ["domain", "backend", "app", "frontend", "server"]
        .into_iter()
        .flat_map(|name| {
            let files = files_of(&root.join(name).join("src"));
            files.into_iter().map(move |file| (name.to_owned(), file))
        })
        .collect();
    assert!(files.len() > 400, "the sources are found");
    let shared = shared_names(&files);
    assert!(shared.is_empty(), "{}", shared.join("\n"));
}

#[test]
fn a_name_two_modules_give_to_a_type_is_found() {
    let file = |module: &str, text: &str| {
        let file = File {
            module: vec![module.to_owned()],
            text: text.to_owned(),
        };
        ("domain".to_owned(), file)
    };
    let files = [
        file(
            "one",
            "pub struct Door<'a> {}\npub(in crate::one) enum Own;",
        ),
        file("two", "    pub(crate) type Door = u8;\nstruct Own;"),
    ];
    assert_eq!(shared_names(&files), ["Door: domain::one, domain::two"]);
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    let files = files_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let circles = circles(&files, TYPES, CIRCLES);
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// What is found in a crate where `module` is this, beside a module of each layer.
fn found(module: &str, text: &str) -> Vec<String> {
    let file = |module: &str, text: &str| File {
        module: module.split("::").map(str::to_owned).collect(),
        text: text.to_owned(),
    };
    let files = [
        file(module, text),
        file("error", "pub enum Error {}"),
        file("audit", "pub fn record() {}"),
        file("review", "impl Backend { pub fn decide(&self) {} }"),
        file("review::sql", "pub fn claim() {}"),
        file("upkeep", ""),
    ];
    faults(&files, LAYERS, TYPES)
}

#[test]
fn an_arrow_against_the_order_is_found_however_it_is_written() {
    for text in [
        "use crate::review::sql;",
        "use crate::review;",
        "use crate::{Error, audit, review::sql::{self, claim}};",
        "use crate::{\n    Error,\n    review,\n};",
        "use super::super::review::sql::claim as taken;",
        "pub(crate) use crate::review::sql as review_sql;",
        "fn f() { crate::review::sql::claim() }",
        "fn f(backend: &Backend) { backend\n    .decide() }",
        "const A: &str = r#\"\"#; use crate::review;",
        "const A: char = '\"'; use crate::review;",
    ] {
        let found = found("account::sql", text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(
            found[0].starts_with("account::sql (people) uses review"),
            "{found:?}"
        );
    }
}

#[test]
fn a_circle_is_found_and_an_exception_that_is_none_any_more_too() {
    let file = |module: &str, text: &str| File {
        module: module.split("::").map(str::to_owned).collect(),
        text: text.to_owned(),
    };
    let files = [
        file("account", "use crate::budget;"),
        file("account::sql", "use crate::account;"),
        file("budget", "use crate::staff::sql;"),
        file("staff::sql", "fn f() { crate::account::sql::f() }"),
        file("staff", ""),
        file("audit", "use crate::staff;"),
    ];
    let found = circles(&files, TYPES, &[]);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(
        found[2],
        "staff -> account is in a circle: staff::sql uses account::sql"
    );
    let kept = &[("staff", "account", "a reason")];
    assert_eq!(circles(&files, TYPES, kept), Vec::<String>::new());
    for gone in [
        ("audit", "staff", "in no circle"),
        ("staff", "audit", "none"),
    ] {
        let kept = &[kept[0], gone];
        // A list is a constant of the test; here it lives as long as the process.
        let found = circles(&files, TYPES, kept.to_vec().leak());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with("closes no circle any more"), "{found:?}");
    }
}

#[test]
fn what_goes_with_the_order_or_is_none_of_it_is_no_fault() {
    for text in [
        "use crate::audit; use crate::{Backend, Error};",
        "// use crate::review;\nconst A: &str = \"crate::review\";",
        "#[cfg(test)]\nmod tests { use crate::review; }\nuse crate::audit;",
        "#[cfg(test)]\nmod tests;",
        "fn decide() {} fn f(backend: &Other) { backend.decide() }",
    ] {
        assert_eq!(found("account", text), Vec::<String>::new(), "{text}");
    }
    assert!(found("demo", "use crate::{review, upkeep};").is_empty());
}

#[test]
fn a_module_the_table_does_not_name_is_found() {
    assert_eq!(found("fresh::sql", ""), ["fresh::sql is in no layer"]);
}
