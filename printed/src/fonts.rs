//! Fonts of the system: one file of Noto Serif CJK, which has a face for each language.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::Font;

/// The file, as Debian, Fedora, Arch and Alpine name it.
const FILE: &str = "NotoSerifCJK-Regular.ttc";

/// Where systems keep it.
const FOLDERS: &[&str] = &[
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/google-noto-serif-cjk-fonts",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/noto",
    "/usr/local/share/fonts",
];

/// Families that are printed with; the file has those of Korea and Taiwan besides.
pub const FAMILIES: [&str; 2] = ["Noto Serif CJK SC", "Noto Serif CJK JP"];

/// The family a language is printed in: the same code points look different in each.
#[must_use]
pub fn family(language: &str) -> &'static str {
    match language {
        "ja" => FAMILIES[1],
        _ => FAMILIES[0],
    }
}

/// The file: in the folder that is named, else where systems keep it.
pub fn find(folder: Option<&Path>) -> Option<PathBuf> {
    let named = folder.map(|folder| vec![folder.to_owned()]);
    let folders = named.unwrap_or_else(|| FOLDERS.iter().map(PathBuf::from).collect());
    let mut files = folders.into_iter().map(|folder| folder.join(FILE));
    files.find(|file| file.is_file())
}

/// Its faces of [`FAMILIES`]. They share the bytes.
///
/// # Errors
/// The file cannot be read, or is not this font.
pub fn read(file: &Path) -> std::io::Result<Vec<Font>> {
    let bytes = Bytes::new(std::fs::read(file)?);
    let faces: Vec<Font> = Font::iter(bytes)
        .filter(|face| FAMILIES.contains(&face.info().family.as_str()))
        .collect();
    match faces.len() == FAMILIES.len() {
        true => Ok(faces),
        false => Err(std::io::Error::other("not a font of these families")),
    }
}
