//! Who is signed in, as the header and the guards of pages need to know.

pub mod dialog;
pub mod ending;
mod sign_in_again;

use domain::account::ending::SessionLeft;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Who looks at the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Who {
    /// Nobody known.
    #[default]
    Visitor,
    /// An applicant.
    Applicant {
        /// Their user name.
        user_name: String,
    },
    /// A member of staff.
    Staff {
        /// Their user name.
        user_name: String,
        /// Whether they see the figures and help owners of accounts back in.
        may_serve: bool,
        /// Whether they keep the platform in order.
        is_administrator: bool,
    },
}

/// Platform data every page shows, and who looks at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// Name of the platform.
    pub platform: String,
    /// The address mails come from.
    pub sender: String,
    /// Fictional data; mails can be read at `/outbox`.
    pub demo: bool,
    /// Who looks.
    pub who: Who,
    /// What is left of the session of somebody signed in.
    pub left: Option<SessionLeft>,
}

/// Platform data and who is signed in.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "surroundings", input = leptos::server_fn::codec::GetUrl)]
pub async fn load_surroundings() -> Result<Surroundings, AppError> {
    use backend::session::Owner;
    let backend = crate::server::backend();
    let caller = crate::server::caller().await?;
    let settings = &backend.settings;
    crate::server::lead_to_password(&caller);
    let left = backend.session_left(&caller);
    let policy = backend.policy_shown().await;
    let who = match caller.session.map(|session| session.owner) {
        Some(Owner::Applicant { user_name, .. } | Owner::PasswordDue { user_name, .. }) => {
            Who::Applicant { user_name }
        }
        Some(Owner::Staff {
            user_name,
            reviewer,
            ..
        }) => Who::Staff {
            user_name,
            may_serve: reviewer.may_serve(),
            is_administrator: reviewer.role == domain::review::Role::Administrator,
        },
        _ => Who::Visitor,
    };
    Ok(Surroundings {
        platform: policy.platform_name,
        sender: settings.sender.clone(),
        demo: settings.demo,
        who,
        left,
    })
}

/// What is left of the session of this browser, without counting as its use; `None` when nobody is
/// signed in.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "session_left", input = leptos::server_fn::codec::GetUrl)]
pub async fn what_is_left() -> Result<Option<SessionLeft>, AppError> {
    use crate::server;
    let caller = server::caller_at_rest().await?;
    Ok(server::backend().session_left(&caller))
}

/// Somebody is there and stays signed in. What is left then.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(endpoint = "stay_signed_in")]
pub async fn stay_signed_in() -> Result<Option<SessionLeft>, AppError> {
    use crate::server;
    let caller = server::caller().await?;
    let stayed = server::backend().stay_signed_in(&caller).await.map(Some);
    let back = server::came_from();
    server::reply(stayed, |_| back.clone(), server::Back::bare(&back))
}

/// What a page is drawn with; loaded once.
#[derive(Clone, Copy)]
pub struct CurrentSurroundings {
    /// The data.
    pub data: Resource<Surroundings>,
}

/// Makes the surroundings known to the page that is drawn.
pub fn provide() {
    let data = Resource::new(
        || (),
        |()| async move { load_surroundings().await.unwrap_or_default() },
    );
    provide_context(CurrentSurroundings { data });
    ending::provide();
}

/// The surroundings.
#[must_use]
pub fn current() -> CurrentSurroundings {
    expect_context()
}
