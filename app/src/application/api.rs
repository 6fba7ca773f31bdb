//! Server functions of drafting, sending and following an application.
//!
//! Each works for a fetch and for a plain HTML form; a plain form always ends in a redirect.

use super::sent::Sent;
use crate::error::AppError;
use domain::account::Opening;
use domain::application::view::{
    CodeView, DraftView, FieldSaved, ListedPage, ReadingView, SlotView, StatusView, StepOutcome,
};
use domain::document::Attempt;
use domain::map::Map;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// The draft of a place; a step that may not be visited yet leads to the first open one.
///
/// # Errors
/// [`AppError::NotFound`] for somebody else's application.
#[server(endpoint = "load_step", input = GetUrl)]
pub async fn load_step(
    place: String,
    step: String,
    language: String,
) -> Result<DraftView, AppError> {
    use domain::application::journey::Journey;
    use domain::application::state::ApplicationState;

    use crate::{paths, server};
    let place = server::Target::from_value(&place);
    let mut caller = server::caller().await?;
    caller.language = domain::text::Language::parse(&language).unwrap_or(caller.language);
    let draft = server::backend()
        .draft_for(&caller, &place, Some(&step))
        .await?;
    // An account that was opened elsewhere begins no registration.
    if draft.reference.is_none() && server::backend().is_let_in(&caller).await? {
        server::redirect(paths::ACCOUNT);
        return Ok(draft);
    }
    let reference = draft.reference.clone().unwrap_or_default();
    match draft.state {
        ApplicationState::Draft if draft.asks_consent => {
            server::redirect(&paths::consent(&reference));
        }
        ApplicationState::Draft => {
            let journey = Journey::new(draft.spec(), draft.scope());
            if !draft
                .step(&step)
                .is_some_and(|step| journey.may_visit(step))
            {
                server::redirect(&paths::step(&place, journey.first_open().id));
            }
        }
        ApplicationState::Returned => server::redirect(&paths::correction(&reference)),
        _ => server::redirect(&paths::application(&reference)),
    }
    Ok(draft)
}

/// The draft of a returned application, for its correction page.
///
/// # Errors
/// [`AppError::NotFound`] for somebody else's application.
#[server(endpoint = "load_correction", input = GetUrl)]
pub async fn load_correction(reference: String) -> Result<DraftView, AppError> {
    use domain::application::state::ApplicationState;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let place = server::Target::Reference(reference.clone());
    let draft = server::backend().draft(&caller, &place).await?;
    if draft.state != ApplicationState::Returned {
        server::redirect(&paths::application(&reference));
    }
    Ok(draft)
}

/// Autosaves one field.
///
/// # Errors
/// [`AppError::Malformed`] for a field that is not saved here.
#[server(endpoint = "save_field")]
pub async fn save_field(
    place: String,
    field: String,
    text: String,
    #[server(default)] drawn: String,
) -> Result<FieldSaved, AppError> {
    use domain::form::drawn::{Drawn, EnteredField};

    use crate::server;
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    let drawn = Drawn::from_value(&drawn);
    Ok(server::carry(
        server::backend()
            .save_field(&caller, &place, &field, EnteredField { text, drawn })
            .await?,
    ))
}

/// Compares a mailed code as soon as it is typed.
///
/// # Errors
/// [`AppError::Malformed`] for a field that takes no code.
#[server(endpoint = "enter_code")]
pub async fn enter_code(
    place: String,
    field: String,
    text: String,
) -> Result<FieldSaved, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    Ok(server::carry(
        server::backend()
            .enter_code(&caller, &place, &field, &text)
            .await?,
    ))
}

/// The code last mailed for the draft of a place, and what became of its mail.
///
/// # Errors
/// [`AppError::NotFound`] when there is no draft.
#[server(endpoint = "mailed_code", input = GetUrl)]
pub async fn mailed_code(place: String) -> Result<Option<CodeView>, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    Ok(server::backend().mailed_code(&caller, &place).await?)
}

