//! What the owner of an account can begin, as the page of offers asks.

use domain::application::view::Offer;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What can be begun, or why not; of what is about `record` only that, where one is named. `None` when they are led elsewhere, because nobody is signed in or
/// the account is not open.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(endpoint = "offers", input = GetUrl)]
pub async fn load_offers(
    #[server(default)] record: String,
) -> Result<Option<Vec<Offer>>, AppError> {
    use crate::account::api::needs_account;
    use crate::{paths, server};
    if !needs_account(paths::NEW_APPLICATION.to_owned()).await? {
        return Ok(None);
    }
    let caller = server::caller().await?;
    let mut offers = server::backend().offers(&caller).await?;
    if !record.is_empty() {
        offers.retain(|offer| {
            offer
                .record
                .as_ref()
                .is_some_and(|about| about.value == record)
        });
    }
    Ok(Some(offers))
}
