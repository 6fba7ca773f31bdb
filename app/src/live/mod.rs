//! Pages of which only parts are hydrated in the browser: forms, uploads, dialogs. All the rest is the
//! server's HTML and costs a phone no code. See `docs/decisions/0020-parts-that-live.md`.
//!
//! A part is data ([`Part`]) that draws a view. The server draws it into a `<live-part>` that carries
//! the data, and the browser takes just that over. Another page is fetched as HTML and put in the
//! place of the one before ([`navigation`]); the app around the parts stays.

mod attended;
pub mod markup;
#[cfg(target_arch = "wasm32")]
mod navigation;
#[cfg(target_arch = "wasm32")]
mod page;
mod renewal;
#[cfg(target_arch = "wasm32")]
mod sending;
mod shared;
#[cfg(target_arch = "wasm32")]
mod swap;
#[cfg(target_arch = "wasm32")]
pub(crate) mod table;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use attended::{Attended, at, attended, listen};
#[cfg(target_arch = "wasm32")]
pub use navigation::{go, speak};
#[cfg(target_arch = "wasm32")]
pub use page::{bring, start};
pub use shared::{Shared, follow, when_mounted};

/// A part of a page that is hydrated in the browser.
pub trait Part: Serialize + DeserializeOwned + Send + 'static {
    /// The browser finds its code by this name.
    const NAME: &'static str;
    /// Name of the function that fetches its code.
    const BUNDLE: &'static str;
    /// It stays as it is when the page is drawn in another language: somebody may have typed in it.
    const STAYS: bool = false;

    /// What there is to see, on both sides the same.
    fn draw(self) -> AnyView;
}

/// Draws a part, for the browser to take over.
pub fn live<P: Part>(part: P) -> AnyView {
    crate::preload(P::BUNDLE);
    let data = serde_json::to_string(&part).unwrap_or_default();
    view! { <live-part data-part=P::NAME data-props=data data-stays=P::STAYS.then_some("")>{part.draw()}</live-part> }.into_any()
}

/// Names the parts whose code comes in one file, which is named as the first name says. The second
/// is that of the function that fetches it early.
#[macro_export]
macro_rules! live_parts {
    ($bundle:ident, $preload:ident, $($part:path),+ $(,)?) => {
        #[cfg(target_arch = "wasm32")]
        pub(crate) mod $bundle {
            use leptos::prelude::*;
            use $crate::live::Part;

            #[leptos::wasm_split::wasm_split(
                $bundle,
                wasm_split_path = ::leptos::wasm_split,
                preload($preload),
                fallible
            )]
            fn $bundle(
                name: String,
                data: String,
            ) -> Result<Option<AnyView>, leptos::wasm_split::SplitLoaderError> {
                $(
                    if name == <$part as Part>::NAME {
                        return Ok($crate::json::read::<$part>(&data).map(Part::draw));
                    }
                )+
                Ok(None)
            }

            /// Where the code of these parts is.
            pub(crate) const BUNDLE: $crate::live::table::Bundle = $crate::live::table::Bundle {
                parts: &[$(<$part as Part>::NAME),+],
                fetch: || Box::pin($preload()),
                draw: |name, data| Box::pin($bundle(name, data)),
            };
        }
    };
}
