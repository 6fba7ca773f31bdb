//! Server functions of customer service. Both only read, and what they read is in the audit log.

use domain::service::{Found, ServedAccount};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The accounts a text finds.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`] for officers;
/// [`AppError::TooMany`].
#[server(endpoint = "find_accounts", input = GetUrl)]
pub async fn find_accounts(#[server(default)] search: String) -> Result<Found, AppError> {
    use crate::review::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let found = server::backend().find_accounts(&caller, &search).await;
    if matches!(found, Err(server::Error::SignedOut)) {
        let page = format!("{}?search={}", paths::ACCOUNTS, paths::encode(&search));
        server::redirect(&link::sign_in(&page));
    }
    Ok(found?)
}

/// An account. A password that was just handed out is in it this once.
///
/// # Errors
/// [`AppError::SignedOut`], the browser is sent to sign in; [`AppError::Forbidden`] for officers;
/// [`AppError::NotFound`], [`AppError::TooMany`].
#[server(endpoint = "served_account", input = GetUrl)]
pub async fn load_served(account: String) -> Result<ServedAccount, AppError> {
    use crate::review::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let id = domain::service::account_id(&account).ok_or(AppError::NotFound);
    // Whoever may not see accounts is not told which there are.
    let mut seen = match id {
        Ok(id) => server::backend().served_account(&caller, id).await,
        Err(_) => server::backend()
            .find_accounts(&caller, "")
            .await
            .and(Err(server::Error::NotFound)),
    };
    if let Ok(account) = &mut seen {
        account.handed_out = server::handover::taken(paths::ACCOUNTS, &account.id.to_string());
    }
    if matches!(seen, Err(server::Error::SignedOut)) {
        server::redirect(&link::sign_in(&paths::served_account(&paths::encode(
            &account,
        ))));
    }
    Ok(seen?)
}
