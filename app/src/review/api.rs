//! Server functions of staff.
//!
//! Each works for a fetch and for a plain HTML form. A plain form always ends in a redirect; when
//! the session has ended, at the sign-in page of staff, and from there back to the page.

pub mod bulk;
pub mod requirement;
pub mod second;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::application::view::Choice;
use domain::review::figures::Figures;
use domain::review::filter::QueueFilter;
use domain::review::four_eyes::DecisionOutcome;
use domain::review::view::{CaseView, QueuePage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Something, and what day it is at the operator's place: pages do not ask a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// Today.
    pub today: NaiveDate,
    /// The thing.
    pub value: T,
}

/// Signs a member of staff in. Answers the page to go to.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::TooMany`], [`AppError::Busy`].
#[server(endpoint = "staff_sign_in")]
pub async fn staff_sign_in(
    #[server(default)] user_name: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    use super::link;
    use crate::server;
    let caller = server::caller().await?;
    let next = link::staff_page(&next);
    let entered = async {
        let staff = server::backend()
            .staff_sign_in(&user_name, &password, &caller)
            .await?;
        server::pending::let_in(&caller, staff.into(), next.clone(), &next).await
    };
    let back = link::sign_in(&next);
    server::reply(entered.await, String::clone, server::Back::of_staff(&back))
}

/// A page of the queue.
///
/// # Errors
/// [`AppError::SignedOut`]; the browser is sent to sign in.
#[server(endpoint = "queue", input = GetUrl)]
pub async fn queue(
    #[server(default)] filter: QueueFilter,
    #[server(default)] language: String,
) -> Result<Dated<QueuePage>, AppError> {
    use super::link;
    use crate::server;
    let caller = server::staff::caller_in(&language).await?;
    let page = server::backend()
        .queue(&caller, &filter)
        .await
        .map_err(AppError::from);
    server::staff::dated(page, &link::queue(&filter))
}

/// The offices to choose among in the queue.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(endpoint = "queue_offices", input = GetUrl)]
pub async fn queue_offices(#[server(default)] language: String) -> Result<Vec<Choice>, AppError> {
    use crate::server;
    let caller = server::staff::caller_in(&language).await?;
    Ok(server::backend().queue_offices(&caller).await?)
}

/// The figures of supervisors.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`] for officers.
#[server(endpoint = "figures", input = GetUrl)]
pub async fn load_figures(days: u32) -> Result<Figures, AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let figures = server::backend().figures(&caller, days).await;
    if matches!(figures, Err(backend::Error::SignedOut)) {
        server::redirect(&super::link::sign_in(paths::FIGURES));
    }
    Ok(figures?)
}

/// A case.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::NotFound`] also for a case
/// of another office.
#[server(endpoint = "case", input = GetUrl)]
pub async fn case(
    reference: String,
    #[server(default)] language: String,
) -> Result<Dated<CaseView>, AppError> {
    use crate::{paths, server};
    let caller = server::staff::caller_in(&language).await?;
    let case = server::backend()
        .case(&caller, &reference)
        .await
        .map_err(AppError::from);
    if case == Err(AppError::NotFound) && server::wants_page() {
        server::set_page_status(&AppError::NotFound);
    }
    server::staff::dated(case, &paths::case(&paths::encode(&reference)))
}

/// Takes or renews the claim on a case.
///
/// # Errors
/// [`AppError::Claimed`] while a colleague holds it.
#[server(endpoint = "claim")]
pub async fn claim(reference: String) -> Result<(), AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let result = server::backend()
        .claim(&caller, &reference)
        .await
        .map_err(AppError::from);
    let page = server::staff::case_page(&reference);
    server::reply(result, server::to(&page), server::Back::of_staff(&page))
}

/// Renews the own claim while a page is open, which does not count as use of the session.
///
/// # Errors
/// [`AppError::Claimed`] while a colleague holds it.
#[server(endpoint = "renew_claim")]
pub async fn renew_claim(reference: String) -> Result<(), AppError> {
    use crate::server;
    let caller = server::caller_at_rest().await?;
    let result = server::backend()
        .claim(&caller, &reference)
        .await
        .map_err(AppError::from);
    let page = server::staff::case_page(&reference);
    server::reply(result, server::to(&page), server::Back::of_staff(&page))
}

/// Gives the own claim up.
///
/// # Errors
/// [`AppError::NotFound`] for a case of another office.
#[server(endpoint = "release")]
pub async fn release(reference: String) -> Result<(), AppError> {
    use super::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = server::backend()
        .release(&caller, &reference)
        .await
        .map_err(AppError::from);
    let queue = link::with(paths::QUEUE, &[&link::kept(&server::came_from())]);
    server::reply(
        result,
        server::to(&queue),
        server::Back::of_staff(&server::staff::case_page(&reference)),
    )
}

/// Decides a case, or proposes it where a second officer has to confirm. `flags`, `reasons` and `instructions` are by field; only flagged ones count.
///
/// # Errors
/// [`AppError::Answers`] when the decision lacks something, [`AppError::Stale`],
/// [`AppError::Claimed`], [`AppError::Lapsed`], [`AppError::Forbidden`],
/// [`AppError::NotPossible`], [`AppError::Proposed`].
#[server(endpoint = "decide")]
pub async fn decide(
    reference: String,
    version: i32,
    decision: String,
    #[server(default)] reason: String,
    #[server(default)] flags: BTreeMap<String, String>,
    #[server(default)] reasons: BTreeMap<String, String>,
    #[server(default)] instructions: BTreeMap<String, String>,
) -> Result<DecisionOutcome, AppError> {
    use super::link;
    use super::notes::{FlagForm, Notes, Verdict};
    use crate::server;
    let caller = server::caller().await?;
    let verdict = Verdict::parse(&decision).ok_or(AppError::Malformed)?;
    let page = server::staff::case_page(&reference);
    let notes = Notes::from_form(
        &reason,
        FlagForm {
            flags,
            reasons,
            instructions,
        },
    );
    let decision = match notes.decide(verdict) {
        Ok(decision) => decision,
        Err(missing) if server::wants_page() => {
            server::staff::keep_notes(&caller, &reference, &notes).await;
            server::redirect(&link::with(
                &page,
                &[&format!("missing={}", missing.code())],
            ));
            return Ok(DecisionOutcome::Done);
        }
        Err(_) => return Err(AppError::Answers),
    };
    let result = server::backend()
        .decide(&caller, &reference, version, decision)
        .await;
    if result.is_err() && server::wants_page() {
        server::staff::keep_notes(&caller, &reference, &notes).await;
    }
    let outcome = *result.as_ref().unwrap_or(&DecisionOutcome::Done);
    let filter = link::kept(&server::came_from());
    let done = link::decided(&filter, verdict, &reference, outcome);
    let result = result.map(|_| ()).map_err(AppError::from);
    server::reply(result, server::to(&done), server::Back::of_staff(&page)).map(|()| outcome)
}
