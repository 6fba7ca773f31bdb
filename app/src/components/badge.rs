//! The badge of a state.

/// How a state is coloured; its words never depend on the colour.
#[must_use]
pub const fn badge_class(state: &str) -> &'static str {
    match state.as_bytes() {
        b"approved" | b"completed" => "badge badge--good",
        b"refused" => "badge badge--bad",
        b"returned" => "badge badge--warn",
        b"submitted" | b"in_review" | b"completing" => "badge badge--accent",
        _ => "badge badge--neutral",
    }
}
