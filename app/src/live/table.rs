//! Where the code of each part is.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use crate::lazy;

/// What comes, or not.
type Coming<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// Parts whose code comes in one file.
pub struct Bundle {
    /// Their names.
    pub parts: &'static [&'static str],
    /// Fetches the code.
    pub fetch: fn() -> Coming<()>,
    /// Draws a part from its data, once its code is there.
    pub draw: fn(String, String) -> Coming<Option<AnyView>>,
}

const BUNDLES: [Bundle; 11] = [
    crate::application::drafting_parts::BUNDLE,
    crate::application::correcting_parts::BUNDLE,
    crate::application::sending_parts::BUNDLE,
    crate::review::queue_parts::BUNDLE,
    crate::review::desk_parts::BUNDLE,
    crate::review::bulk_parts::BUNDLE,
    crate::platform::settings_parts::BUNDLE,
    crate::application::following_parts::BUNDLE,
    crate::message::message_parts::BUNDLE,
    crate::account::account_parts::BUNDLE,
    crate::account::sign_in_parts::BUNDLE,
];

fn bundle_of(name: &str) -> Option<Bundle> {
    BUNDLES
        .into_iter()
        .find(|bundle| bundle.parts.contains(&name))
}

/// Fetches the code of the part of this name, if it comes in a file of its own.
pub async fn fetch(name: &str) {
    if let Some(bundle) = bundle_of(name) {
        lazy::until_there(bundle.fetch).await;
    }
}

/// Draws the part of this name from its data, once its code is there.
pub async fn draw(name: &str, data: &str) -> Option<AnyView> {
    let Bundle { draw, .. } = bundle_of(name)?;
    lazy::until_there(|| draw(name.to_owned(), data.to_owned())).await
}
