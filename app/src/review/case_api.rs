//! Server functions around a case: who works on it, internal notes, the case after it.
//!
//! As those in `api.rs`, each works for a fetch and for a plain HTML form.

use domain::review::filter::QueueFilter;
use domain::review::remark::Remarks;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Gives a case to the colleague `to`; `from` held it when the page was made, or nobody.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but supervisors, [`AppError::NotPossible`],
/// [`AppError::Stale`], [`AppError::Claimed`], [`AppError::Lapsed`].
#[server(endpoint = "assign")]
pub async fn assign(
    reference: String,
    version: i32,
    #[server(default)] from: String,
    #[server(default)] to: String,
) -> Result<(), AppError> {
    use super::link;
    use crate::server;
    let caller = server::caller().await?;
    let page = server::staff::case_page(&reference);
    // Asked first, so that nobody learns from a missing name that there is a case.
    let result = server::backend()
        .assign(&caller, &reference, version, &from, &to)
        .await
        .map_err(AppError::from);
    match result {
        Err(AppError::Malformed) if to.is_empty() && server::wants_page() => {
            server::redirect(&link::with(&page, &["missing=colleague"]));
            Ok(())
        }
        result => server::reply(result, server::to(&page), server::Back::of_staff(&page)),
    }
}

/// Adds an internal note and answers all notes.
///
/// # Errors
/// [`AppError::Answers`] when it is empty or too long; [`AppError::NotFound`].
#[server(endpoint = "remark")]
pub async fn remark(
    reference: String,
    key: String,
    #[server(default)] text: String,
) -> Result<Option<Remarks>, AppError> {
    use super::link;
    use crate::server::{self, CaseForm};
    let caller = server::caller().await?;
    let page = server::staff::case_page(&reference);
    let result = server::backend()
        .remark(&caller, &reference, &key, &text)
        .await
        .map_err(AppError::from);
    if !server::wants_page() {
        return result.map(Some);
    }
    if result.is_err() {
        server::staff::keep_text(&caller, &reference, CaseForm::Remark, &text).await;
    }
    match (&result, domain::review::remark::kept(&text)) {
        (Err(AppError::Answers), Err(lack)) => {
            let lack = format!("remark={}", lack.code());
            server::redirect(&format!("{}#remarks", link::with(&page, &[&lack])));
        }
        _ => {
            let done = format!("{page}#remarks");
            server::reply(
                result.map(|_| ()),
                server::to(&done),
                server::Back::of_staff(&page),
            )?;
        }
    }
    Ok(None)
}

/// The reference of the case that follows in a filtered queue. A link is led there.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::NotFound`].
#[server(endpoint = "next_case", input = GetUrl)]
pub async fn next_case(
    reference: String,
    #[server(default)] filter: QueueFilter,
) -> Result<Option<String>, AppError> {
    use super::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let next = server::backend()
        .next_case(&caller, &reference, &filter)
        .await
        .map_err(AppError::from);
    match &next {
        Err(AppError::SignedOut) => {
            server::redirect(&link::sign_in(&paths::case(&paths::encode(&reference))));
        }
        Ok(Some(next)) if server::wants_page() => server::redirect(&link::case(next, &filter)),
        _ => {}
    }
    next
}
