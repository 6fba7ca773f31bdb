//! Every URL and everything around it, in order.

use std::sync::OnceLock;

use app::{App, shell};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{MethodRouter, get, post};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::{AxumRouteListing, ErrorHandler, LeptosRoutes, generate_route_list};
use metrics_exporter_prometheus::PrometheusHandle;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::ConfigError;

use crate::crowd::Crowd;
use crate::layers::client_address::{self, TrustedProxies};
use crate::layers::demo::{self, OwnHost};
use crate::layers::in_flight::{self, AtOnceLimit};
use crate::layers::least_rate::{self, LeastRate};
use crate::layers::rate_limit::{self, Rate};
use crate::layers::refusal::{self, Refusal};
use crate::layers::security_headers::{self, SecurityHeaders};
use crate::layers::{body_size, cache, compression, csrf, request_log, time};
use crate::portal::Portal;
use crate::routes::{
    choices, documents, figures, forms, health, legacy, measurements, outbox, pages, service,
    static_files, status, uploads,
};

/// What the operator decides about the router, beyond the backend's settings.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Whose word about client addresses counts.
    pub trusted_proxies: TrustedProxies,
    /// How much one client may ask for.
    pub rate: Rate,
    /// How much of that at the same time.
    pub at_once: AtOnceLimit,
    /// How fast uploads arrive at least.
    pub upload_rate: LeastRate,
    /// Where script/dev tells open pages to reload; `None` except in development.
    pub reload: Option<String>,
}

/// The portal, as the public sees it. Must be called inside a runtime.
///
/// # Errors
/// When the public URL is no origin.
pub fn public(portal: &Portal, edge: &Edge) -> Result<Router, ConfigError> {
    let settings = portal.backend.settings.clone();
    let context = pages::context(portal.backend.clone());
    let document = {
        let options = portal.options.clone();
        move || shell(options.clone())
    };

    let pages =
        Router::new().leptos_routes_with_context(portal, page_routes(), context.clone(), document);
    let data = data()
        .into_iter()
        .fold(Router::new(), |router, (_, path, answer)| {
            router.route(path, answer)
        });
    let outbox = if settings.demo {
        outbox::routes()
    } else {
        Router::new()
    };
    let nothing_there = Router::new().fallback_service(ErrorHandler::new_with_context(
        context,
        shell,
        portal.options.clone(),
    ));
    let uploads = Router::new().route(UPLOADS, post(uploads::receive));
    let probe = Router::new().route(PROBE, get(health::live));

    let limited = ServiceBuilder::new()
        .layer(cache::never())
        .layer(from_fn_with_state(
            Crowd::of(edge.at_once.requests),
            in_flight::count,
        ))
        .layer(rate_limit::layer(edge.rate));
    let ordinary = ServiceBuilder::new()
        .layer(compression::layer())
        .layer(time::ordinary())
        .layer(from_fn(body_size::bound));
    let pages = pages.merge(data).merge(outbox).layer(ordinary.clone());
    let uploads = uploads
        .layer(time::uploads())
        .layer(from_fn_with_state(edge.upload_rate, least_rate::watch))
        .layer(from_fn_with_state(
            Crowd::of(edge.at_once.uploads),
            in_flight::count,
        ));
    let nothing_there = nothing_there.layer(ordinary).layer(limited.clone());

    // From the outside in.
    let around_everything = ServiceBuilder::new()
        .layer(from_fn_with_state(
            portal.backend.ids.clone(),
            request_log::record,
        ))
        .layer(from_fn_with_state(
            SecurityHeaders::new(
                settings.public_url.starts_with("https://"),
                edge.reload.as_deref(),
            ),
            security_headers::add,
        ))
        .layer(from_fn(refusal::explain))
        .layer(CatchPanicLayer::custom(|_| {
            Refusal::internal().into_response()
        }))
        .layer(from_fn_with_state(
            settings.demo.then(|| OwnHost::of(&settings.public_url)),
            demo::only_here,
        ))
        .layer(from_fn_with_state(
            edge.trusted_proxies.clone(),
            client_address::find,
        ))
        .layer(csrf::layer(&settings.public_url)?);

    Ok(pages
        .merge(uploads)
        .layer(limited)
        .merge(probe)
        .with_state(portal.clone())
        .fallback_service(static_files::service(&portal.options, nothing_there))
        .layer(around_everything))
}

const UPLOADS: &str = "/api/uploads";
const PROBE: &str = "/healthz";

/// Routes that are neither pages nor server functions.
fn data() -> [(Method, &'static str, MethodRouter<Portal>); 10] {
    [
        (Method::GET, "/api/documents/{id}", get(documents::show)),
        (
            Method::GET,
            "/api/applications/{reference}/forms",
            get(forms::all),
        ),
        (
            Method::GET,
            "/api/applications/{reference}/forms/{form}",
            get(forms::one),
        ),
        (Method::GET, "/api/choices/{source}", get(choices::list)),
        (Method::GET, app::paths::FIGURES_CSV, get(figures::csv)),
        (Method::POST, "/status", post(status::look_up)),
        (Method::POST, app::paths::LEGACY, post(legacy::open)),
        (
            Method::POST,
            "/staff/accounts/{account}",
            post(service::serve),
        ),
        (Method::GET, "/readyz", get(health::ready)),
        // What staff type by heart.
        (
            Method::GET,
            "/staff",
            get(async || Redirect::to(app::paths::QUEUE)),
        ),
    ]
}

/// Everything the public can ask for: pages, server functions, and the rest. The built site and
/// the outbox of the demo, which everybody may see, are left out.
pub fn addresses() -> Vec<(Method, String)> {
    let pages = page_routes()
        .into_iter()
        .map(|page| (Method::GET, page.path().to_owned()));
    let functions = server_fn_paths().map(|(path, method)| (method, path.to_owned()));
    let data = data()
        .into_iter()
        .map(|(method, path, _)| (method, path.to_owned()));
    let rest = [(Method::POST, UPLOADS), (Method::GET, PROBE)]
        .map(|(method, path)| (method, path.to_owned()));
    pages.chain(functions).chain(data).chain(rest).collect()
}

/// The addresses of all pages. Finding them out runs the app once with loading of data switched
/// off for the whole process, so it must be over before any page is drawn: tests have several
/// routers.
fn page_routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    ROUTES.get_or_init(|| generate_route_list(App)).clone()
}

/// What the operator's own machines see: probes and measurements.
pub fn internal(portal: &Portal, recorder: PrometheusHandle) -> Router {
    Router::new()
        .route(PROBE, get(health::live))
        .route(
            "/readyz",
            get(health::ready).with_state(portal.backend.clone()),
        )
        .route(
            "/metrics",
            get(measurements::show).with_state((recorder, portal.backend.clone())),
        )
}
