//! How the server functions of administrators answer. Their forms are plain ones: each ends in a
//! redirect, and what was refused is kept on the server, so that nothing typed is lost.

use backend::Error;
use domain::form::RawAnswers;

use super::redirect;
use crate::error::AppError;
use crate::platform::api::Answers;
use crate::review::link;
use crate::told::Told;

/// The fields of a form as rules look at them.
pub fn raw(answers: Answers) -> RawAnswers {
    answers.into_iter().collect()
}

/// Passes on what a page loaded; whoever is signed out goes to sign in and then to `page`.
///
/// # Errors
/// Whatever went wrong.
pub fn shown<T>(result: Result<T, Error>, page: &str) -> Result<T, AppError> {
    if matches!(result, Err(Error::SignedOut)) {
        redirect(&link::sign_in(page));
    }
    Ok(result?)
}

/// A page that says what was done.
#[must_use]
pub fn done(page: &str, code: &str) -> String {
    Told::Done.say(page, code)
}

/// The same with a number.
#[must_use]
pub fn counted(page: &str, code: &str, n: impl std::fmt::Display) -> String {
    Told::Count.say(&done(page, code), &n.to_string())
}
