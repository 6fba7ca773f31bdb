//! Text in markup.

/// A text as the markup of a textarea. Children of a textarea are not escaped when the server
/// renders them, and a property is not rendered at all.
#[must_use]
pub fn escaped(text: &str) -> String {
    // The first line break after the tag does not count.
    let first = if text.starts_with('\n') { "\n" } else { "" };
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("{first}{text}")
}
