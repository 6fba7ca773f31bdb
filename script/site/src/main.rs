//! Makes of one WASM module what a browser loads: a small module for every page, chunks for the lazy
//! ones, the JavaScript between them, and the list of which chunks belong together. It knows nothing
//! of cargo, of styles and of how files are made small: `script/build` does that.
//!
//! Usage: `site MODULE FOLDER NAME`. The files are `FOLDER/NAME.js`, `FOLDER/NAME.wasm`,
//! `FOLDER/__wasm_split*`, the chunks and `FOLDER/snippets/`, named as Leptos asks for them.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

/// What `HydrationScripts` of Leptos reads; the name has room for a hash nobody writes.
const LINK: &str = "./__wasm_split.______________________.js";
const MANIFEST: &str = "__wasm_split_manifest.json";

fn main() -> ExitCode {
    let words: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder, name] = words.as_slice() else {
        eprintln!("Usage: site MODULE FOLDER NAME");
        return ExitCode::FAILURE;
    };
    match make(module, folder, &name.to_string_lossy()) {
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
    let manifest = serde_json::to_string_pretty(&split.prefetch_map)?;
    fs::write(folder.join(MANIFEST), manifest)?;

    Bindgen::new()
        .input_path(&main)
        .out_name(name)
        .web(true)?
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .generate(folder)?;
    // Leptos asks for the module under the name of the script.
    fs::rename(
        folder.join(format!("{name}_bg.wasm")),
        folder.join(format!("{name}.wasm")),
    )?;
    Ok(())
}
