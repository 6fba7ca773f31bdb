//! Server functions of messages. Each works for a fetch and for a plain HTML form, which ends at
//! the messages of the page it stood on; what could not be sent is in its form again.

use domain::message::ThreadView;
use leptos::prelude::*;

use crate::error::AppError;

/// The applicant writes to the office. A fetch gets all messages.
///
/// # Errors
/// [`AppError::Answers`] for a text that is no message, [`AppError::Closed`],
/// [`AppError::TooMany`], [`AppError::NotFound`].
#[server(endpoint = "write_to_office")]
pub async fn write_to_office(
    reference: String,
    #[server(default)] form: String,
    #[server(default)] text: String,
) -> Result<Option<ThreadView>, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let backend = server::backend();
    let place = server::Target::Reference(reference.clone());
    let sent = backend.write_to_office(&caller, &place, &form, &text).await;
    if sent.is_err() && server::wants_page() {
        // Failing at this, too, changes nothing about what is answered.
        let _ = backend.keep_message_to_office(&caller, &place, &text).await;
    }
    let page = paths::application(&reference);
    server::reply(
        sent,
        server::at_messages_sent(&page),
        server::Back::at_messages(&page),
    )
}

/// Staff of the office write to the applicant. A fetch gets all messages.
///
/// # Errors
/// [`AppError::Answers`] for a text that is no message, [`AppError::Closed`],
/// [`AppError::Forbidden`], [`AppError::NotFound`].
#[server(endpoint = "write_to_applicant")]
pub async fn write_to_applicant(
    reference: String,
    #[server(default)] form: String,
    #[server(default)] text: String,
) -> Result<Option<ThreadView>, AppError> {
    use crate::review::link;
    use crate::server;
    let caller = server::caller().await?;
    let backend = server::backend();
    let sent = backend
        .write_to_applicant(&caller, &reference, &form, &text)
        .await;
    if sent.is_err() && server::wants_page() {
        let _ = backend
            .keep_message_to_applicant(&caller, &reference, &text)
            .await;
    }
    let page = server::staff::case_page(&reference);
    if server::wants_page() && matches!(sent, Err(server::Error::SignedOut)) {
        server::redirect(&link::sign_in(&page));
        return Ok(None);
    }
    server::reply(
        sent,
        server::at_messages_sent(&page),
        server::Back::at_messages(&page),
    )
}
