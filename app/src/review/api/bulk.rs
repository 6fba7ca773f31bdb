//! Server functions of deciding several cases together.

use std::collections::BTreeMap;

use domain::review::bulk::{BulkView, ChosenCases};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The selected cases, by their references with commas between them.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Malformed`] for too many.
#[server(endpoint = "bulk_choice", input = GetUrl)]
pub async fn bulk_choice(
    #[server(default)] references: String,
    #[server(default)] language: String,
) -> Result<ChosenCases, AppError> {
    use crate::review::link;
    use crate::server;
    let caller = server::staff::caller_in(&language).await?;
    let references = link::references(&references);
    let choice = server::backend().bulk_choice(&caller, &references).await;
    if matches!(choice, Err(server::Error::SignedOut)) {
        server::redirect(&link::sign_in(&link::bulk(&references, "")));
    }
    Ok(choice?)
}

/// The name of the box of a case in `ticked`. A name that begins with a digit would be taken for a
/// place in a list.
#[must_use]
pub fn tick(reference: &str) -> String {
    format!("case-{reference}")
}

/// Plans a decision about those that are ticked; nothing is decided yet. `ticked`: by the name of
/// its box, the marks that stood beside it. Answers its number.
///
/// # Errors
/// [`AppError::Answers`] when the decision lacks something, [`AppError::Forbidden`],
/// [`AppError::NotFound`], [`AppError::Malformed`] for too many.
#[server(endpoint = "plan_bulk")]
pub async fn plan_bulk(
    #[server(default)] references: String,
    #[server(default)] ticked: BTreeMap<String, String>,
    #[server(default)] decision: String,
    #[server(default)] reason: String,
    #[server(default)] flags: BTreeMap<String, String>,
    #[server(default)] reasons: BTreeMap<String, String>,
    #[server(default)] instructions: BTreeMap<String, String>,
) -> Result<String, AppError> {
    use crate::review::link;
    use domain::review::bulk::Ticked;
    use domain::review::mark::Mark;

    use crate::review::notes::{FlagForm, Missing, Notes, Verdict};
    use crate::server;
    let caller = server::caller().await?;
    let references = link::references(&references);
    let filter = link::kept(&server::came_from());
    let said = |reference: &String| ticked.get(&tick(reference)).map(String::as_str);
    let ticks = references
        .iter()
        .filter_map(|reference| Some((reference.as_str(), said(reference)?)));
    let page = link::with(&link::bulk(&references, &filter), &[&link::ticks(ticks)]);
    let verdict = Verdict::parse(&decision).ok_or(AppError::Malformed)?;
    let notes = Notes::from_form(
        &reason,
        FlagForm {
            flags,
            reasons,
            instructions,
        },
    );
    if server::wants_page() {
        // Until it is carried out, so that it can be changed; failing at this changes no answer.
        let _ = server::backend()
            .keep_bulk(&caller, &references, &notes)
            .await;
    }
    let ticked: Vec<Ticked> = references
        .iter()
        .filter_map(|reference| {
            Some(Ticked {
                seen: Mark::read(ticked.get(&tick(reference))?),
                reference: reference.clone(),
            })
        })
        .collect();
    let decision = match notes.decide(verdict) {
        _ if ticked.is_empty() => Err(Missing::Case),
        decided => decided,
    };
    let decision = match decision {
        Ok(decision) => decision,
        Err(missing) if server::wants_page() => {
            let missing = format!("missing={}", missing.code());
            server::redirect(&link::with(&page, &[&missing]));
            return Ok(String::new());
        }
        Err(_) => return Err(AppError::Answers),
    };
    let planned = server::backend()
        .plan_bulk(&caller, &ticked, &decision)
        .await
        .map_err(AppError::from);
    let id = planned
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let done = link::bulk_plan(&id, &filter);
    server::reply(
        planned.map(|_| ()),
        server::to(&done),
        server::Back::of_staff(&page),
    )
    .map(|()| id)
}

/// A planned decision: what will become of each case, and once it is confirmed what became.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::NotFound`] for a
/// colleague's.
#[server(endpoint = "bulk", input = GetUrl)]
pub async fn bulk(id: String, #[server(default)] language: String) -> Result<BulkView, AppError> {
    use crate::review::link;
    use crate::server;
    let caller = server::staff::caller_in(&language).await?;
    let found = match id.parse() {
        Ok(id) => server::backend().bulk(&caller, id).await,
        Err(_) => Err(server::Error::NotFound),
    };
    if matches!(found, Err(server::Error::SignedOut)) {
        server::redirect(&link::sign_in(&link::bulk_plan(
            &crate::paths::encode(&id),
            "",
        )));
    }
    let found = found.map_err(AppError::from);
    if found == Err(AppError::NotFound) && server::wants_page() {
        server::set_page_status(&AppError::NotFound);
    }
    found
}

/// Carries it out. What was tried before is left as it is.
///
/// # Errors
/// [`AppError::NotFound`] for a colleague's.
#[server(endpoint = "carry_out_bulk")]
pub async fn carry_out_bulk(id: String) -> Result<(), AppError> {
    use crate::review::link;
    use crate::server;
    let caller = server::caller().await?;
    let done = match id.parse() {
        Ok(id) => server::backend().carry_out_bulk(&caller, id).await,
        Err(_) => Err(server::Error::NotFound),
    };
    let filter = link::kept(&server::came_from());
    let page = link::bulk_plan(&crate::paths::encode(&id), &filter);
    server::reply(
        done.map_err(AppError::from),
        server::to(&page),
        server::Back::of_staff(&page),
    )
}
