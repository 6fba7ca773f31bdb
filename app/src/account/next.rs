//! Where somebody goes after signing in.

use crate::told::Told;
use domain::account::Landing;
use leptos_router::location::Url;

use crate::paths;

/// The page a person belongs on (D11). `next`, the page they asked for, counts only once their
/// account is open and only when it is one of ours.
#[must_use]
pub fn after_sign_in(landing: Landing, registration: Option<&str>, next: &str) -> String {
    match (landing, registration) {
        (Landing::Password, _) => paths::PASSWORD.to_owned(),
        (Landing::Account, _) => own_page(next).unwrap_or(paths::ACCOUNT).to_owned(),
        (Landing::Status, Some(reference)) => paths::application(reference),
        (Landing::Correction, Some(reference)) => paths::correction(reference),
        (Landing::Wizard | Landing::Status | Landing::Correction, _) => paths::REGISTER.to_owned(),
    }
}

/// Sign-in, and then back to this page.
#[must_use]
pub fn sign_in_then(next: &str) -> String {
    match own_page(next) {
        Some(next) => format!("{}?next={}", paths::SIGN_IN, Url::escape(next)),
        None => paths::SIGN_IN.to_owned(),
    }
}

/// Giving the password again, and then back to this page.
#[must_use]
pub fn prove_then(next: &str) -> String {
    match own_page(next) {
        Some(next) => format!("{}?next={}", paths::PROVE, Url::escape(next)),
        None => paths::PROVE.to_owned(),
    }
}

/// The page to go on to after giving the password again.
#[must_use]
pub fn after_proof(next: &str) -> &str {
    own_page(next).unwrap_or(paths::ACCOUNT)
}

/// The path itself when it is a page of this portal that somebody may be led to. Nothing a
/// browser would read as another site gets through: `//host`, `/\host`, control characters.
fn own_page(path: &str) -> Option<&str> {
    let is_plain = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_ours = path.starts_with('/') && !path.starts_with("//");
    let is_page = !["/api/", paths::SIGN_IN, "/sign-out", "/staff/"]
        .iter()
        .any(|other| path.starts_with(other));
    (is_plain && is_ours && is_page).then_some(path)
}

/// The page after ending one session, or with an empty id all others.
pub fn ended(page: &str, session: &str) -> String {
    let what = if session.is_empty() { "ended" } else { "one" };
    Told::Sessions.say(page, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_our_own_are_led_to() {
        for path in ["/account", "/applications/7K3M-9QXP-4T?resubmitted=1", "/"] {
            assert_eq!(own_page(path), Some(path));
        }
        for path in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example/",
            "/applications/申请",
            "/a b",
            "/api/sign_out",
            "/sign-in?next=/sign-in",
            "/sign-out",
        ] {
            assert_eq!(own_page(path), None, "{path}");
        }
    }

    #[test]
    fn an_unfinished_registration_wins_over_the_page_asked_for() {
        let reference = Some("7K3M-9QXP-4T");
        let of = |landing| after_sign_in(landing, reference, "/applications/new");
        assert_eq!(of(Landing::Account), "/applications/new");
        assert_eq!(of(Landing::Wizard), "/register");
        assert_eq!(of(Landing::Status), "/applications/7K3M-9QXP-4T");
        assert_eq!(
            of(Landing::Correction),
            "/applications/7K3M-9QXP-4T/correction"
        );
        assert_eq!(
            after_sign_in(Landing::Account, None, "//evil.example"),
            "/account"
        );
    }
}
