//! The built site: scripts, styles, pictures, and whatever lies in `public/`.

use axum::Router;
use axum::middleware::from_fn_with_state;
use leptos::config::LeptosOptions;
use tower_http::services::ServeDir;

use crate::layers::cache::{self, FileNames};

/// Serves a file of the site where there is one, compressed beforehand where the build did so,
/// and hands everything else to `otherwise`.
pub fn service(options: &LeptosOptions, otherwise: Router) -> Router {
    let names = if options.hash_files {
        FileNames::Hashed
    } else {
        FileNames::Plain
    };
    let files = ServeDir::new(&*options.site_root)
        .append_index_html_on_directories(false)
        .redirect_to_trailing_slash(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(otherwise);
    Router::new()
        .fallback_service(files)
        .layer(from_fn_with_state(names, cache::files))
}
