//! How a form is answered, all of them: a fetch gets the result itself; a plain form is led to a
//! page, whose address says what was done or what went wrong.

use domain::account::Door;
use domain::form::{RawAnswers, StepErrors};
use domain::message::NoMessage;

use super::{Caller, Error, backend, redirect, wants_page};
use crate::account::next;
use crate::error::AppError;
use crate::factor::path;
use crate::review::link;
use crate::told::Told;

/// Where the messages stand in a page.
const MESSAGES: &str = "#messages";

/// What of a refusal an address says.
#[derive(Clone, Copy)]
enum Says {
    /// The code of the error.
    Error,
    /// What is wrong with the one password of the page.
    Problem,
    /// What is wrong with which field.
    Field,
    /// What is wrong with a message, or the code of the error.
    Message,
}

/// The page a plain form comes back to when it is refused.
pub struct Back {
    page: String,
    says: Says,
    sign_in: Option<String>,
}

impl Back {
    /// This page, with what its address has.
    #[must_use]
    pub fn to(page: &str) -> Self {
        Self {
            page: page.to_owned(),
            says: Says::Error,
            sign_in: None,
        }
    }

    /// This page, without what its address said before.
    #[must_use]
    pub fn bare(page: &str) -> Self {
        Self::to(page.split(['?', '#']).next().unwrap_or_default())
    }

    /// A page of an account, which says what is wrong with which field; whoever is signed out goes
    /// to sign in first.
    #[must_use]
    pub fn at_field(page: &str) -> Self {
        Self {
            says: Says::Field,
            sign_in: Some(next::sign_in_then(page)),
            ..Self::to(page)
        }
    }

    /// The same for a page with one password.
    #[must_use]
    pub fn at_password(page: &str) -> Self {
        Self {
            says: Says::Problem,
            ..Self::at_field(page)
        }
    }

    /// A page of the second factor at a door.
    #[must_use]
    pub fn at_factor(door: Door, page: &str) -> Self {
        Self {
            sign_in: Some(path::sign_in(door, path::factor_page(door))),
            ..Self::at_password(page)
        }
    }

    /// A page of staff.
    #[must_use]
    pub fn of_staff(page: &str) -> Self {
        Self {
            sign_in: Some(link::sign_in(page)),
            ..Self::to(page)
        }
    }

    /// The messages of a page.
    #[must_use]
    pub fn at_messages(page: &str) -> Self {
        Self {
            says: Says::Message,
            ..Self::to(&format!("{page}{MESSAGES}"))
        }
    }

    fn after(self, refusal: RefusedForm) -> String {
        let Self {
            page,
            says,
            sign_in,
        } = self;
        let code = |error: AppError| error.in_query();
        match (says, refusal, sign_in) {
            (_, RefusedForm::Error(AppError::SignedOut), Some(sign_in)) => sign_in,
            (Says::Field | Says::Problem, RefusedForm::Answers(reasons), _) => {
                let first = reasons.iter().next();
                let problem = first.map_or_else(
                    || AppError::Answers.code(),
                    |(_, reason)| reason.code().to_owned(),
                );
                let page = match (says, first) {
                    (Says::Field, Some((field, _))) => Told::Field.say(&page, field),
                    _ => page,
                };
                Told::Problem.say(&page, &problem)
            }
            (Says::Field | Says::Problem, refusal, _) => {
                Told::Problem.say(&page, &code(refusal.outward()))
            }
            (Says::Message, RefusedForm::Message(reason), _) => {
                Told::Message.say(&page, reason.code())
            }
            (Says::Error | Says::Message, refusal, _) => {
                Told::Error.say(&page, &code(refusal.outward()))
            }
        }
    }
}

/// Why something was not done, as far as pages tell it apart.
pub enum RefusedForm {
    /// By field.
    Answers(StepErrors),
    /// A message that is none.
    Message(NoMessage),
    /// Anything else.
    Error(AppError),
}

impl RefusedForm {
    fn outward(self) -> AppError {
        match self {
            Self::Answers(_) | Self::Message(_) => AppError::Answers,
            Self::Error(error) => error,
        }
    }
}

impl From<Error> for RefusedForm {
    fn from(error: Error) -> Self {
        match error {
            Error::Answers(reasons) => Self::Answers(reasons),
            Error::Message(reason) => Self::Message(reason),
            error => Self::Error(error.into()),
        }
    }
}

impl From<AppError> for RefusedForm {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

/// Answers a form: a plain one with the page `done`, or with `back`.
///
/// # Errors
/// Whatever went wrong, to a fetch.
pub fn reply<T: Default, E>(
    result: Result<T, E>,
    done: impl FnOnce(&T) -> String,
    back: Back,
) -> Result<T, AppError>
where
    AppError: From<E>,
    RefusedForm: From<E>,
{
    if !wants_page() {
        return result.map_err(AppError::from);
    }
    match result {
        Ok(value) => {
            redirect(&done(&value));
            Ok(value)
        }
        Err(error) => {
            redirect(&back.after(RefusedForm::from(error)));
            Ok(T::default())
        }
    }
}

/// The page a form leads to, whatever came out.
pub fn to<T>(page: &str) -> impl FnOnce(&T) -> String + '_ {
    move |_| page.to_owned()
}

/// The messages of a page, after one was sent.
pub fn at_messages_sent<T>(page: &str) -> impl FnOnce(&T) -> String + '_ {
    move |_| Told::Sent.on(&format!("{page}{MESSAGES}"))
}

/// Answers a form of administrators: what was refused is kept, and shown where it comes back.
///
/// # Errors
/// Whatever went wrong, to a fetch.
pub async fn reply_and_keep<T>(
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
    let result = match result {
        Ok(value) => {
            backend.forget_typed(caller, form).await?;
            Ok(done(value))
        }
        Err(error) => {
            let errors = match &error {
                Error::Answers(errors) => errors.clone(),
                _ => StepErrors::new(),
            };
            if caller.administrator().is_ok() {
                backend.keep_typed(caller, form, answers, &errors).await?;
            }
            Err(AppError::from(error))
        }
    };
    let back = Back::of_staff(&Told::Again.on(back));
    reply(result, String::clone, back).map(|_| ())
}

/// Leads a plain form back to its page, where nothing of it could be kept and something is to be
/// done first: to give the password again, or to wait.
///
/// # Errors
/// Whatever else the use case said, and all of it to a fetch.
pub fn lead_back(error: Error, page: &str) -> Result<(), AppError> {
    match error {
        Error::Unproved if wants_page() => redirect(&next::prove_then(page)),
        Error::Spent { .. } | Error::TooMany { .. } if wants_page() => {
            redirect(&Back::to(page).after(error.into()));
        }
        error => return Err(error.into()),
    }
    Ok(())
}
