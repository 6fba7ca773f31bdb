//! How the server functions of messages answer a plain form: with the page it stood on, at its
//! messages.

use domain::message::ThreadView;

use super::{Error, redirect, wants_page};
use crate::error::AppError;
use crate::review::link;

/// The place of the messages on a page.
const PLACE: &str = "#messages";

/// Answers with all messages, or with what went wrong.
///
/// # Errors
/// Whatever the use case said, to a fetch.
pub fn reply(
    sent: Result<Option<ThreadView>, Error>,
    page: &str,
) -> Result<Option<ThreadView>, AppError> {
    if !wants_page() {
        return Ok(sent?);
    }
    let told = match sent {
        Ok(_) => "sent=1".to_owned(),
        Err(Error::Message(reason)) => format!("message={}", reason.code()),
        Err(error) => format!("error={}", AppError::from(error).in_query()),
    };
    redirect(&format!("{}{PLACE}", link::with(page, &[&told])));
    Ok(None)
}
