//! What is agreed to before the first step, as its page asks.

use domain::application::view::ConsentView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What the own application asks to be agreed to; leads on where that was done.
///
/// # Errors
/// [`AppError::NotFound`] for somebody else's application, or one that asks for nothing.
#[server(endpoint = "load_consent", input = GetUrl)]
pub async fn load_consent(reference: String, language: String) -> Result<ConsentView, AppError> {
    use crate::{paths, server};
    let mut caller = server::caller().await?;
    caller.language = domain::text::Language::parse(&language).unwrap_or(caller.language);
    let consent = server::backend().consent(&caller, &reference).await?;
    if !consent.is_due {
        server::redirect(&paths::application(&consent.reference));
    }
    Ok(consent)
}

/// Agrees to it; leads to the first step.
///
/// # Errors
/// [`AppError::Stale`] when another version is in force by now.
#[server(endpoint = "agree")]
pub async fn agree(
    reference: String,
    terms_version: i32,
    terms_sha256: String,
) -> Result<(), AppError> {
    use backend::application::submit::Accepted;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let backend = server::backend();
    let accepted = Accepted {
        version: terms_version,
        sha256: terms_sha256,
    };
    let page = paths::consent(&reference);
    if let Err(error) = backend.agree(&caller, &reference, accepted).await {
        return server::reply(Err(error), server::to(""), server::Back::bare(&page));
    }
    let place = server::Target::Reference(reference);
    let draft = backend.draft(&caller, &place).await?;
    let first = draft.spec().steps.first().map_or("", |step| step.id);
    if server::wants_page() {
        server::redirect(&paths::step(&place, first));
    }
    Ok(())
}
