//! Server functions of the standard texts, for administrators.

use std::collections::BTreeMap;

use domain::review::instruction::StandardText;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// All standard texts.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`] for everybody
/// but administrators.
#[server(endpoint = "standard_texts", input = GetUrl)]
pub async fn standard_texts() -> Result<Vec<StandardText>, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let texts = server::backend().standard_texts(&caller).await;
    if matches!(texts, Err(backend::Error::SignedOut)) {
        server::redirect(&super::link::sign_in(paths::REASONS));
    }
    Ok(texts?)
}

/// Puts texts, language tag → text, in place of a standard text. A fetch gets what is in force then.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Answers`] when one is too long; [`AppError::Stale`].
#[server(endpoint = "save_standard_text")]
pub async fn save_standard_text(
    subject: String,
    reason: String,
    version: i32,
    #[server(default)] texts: BTreeMap<String, String>,
) -> Result<Option<StandardText>, AppError> {
    use super::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let is_emptied = is_emptied(texts.values());
    let result = server::backend()
        .put_standard_text(&caller, &subject, &reason, version, texts)
        .await
        .map_err(AppError::from);
    let about = format!(
        "about={}.{}",
        paths::encode(&subject),
        paths::encode(&reason)
    );
    let saved = match is_emptied {
        true => "saved=supplied",
        false => "saved=yes",
    };
    let done = link::with(paths::REASONS, &[saved, &about]);
    let back = link::with(paths::REASONS, &[&about]);
    let text = result.as_ref().ok().cloned();
    server::reply(
        result.map(|_| ()),
        server::to(&done),
        server::Back::of_staff(&back),
    )
    .map(|()| text)
}

/// Whether somebody emptied a box, to go back to the text supplied.
pub fn is_emptied<'a>(mut texts: impl Iterator<Item = &'a String>) -> bool {
    texts.any(|text| domain::value::prose(text).is_empty())
}
