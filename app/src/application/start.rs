//! The server function that begins an application.

use leptos::prelude::*;

use crate::error::AppError;

/// Starts an application of a kind, about a record where it is about one; leads to its first step.
///
/// # Errors
/// [`AppError::Forbidden`] when the account is not open; [`AppError::Ineligible`], to a fetch: a plain
/// form is led to the page of offers, which says why.
#[server(endpoint = "start_application")]
pub async fn start_application(
    kind: String,
    #[server(default)] record: String,
) -> Result<(), AppError> {
    use backend::Error;
    use domain::application::entry::Entry;
    use domain::application::kind::ApplicationKind;

    use crate::{paths, server};
    let caller = server::caller().await?;
    let backend = server::backend();
    match backend.begin(&caller, &kind, Some(&record)).await {
        Ok(begun) => {
            let place = paths::place_of(&kind, &server::carry(begun));
            let kind = ApplicationKind::parse(&kind).map(ApplicationKind::spec);
            let first = kind.and_then(|kind| kind.steps.first());
            server::redirect(&paths::step(&place, first.map_or("", |step| step.id)));
            Ok(())
        }
        Err(Error::Ineligible(why)) if server::wants_page() => {
            server::redirect(&paths::refused_start(&kind, why.0));
            Ok(())
        }
        Err(error) => {
            let mut signed_out = ApplicationKind::begun_by(Entry::SignedOut);
            let back = match signed_out.any(|begun| begun.spec().id == kind) {
                true => paths::HOME,
                false => paths::NEW_APPLICATION,
            };
            server::reply(Err(error), |()| String::new(), server::Back::bare(back))
        }
    }
}
