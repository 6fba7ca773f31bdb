//! Where the code of each part is.

use leptos::prelude::*;

/// Asks each bundle in turn.
macro_rules! bundles {
    ($($bundle:path),+ $(,)?) => {
        /// Fetches the code of the part of this name, if it comes in a file of its own.
        pub async fn fetch(name: &str) {
            $(
                if { use $bundle as bundle; bundle::fetch(name).await } {
                    return;
                }
            )+
        }

        /// Draws the part of this name from its data, once its code is there.
        pub async fn draw(name: &str, data: &str) -> Option<AnyView> {
            $(
                if let Some(view) = { use $bundle as bundle; bundle::draw(name, data).await } {
                    return Some(view);
                }
            )+
            None
        }
    };
}

bundles!(
    crate::application::drafting_parts,
    crate::review::queue_parts,
    crate::review::desk_parts,
    crate::platform::settings_parts,
    crate::application::following_parts,
    crate::message::message_parts,
    crate::account::account_parts,
    crate::account::sign_in_parts,
);
