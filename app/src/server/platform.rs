//! How the server functions of administrators answer. Their forms are plain ones: each ends in a
//! redirect, and what was refused is kept on the server, so that nothing typed is lost.

use axum::http::request::Parts;
use backend::Error;
use domain::form::{RawAnswers, StepErrors};
use leptos::prelude::*;

use super::{Caller, backend, redirect, staff, wants_page};
use crate::error::AppError;
use crate::paths;
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

/// The cookie that carries a first password to the page that shows it. It goes to the browser of
/// the administrator only, to these pages only, for two minutes, and is taken back when it is shown;
/// the server keeps nothing.
const HANDOVER: &str = "docket_handover";

/// Hands a first password to the next page.
pub fn hand_over(name: &str, password: &str) {
    set_handover(&format!("{name}:{password}"), 120);
}

/// The password of this member that is to be shown now; after that it is gone.
pub fn handed_over(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let kept = super::cookie(&parts.headers, HANDOVER)?;
    let (whose, password) = kept.split_once(':')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_theirs = whose == name && !password.is_empty() && password.chars().all(is_plain);
    is_theirs.then(|| {
        set_handover("", 0);
        password.to_owned()
    })
}

fn set_handover(text: &str, seconds: u32) {
    let secure = match super::is_secure(&backend()) {
        true => "; Secure",
        false => "",
    };
    let path = paths::MEMBERS;
    super::set_cookie(&format!(
        "{HANDOVER}={text}; Path={path}; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}"
    ));
}
