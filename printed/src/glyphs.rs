//! A character no face has a glyph for is named instead of printed as a box.

use typst::text::Font;

/// Chooses the glyph before it and is none itself; or joins and is not seen.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
        || letter.is_whitespace()
}

/// The text with what cannot be printed said in words: `unprintable` with the code point in place of
/// `{code}`.
pub fn named(text: &str, faces: &[Font], unprintable: &str) -> String {
    let has_glyph = |letter: char| {
        is_invisible(letter)
            || faces
                .iter()
                .any(|face| face.info().coverage.contains(letter as u32))
    };
    if text.chars().all(has_glyph) {
        return text.to_owned();
    }
    let said = text.chars().map(|letter| match has_glyph(letter) {
        true => letter.to_string(),
        false => unprintable.replace("{code}", &format!("U+{:04X}", letter as u32)),
    });
    said.collect()
}
