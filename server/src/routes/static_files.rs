//! The built site: scripts, styles, pictures, and whatever lies in `public/`.

use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn;
use axum::response::IntoResponse as _;
use leptos::config::LeptosOptions;
use tower::{ServiceExt as _, service_fn};
use tower_http::services::ServeDir;

use crate::layers::cache;

/// In bytes, what file systems take.
const LONGEST_NAME: usize = 255;

/// Serves a file of the site where there is one, compressed beforehand where the build did so,
/// and hands everything else to `otherwise`.
pub fn service(options: &LeptosOptions, otherwise: Router) -> Router {
    let files = ServeDir::new(&*options.site_root)
        .append_index_html_on_directories(false)
        .redirect_to_trailing_slash(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(otherwise.clone());
    // No file of the site is called that, and asking the disk for one is an error of its own.
    let serve = service_fn(move |request: Request| {
        let (files, otherwise) = (files.clone(), otherwise.clone());
        async move {
            match request.uri().path().len() > LONGEST_NAME {
                true => otherwise.oneshot(request).await,
                false => Ok(files.oneshot(request).await?.into_response()),
            }
        }
    });
    Router::new()
        .fallback_service(serve)
        .layer(from_fn(cache::files))
}
