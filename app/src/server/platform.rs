//! How the server functions of administrators answer. Their forms are plain ones: each ends in a
//! redirect, and what was refused is kept on the server, so that nothing typed is lost.

use backend::Error;
use domain::form::{RawAnswers, StepErrors};

use super::{Caller, backend, redirect, staff, wants_page};
use crate::error::AppError;
use crate::platform::api::Answers;
use crate::review::link;

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

/// Answers a form: with the page `done`, or with `back`, which then shows what was typed and why it
/// was refused. A fetch gets the result itself.
///
/// # Errors
/// Whatever went wrong, to a fetch.
pub async fn reply<T>(
    caller: &Caller,
    form: &str,
    answers: &RawAnswers,
    result: Result<T, Error>,
    done: impl FnOnce(T) -> String,
    back: &str,
) -> Result<(), AppError> {
    if !wants_page() {
        return result.map(|_| ()).map_err(AppError::from);
    }
    let backend = backend();
    match result {
        Ok(value) => {
            backend.forget_typed(caller, form).await?;
            redirect(&done(value));
            Ok(())
        }
        Err(error) => {
            let errors = match &error {
                Error::Answers(errors) => errors.clone(),
                _ => StepErrors::new(),
            };
            if caller.administrator().is_ok() {
                backend.keep_typed(caller, form, answers, &errors).await?;
            }
            let back = link::with(back, &["again=1"]);
            staff::reply(Err(error.into()), "", &back)
        }
    }
}

/// A page that says what was done.
#[must_use]
pub fn done(page: &str, code: &str) -> String {
    link::with(page, &[&format!("done={code}")])
}

/// The same with a number.
#[must_use]
pub fn counted(page: &str, code: &str, n: impl std::fmt::Display) -> String {
    link::with(page, &[&format!("done={code}&n={n}")])
}
