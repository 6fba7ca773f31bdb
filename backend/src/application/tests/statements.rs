//! States and events are named by `domain`: a statement is given them, and names none itself.

use std::fs;
use std::path::{Path, PathBuf};

use domain::application::event::Event;
use domain::application::state::ApplicationState;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true if name != "tests" => sources(&path, found),
            false if name.ends_with(".rs") && name != "tests.rs" => found.push(path),
            _ => {}
        }
    }
}

#[test]
fn no_statement_names_a_state_or_an_event() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 100, "{}", files.len());
    let states = ApplicationState::ALL.iter().map(|state| state.id());
    let names: Vec<String> = states
        .chain(Event::ALL.iter().map(|event| event.id()))
        .map(|id| format!("'{id}'"))
        .collect();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let named = names.iter().find(|name| text.contains(name.as_str()));
        assert_eq!(named, None, "{}", file.display());
    }
}
