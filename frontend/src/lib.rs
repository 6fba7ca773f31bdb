//! The entry of the browser.
#![recursion_limit = "512"]

/// Takes over the page the server rendered, once its texts are there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    #[cfg(target_arch = "wasm32")]
    app::start().await;
}
