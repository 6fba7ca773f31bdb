//! What must be done before an application can be approved: what its kind names, and nobody has done
//! for this round. Whoever approves asks here; how it is done is a use case of its own.

use domain::application::kind::Kind;
use domain::id::ApplicationId;
use domain::review::requirement::Requirement;
use sqlx::PgConnection;

use super::sql;
use crate::{Error, Result};

/// What is missing yet, in the order the kind names it.
pub(crate) async fn missing(
    conn: &mut PgConnection,
    kind: &Kind,
    id: ApplicationId,
    round: i32,
) -> Result<Vec<Requirement>> {
    let mut missing = Vec::new();
    for requirement in kind.requires {
        let is_met = match requirement {
            Requirement::Telephone => sql::is_met(conn, id, round, requirement.id()).await?,
        };
        if !is_met {
            missing.push(*requirement);
        }
    }
    Ok(missing)
}

/// Refuses while anything is missing.
///
/// # Errors
/// [`Error::Missing`] with the first of it.
pub(crate) async fn insist(
    conn: &mut PgConnection,
    kind: &Kind,
    id: ApplicationId,
    round: i32,
) -> Result<()> {
    match missing(conn, kind, id, round).await?.first() {
        Some(first) => Err(Error::Missing(*first)),
        None => Ok(()),
    }
}
