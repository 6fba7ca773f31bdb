//! How the server functions of staff answer: with a page for a plain form, with the result for a
//! fetch; and whoever is signed out goes to the sign-in page of staff.

use domain::review::notes::Notes;
use domain::text::Language;

use super::{Caller, CaseForm, backend, came_from, redirect};
use crate::error::AppError;
use crate::paths;
use crate::review::api::Dated;
use crate::review::link;

/// Who calls, and the language the page is in: its cookie may be on its way still.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
pub async fn caller_in(language: &str) -> Result<Caller, AppError> {
    let mut caller = super::caller().await?;
    caller.language = Language::parse(language).unwrap_or(caller.language);
    Ok(caller)
}

/// The page of a case, with the filter of the page a plain form stood on.
pub fn case_page(reference: &str) -> String {
    let filter = link::kept(&came_from());
    link::with(&paths::case(&paths::encode(reference)), &[&filter])
}

/// Keeps what was written for a decision that a plain form could not make. Failing at this, too,
/// changes nothing about what is answered.
pub async fn keep_notes(caller: &Caller, reference: &str, notes: &Notes) {
    let _ = backend().keep_notes(caller, reference, notes).await;
}

/// The same for a form with one text.
pub async fn keep_text(caller: &Caller, reference: &str, form: CaseForm, text: &str) {
    let _ = backend().keep_text(caller, reference, form, text).await;
}

/// Adds the day; whoever is signed out goes to sign in and then to `page`.
///
/// # Errors
/// Whatever went wrong.
pub fn dated<T>(result: Result<T, AppError>, page: &str) -> Result<Dated<T>, AppError> {
    if matches!(result, Err(AppError::SignedOut)) {
        redirect(&link::sign_in(page));
    }
    let backend = backend();
    let today = backend.settings.day(backend.clock.now());
    result.map(|value| Dated { today, value })
}