/// Saves a step and does what its button says.
///
/// # Errors
/// [`AppError::Malformed`] for a step the kind does not have.
#[server(endpoint = "save_step")]
pub async fn save_step(
    #[server(default)] place: String,
    step: String,
    #[server(default)] answers: Map<String, String>,
    action: String,
    #[server(default)] drawn: String,
) -> Result<StepOutcome, AppError> {
    use domain::application::view::StepAction;
    use domain::form::drawn::{Drawn, Posted};

    use crate::{paths, server};
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    let drawn = Drawn::from_value(&drawn).with_action(&action);
    let action = StepAction::parse(&action);
    let posted = answers.clone();
    let saved = server::backend()
        .save_step(&caller, &place, &step, Posted { answers, drawn }, action)
        .await;
    let page = paths::step(&place, &step);
    let outcome = match saved {
        Ok(saved) => server::carry(saved),
        Err(error) => {
            server::lead_back(error, &page)?;
            return Ok(StepOutcome::Go { step });
        }
    };
    if let StepOutcome::Later { seconds, limit } = outcome
        && !server::wants_page()
    {
        let error = AppError::Spent { seconds, limit };
        server::set_status_of(&error);
        return Err(error);
    }
    if server::wants_page() {
        server::redirect(&match &outcome {
            StepOutcome::Later { seconds, limit } => {
                let (seconds, limit) = (*seconds, *limit);
                let error = AppError::Spent { seconds, limit }.in_query();
                server::Told::Error.say(&page, &error)
            }
            StepOutcome::Go { step } => paths::step(&place, step),
            StepOutcome::Stay { errors } if !errors.is_empty() => {
                let marks = crate::form::plain::shown_again(errors, &posted).join("&");
                format!("{}?{marks}", paths::step(&place, &step))
            }
            StepOutcome::Stay { .. } => paths::step(&place, &step),
            StepOutcome::CodeSent { .. } => {
                server::Told::Sent.on(&format!("{}#email_code", paths::step(&place, &step)))
            }
        });
    }
    Ok(outcome)
}

/// Sends the application of a place.
///
/// # Errors
/// [`AppError::Stale`] when the notice changed meanwhile, or an answer in another tab.
#[server(endpoint = "submit")]
pub async fn submit(
    #[server(default)] place: String,
    round: i32,
    #[server(default)] terms_version: i32,
    #[server(default)] terms_sha256: String,
    #[server(default)] drawn: String,
) -> Result<Sent, AppError> {
    use backend::application::submit::Accepted;
    use domain::form::drawn::Drawn;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    let accepted = (!terms_sha256.is_empty()).then_some(Accepted {
        version: terms_version,
        sha256: terms_sha256,
    });
    let result = server::backend()
        .submit_as_drawn(&caller, &place, round, accepted, Drawn::from_value(&drawn))
        .await;
    let back = server::came_from();
    let back = back.split('?').next().unwrap_or_default();
    match result {
        Ok(reference) => {
            if server::wants_page() {
                let done = match round {
                    0 => paths::done(&place),
                    _ => server::Told::Resubmitted.on(&paths::application(&reference)),
                };
                server::redirect(&done);
            }
            Ok(Sent::Done { reference })
        }
        Err(server::Error::Answers(errors)) => {
            if server::wants_page() {
                server::redirect(&server::Told::Check.on(back));
            }
            Ok(Sent::Refused { errors })
        }
        Err(server::Error::Unproved) if server::wants_page() => {
            server::redirect(&crate::account::next::prove_then(back));
            Ok(Sent::Refused {
                errors: domain::form::StepErrors::new(),
            })
        }
        Err(error) if server::wants_page() => {
            let error = AppError::from(error).in_query();
            server::redirect(&server::Told::Error.say(back, &error));
            Ok(Sent::Refused {
                errors: domain::form::StepErrors::new(),
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// Saves the corrected answers; with `action=submit` sends them too.
///
/// # Errors
/// [`AppError::NotFound`] for somebody else's application.
#[server(endpoint = "save_correction")]
pub async fn save_correction(
    reference: String,
    #[server(default)] answers: Map<String, String>,
    action: String,
    #[server(default)] drawn: String,
) -> Result<StepOutcome, AppError> {
    use domain::application::view::StepAction;
    use domain::form::drawn::{Drawn, Posted};

    use crate::{paths, server};
    let caller = server::caller().await?;
    let place = server::Target::Reference(reference.clone());
    let drawn = Drawn::from_value(&drawn).with_action(&action);
    let action = StepAction::parse(&action);
    let posted = answers.clone();
    let outcome = server::backend()
        .save_correction(&caller, &place, Posted { answers, drawn }, action)
        .await;
    let page = paths::correction(&reference);
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            server::lead_back(error, &page)?;
            let step = "correction".to_owned();
            return Ok(StepOutcome::Go { step });
        }
    };
    if server::wants_page() {
        server::redirect(&match &outcome {
            StepOutcome::Go { .. } => server::Told::Notice.on(&page),
            StepOutcome::Stay { errors } if !errors.is_empty() => {
                let marks = crate::form::plain::shown_again(errors, &posted).join("&");
                format!("{page}?{marks}")
            }
            StepOutcome::Stay { .. } => page,
            StepOutcome::CodeSent { .. } => server::Told::Sent.on(&format!("{page}#email_code")),
            StepOutcome::Later { seconds, limit } => {
                let (seconds, limit) = (*seconds, *limit);
                let error = AppError::Spent { seconds, limit }.in_query();
                server::Told::Error.say(&page, &error)
            }
        });
    }
    Ok(outcome)
}

/// Takes a picture away. Returns what the fields said that are empty with it. `keep`: the picture stays,
/// and only what is still on its way to the slot with an earlier attempt is not taken any more.
///
/// # Errors
/// [`AppError::NotFound`] when there is no draft; [`AppError::Stale`] when a later attempt to change
/// the picture was there before.
#[server(endpoint = "remove_picture")]
pub async fn remove_picture(
    place: String,
    field: String,
    #[server(default)] attempt: Option<Attempt>,
    #[server(default)] keep: bool,
) -> Result<Map<String, String>, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    let backend = server::backend();
    let result = match attempt.filter(|_| keep) {
        Some(attempt) => {
            let kept = backend.overtake(&caller, &place, &field, attempt).await;
            kept.map(|()| Map::new())
        }
        None => {
            backend
                .remove_picture(&caller, &place, &field, attempt)
                .await
        }
    };
    let back = server::came_from();
    server::reply(result, |_| back.clone(), server::Back::bare(&back))
}

/// What an upload field holds now.
///
/// # Errors
/// [`AppError::NotFound`] when there is no draft.
#[server(endpoint = "slot", input = GetUrl)]
pub async fn slot(place: String, field: String) -> Result<SlotView, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    Ok(server::backend().slot(&caller, &place, &field).await?)
}

/// How far the text reader is with a picture.
///
/// # Errors
/// [`AppError::NotFound`] when there is no picture.
#[server(endpoint = "reading", input = GetUrl)]
pub async fn reading(place: String, field: String) -> Result<ReadingView, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let place = server::Target::from_value(&place);
    Ok(server::backend().reading(&caller, &place, &field).await?)
}

