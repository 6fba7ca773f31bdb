//! Server functions of a member of staff's own page.

use domain::account::SignedInBrowser;
use domain::review::Role;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A member of staff, as they see themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAccountView {
    /// What they sign in with.
    pub user_name: String,
    /// What they may do.
    pub role: Role,
    /// A code is asked for when they sign in.
    pub has_factor: bool,
    /// Where they are signed in.
    pub sessions: Vec<SignedInBrowser>,
}

/// The own page of whoever of staff is signed in.
///
/// # Errors
/// [`AppError::SignedOut`]; the browser is sent to sign in.
#[server(endpoint = "staff_account", input = GetUrl)]
pub async fn staff_account() -> Result<StaffAccountView, AppError> {
    use backend::session::Owner;

    use crate::review::link;
    use crate::{paths, server};
    let caller = server::caller().await?;
    let owner = caller.session.as_ref().map(|session| &session.owner);
    let Some(Owner::Staff {
        staff,
        user_name,
        reviewer,
    }) = owner
    else {
        server::redirect(&link::sign_in(paths::STAFF_ACCOUNT));
        return Err(backend::Error::SignedOut.into());
    };
    let backend = server::backend();
    Ok(StaffAccountView {
        user_name: user_name.clone(),
        role: reviewer.role,
        has_factor: backend.has_factor((*staff).into()).await?,
        sessions: backend.sessions(&caller).await?,
    })
}

/// Changes the own password, and ends all other sessions.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::TooMany`], [`AppError::Answers`],
/// [`AppError::SignedOut`].
#[server(endpoint = "change_staff_password")]
pub async fn change_staff_password(
    #[server(default)] current_password: String,
    #[server(default)] password: String,
    #[server(default)] password_again: String,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    // Who is signed out is told that first, whatever they typed.
    let result = match caller.reviewer() {
        Ok(_) => match domain::account::new_password(&password, &password_again) {
            Ok(new) => {
                server::backend()
                    .change_staff_password(&caller, &current_password, &new)
                    .await
            }
            Err(reason) => Err(server::refused_password(reason)),
        },
        Err(error) => Err(error),
    };
    let done = server::Told::Password.say(paths::STAFF_ACCOUNT, "changed");
    if matches!(result, Err(server::Error::SignedOut)) {
        let result = result.map_err(AppError::from);
        return server::reply(
            result,
            server::to(""),
            server::Back::of_staff(paths::STAFF_ACCOUNT),
        );
    }
    server::reply(
        result,
        server::to(&done),
        server::Back::at_password(paths::STAFF_ACCOUNT),
    )
}

/// Signs whoever of staff is signed in out in one browser, or everywhere but here.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(endpoint = "end_other_staff_sessions")]
pub async fn end_other_staff_sessions(
    /// One of [`StaffAccountView::sessions`]; empty for all others.
    #[server(default)]
    session: String,
) -> Result<(), AppError> {
    use crate::{paths, server};
    let caller = server::caller().await?;
    let result = match caller.reviewer() {
        Ok(_) => server::end_sessions(&caller, &session).await,
        Err(error) => Err(error),
    };
    let done = crate::account::next::ended(paths::STAFF_ACCOUNT, &session);
    server::reply(
        result.map_err(AppError::from),
        server::to(&done),
        server::Back::of_staff(paths::STAFF_ACCOUNT),
    )
}
