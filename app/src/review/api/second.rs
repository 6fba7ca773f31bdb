//! Server functions of four eyes: a second officer answers what a colleague proposed.

use leptos::prelude::*;

use crate::error::AppError;

/// Confirms what a colleague proposed: it takes effect exactly as decided. Answers the name of the
/// decision.
///
/// # Errors
/// [`AppError::OwnProposal`], [`AppError::Stale`] when another proposal stands there,
/// [`AppError::Forbidden`], [`AppError::NotPossible`].
#[server(endpoint = "confirm_proposal")]
pub async fn confirm_proposal(reference: String, proposal: String) -> Result<String, AppError> {
    use domain::review::four_eyes::DecisionOutcome;

    use crate::review::link;
    use crate::review::notes::Verdict;
    use crate::server;
    let caller = server::caller().await?;
    let confirmed = match proposal.parse() {
        Ok(proposal) => server::backend()
            .confirm_proposal(&caller, &reference, proposal)
            .await
            .map_err(AppError::from),
        Err(_) => Err(AppError::Malformed),
    };
    let page = server::staff::case_page(&reference);
    let verdict = confirmed
        .as_ref()
        .ok()
        .and_then(|decision| Verdict::parse(decision.id()));
    let filter = link::kept(&server::came_from());
    let done = verdict.map_or_else(
        || page.clone(),
        |verdict| link::decided(&filter, verdict, &reference, DecisionOutcome::Done),
    );
    let name = verdict.map_or("", Verdict::id).to_owned();
    server::reply(
        confirmed.map(|_| ()),
        server::to(&done),
        server::Back::of_staff(&page),
    )
    .map(|()| name)
}

/// Does not confirm it: the case is open again.
///
/// # Errors
/// As for [`confirm_proposal`]; [`AppError::Answers`] without a word why.
#[server(endpoint = "reject_proposal")]
pub async fn reject_proposal(
    reference: String,
    proposal: String,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    use crate::review::link;
    use crate::review::notes::one_newline;
    use crate::server::{self, CaseForm};
    let caller = server::caller().await?;
    let page = server::staff::case_page(&reference);
    let note = one_newline(&note);
    if let Err(lack) = domain::review::four_eyes::rejection(&note) {
        if server::wants_page() {
            server::staff::keep_text(&caller, &reference, CaseForm::Rejection, &note).await;
            server::redirect(&link::with(&page, &[&format!("lack={}", lack.code())]));
            return Ok(());
        }
        return Err(AppError::Answers);
    }
    let rejected = match proposal.parse() {
        Ok(proposal) => server::backend()
            .reject_proposal(&caller, &reference, proposal, &note)
            .await
            .map_err(AppError::from),
        Err(_) => Err(AppError::Malformed),
    };
    if rejected.is_err() && server::wants_page() {
        server::staff::keep_text(&caller, &reference, CaseForm::Rejection, &note).await;
    }
    server::reply(rejected, server::to(&page), server::Back::of_staff(&page))
}

/// Takes the own proposal back.
///
/// # Errors
/// [`AppError::Forbidden`] for a colleague's, [`AppError::Stale`], [`AppError::NotPossible`].
#[server(endpoint = "withdraw_proposal")]
pub async fn withdraw_proposal(reference: String, proposal: String) -> Result<(), AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let withdrawn = match proposal.parse() {
        Ok(proposal) => server::backend()
            .withdraw_proposal(&caller, &reference, proposal)
            .await
            .map_err(AppError::from),
        Err(_) => Err(AppError::Malformed),
    };
    let page = server::staff::case_page(&reference);
    server::reply(withdrawn, server::to(&page), server::Back::of_staff(&page))
}
