//! The order of the modules of this crate: `ARCHITECTURE.md` draws it, this holds the sources to it.
//! The checker is the one of `backend`, where it is tested itself.

#[path = "../../backend/tests/order/checker.rs"]
mod checker;

use std::path::Path;

use checker::{File, Table, faults, files_of};

/// The lowest layer first.
const LAYERS: Table = &[
    // Words, addresses, the browser, and what makes a part of a page live.
    (
        "ground",
        &[
            "error",
            "json",
            "paths",
            "address",
            "texts",
            "told",
            "browser",
            "lazy",
            "language",
            "suspend",
            "written",
            "live",
            "server",
            "account::next",
            "form::plain",
            "form::plain",
            "factor::path",
            "review::link",
        ],
    ),
    // Thin server functions: what a page asks for, and nothing of how it is drawn.
    (
        "api",
        &[
            "session",
            "account::api",
            "account::email_api",
            "application::api",
            "application::sent",
            "factor::api",
            "message::api",
            "platform::api",
            "platform::own_api",
            "holiday::api",
            "industry::api",
            "member::api",
            "notice::api",
            "office::api",
            "review::api",
            "review::case_api",
            "review::reasons_api",
            "server::platform",
            "server::staff",
            "service::api",
            "staff::api",
        ],
    ),
    // What was typed and chosen, and is on its way to the server.
    ("form", &["form", "session::ending"]),
    // What pages are made of.
    ("components", &["components"]),
    // The fields of a form, and the form around them.
    (
        "fields",
        &[
            "form::draft_form",
            "form::error_summary",
            "form::field",
            "form::look_again",
            "form::more_to_choose",
            "form::save_note",
            "form::sender",
            "form::still_the_same",
        ],
    ),
    (
        "features",
        &[
            "account",
            "application",
            "factor",
            "home",
            "holiday",
            "industry",
            "member",
            "notice",
            "office",
            "message",
            "platform",
            "review",
            "service",
            "staff",
            "session::dialog",
            "session::sign_in_again",
        ],
    ),
    // What runs the pages of all features in the browser.
    (
        "top",
        &[
            "live::navigation",
            "live::page",
            "live::sending",
            "live::swap",
            "live::table",
        ],
    ),
];

#[test]
fn components_know_no_feature_and_the_form_none_of_its_pages() {
    let files = files_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files.len() > 100, "the sources are found");
    let faults = faults(&files, LAYERS, &[]);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_component_that_uses_a_page_is_found() {
    let file = |module: &[&str], text: &str| File {
        module: module.iter().map(|part| (*part).to_owned()).collect(),
        text: text.to_owned(),
    };
    let files = [
        file(
            &["components", "badge"],
            "use crate::{application::list_page, error};",
        ),
        file(&["application", "list_page"], ""),
        file(&["error"], ""),
    ];
    let found = faults(&files, LAYERS, &[]);
    assert_eq!(
        found,
        ["components::badge (components) uses application::list_page (features)"]
    );
}
