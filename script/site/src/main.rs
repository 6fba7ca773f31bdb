//! Makes of one WASM module what a browser loads: a small module for every page, chunks for the lazy
//! ones, the JavaScript between them, the texts of pages by language and audience, and the list of
//! which chunks belong together. It knows nothing of cargo, of styles and of how files are made small:
//! `script/build` does that.
//!
//! Usage: `site MODULE FOLDER NAME`. The files are `FOLDER/NAME.js`, `FOLDER/NAME.wasm`,
//! `FOLDER/__wasm_split.js`, the chunks, `FOLDER/snippets/`, `FOLDER/texts.LANGUAGE.AUDIENCE.json` and
//! `FOLDER/bundles.json`.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use domain::text::{Audience, Language, table};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

/// The JavaScript that fetches chunks.
const LINK: &str = "./__wasm_split.js";
/// Lazy function → the files it needs.
const BUNDLES: &str = "bundles.json";

fn main() -> ExitCode {
    let words: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder, name] = words.as_slice() else {
        eprintln!("Usage: site MODULE FOLDER NAME");
        return ExitCode::FAILURE;
    };
    match make(module, folder, &name.to_string_lossy()).and_then(|()| write_texts(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", module.display());
            ExitCode::FAILURE
        }
    }
}

/// Splits the module at its lazy functions, then writes what lies between it and JavaScript.
///
/// # Errors
/// The module cannot be read or was linked without `--emit-relocs`, or a file cannot be written.
fn make(module: &Path, folder: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let input = fs::read(module)?;
    let main = module.with_file_name(format!("{name}_split.wasm"));
    let script = format!("./{name}.js");
    let split = wasm_split_cli_support::transform({
        let mut options = Options::new(&input);
        options.output_dir = folder;
        options.main_out_path = &main;
        options.main_module = &script;
        options.link_name = LINK;
        options
    })?;
    // Sorted, so that the same module makes the same files.
    let files = |modules: Vec<String>| -> Vec<String> {
        modules.iter().map(|name| format!("{name}.wasm")).collect()
    };
    let bundles: BTreeMap<_, _> = split
        .prefetch_map
        .into_iter()
        .map(|(function, modules)| (function, files(modules)))
        .collect();
    fs::write(folder.join(BUNDLES), serde_json::to_string(&bundles)?)?;

    Bindgen::new()
        .input_path(&main)
        .out_name(name)
        .web(true)?
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .generate(folder)?;
    // The module has the name of its script.
    fs::rename(
        folder.join(format!("{name}_bg.wasm")),
        folder.join(format!("{name}.wasm")),
    )?;
    Ok(())
}

/// Writes the texts of pages: arrays of the hash of a name and the sentence.
///
/// # Errors
/// A file cannot be written.
fn write_texts(folder: &Path) -> Result<(), Box<dyn Error>> {
    for language in Language::ALL {
        for audience in Audience::OF_PAGES {
            let entries: Vec<_> = table::entries(language, audience).collect();
            let name = format!("texts.{}.{}.json", language.tag(), audience.name());
            fs::write(folder.join(name), serde_json::to_string(&entries)?)?;
        }
    }
    Ok(())
}