/// The status page of the own application.
///
/// # Errors
/// [`AppError::NotFound`] for somebody else's.
#[server(endpoint = "load_status", input = GetUrl)]
pub async fn load_status(place: String, language: String) -> Result<StatusView, AppError> {
    use crate::server;
    let mut caller = server::caller().await?;
    caller.language = domain::text::Language::parse(&language).unwrap_or(caller.language);
    Ok(server::backend()
        .status(&caller, &server::Target::from_value(&place))
        .await?)
}

/// Takes the own application back.
///
/// # Errors
/// [`AppError::NotPossible`] once it is decided.
#[server(endpoint = "withdraw")]
pub async fn withdraw(reference: String) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let place = server::Target::Reference(reference.clone());
    let page = paths::application(&reference);
    let result = server::backend().withdraw(&caller, &place).await;
    server::reply(result, |()| page.clone(), server::Back::bare(&page))
}

/// The applications of an account, for its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnApplications {
    /// A page of them, newest first.
    pub page: ListedPage,
    /// Whether others can be begun, or what the account waits for.
    pub opening: Opening,
}

/// The applications of the account signed in: the newest, or those before one of them.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(endpoint = "applications", input = GetUrl)]
pub async fn applications(#[server(default)] before: String) -> Result<OwnApplications, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let backend = server::backend();
    Ok(OwnApplications {
        page: backend
            .applications_before(&caller, Some(before.as_str()).filter(|it| !it.is_empty()))
            .await?,
        opening: backend.opening(&caller).await?,
    })
}

/// The status of somebody who knows reference and mail address.
///
/// # Errors
/// [`AppError::NotFound`] when the two do not belong together.
#[server(endpoint = "look_up")]
pub async fn look_up(reference: String, email: String) -> Result<StatusView, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    Ok(server::backend()
        .look_up(&caller, &reference, &email)
        .await?)
}

/// The page where the registration of this browser or account goes on.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "first_open_step", input = GetUrl)]
pub async fn first_open_step() -> Result<String, AppError> {
    use domain::application::journey::Journey;
    use domain::application::state::ApplicationState;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let draft = server::backend()
        .draft(&caller, &server::Target::Newcomer)
        .await?;
    let reference = draft.reference.clone().unwrap_or_default();
    let is_let_in = draft.reference.is_none() && server::backend().is_let_in(&caller).await?;
    let path = match draft.state {
        _ if is_let_in => paths::ACCOUNT.to_owned(),
        ApplicationState::Draft => {
            let journey = Journey::new(draft.spec(), draft.scope());
            paths::step(&draft.place, journey.first_open().id)
        }
        ApplicationState::Returned => paths::correction(&reference),
        _ => paths::application(&reference),
    };
    if server::wants_page() {
        server::redirect(&path);
    }
    Ok(path)
}
