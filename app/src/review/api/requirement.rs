//! Server functions of what must be done before a case can be approved.

use leptos::prelude::*;

use crate::error::AppError;

/// Writes down that something was done that a case needs before it can be approved.
///
/// # Errors
/// [`AppError::Malformed`] for what the case does not need, [`AppError::Claimed`],
/// [`AppError::Lapsed`], [`AppError::Forbidden`], [`AppError::NotPossible`], [`AppError::Proposed`].
#[server(endpoint = "meet_requirement")]
pub async fn meet_requirement(reference: String, requirement: String) -> Result<(), AppError> {
    use domain::review::requirement::Requirement;

    use crate::server;
    let caller = server::caller().await?;
    let page = server::staff::case_page(&reference);
    let met = match Requirement::parse(&requirement) {
        Some(Requirement::Telephone) => server::backend()
            .confirm_by_telephone(&caller, &reference)
            .await
            .map_err(AppError::from),
        None => Err(AppError::Malformed),
    };
    server::reply(met, server::to(&page), server::Back::of_staff(&page))
}
