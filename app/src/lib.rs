//! Pages, components and thin server functions.
//!
//! It may use `domain` everywhere and `backend` only in [`server`]. Every page is rendered by the
//! server and works as plain HTML; the browser then takes over the parts of it that live ([`live`]).

#![recursion_limit = "512"]
#![expect(
    missing_docs,
    reason = "component and server function macros make items nobody can document"
)]

pub mod account;
pub mod address;
pub mod application;
pub mod browser;
pub mod components;
pub mod error;
pub mod factor;
pub mod form;
pub mod holiday;
pub mod home;
pub mod industry;
pub mod json;
pub mod language;
mod lazy;
pub mod live;
pub mod member;
pub mod message;
pub mod notice;
pub mod office;
pub mod paths;
pub mod platform;
pub mod review;
#[cfg(feature = "ssr")]
pub mod server;
pub mod service;
pub mod session;
pub mod staff;
mod suspend;
pub mod texts;
pub mod told;
pub mod written;

use domain::text::Language;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Router, Routes};

use components::layout::{Footer, Header};

/// The document around the app.
#[cfg(feature = "ssr")]
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let language = server_language();
    let scripts = server::scripts::State::of(&options);
    let path = use_context::<axum::http::request::Parts>()
        .map(|parts| parts.uri.path().to_owned())
        .unwrap_or_default();
    provide_context(scripts.clone());
    provide_context(server::scripts::EarlyFiles::default());
    // Nothing a page was drawn from is sent along, but what its parts ask for.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() data-plain=scripts.is_plain().then_some("") data-build=scripts.address()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link id="docket" rel="stylesheet" href=server::scripts::style(&options)/>
                <AutoReload options=options/>
                {scripts.loader(language, &path)}
                <MetaTags/>
            </head>
            <body>{scripts.notice(language)}<App/></body>
        </html>
    }
}

/// The app.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    language::provide(page_language());
    session::provide();
    written::provide();
    form::uploads::provide();
    form::unsent::provide();
    browser::catch_stray_files();
    view! {
        <components::page_title::FirstTitle/>
        <Router>
            {address::provide_of_router()}
            <a class="skip-link" href="#main">{tr!("layout.skip")}</a>
            <Header/>
            <main id="main" tabindex="-1">
                <Routes fallback=components::not_found::NotFound>
                    <home::HomeRoutes/>
                    <application::ApplicationRoutes/>
                    <account::AccountRoutes/>
                    <factor::FactorRoutes/>
                    <review::ReviewRoutes/>
                    <platform::PlatformRoutes/>
                </Routes>
            </main>
            <Footer/>
            <components::layout::Announcement/>
            <SessionOfPage/>
        </Router>
    }
}

/// What the browser needs to know about the session of the page.
#[component]
fn SessionOfPage() -> impl IntoView {
    let surroundings = session::current().data;
    view! {
        <Suspense fallback=|| ()>
            {move || suspend::suspend(async move {
                view! { <session::ending::LeftInPage left=surroundings.await.left/> }
            })}
        </Suspense>
    }
}

/// Hydrates the page the server rendered, once its texts are there.
#[cfg(target_arch = "wasm32")]
pub async fn start() {
    texts::of_first_page().await;
    live::start().await;
}

/// The language of the document: decided by the server, read back by the browser.
fn page_language() -> Language {
    match browser::document_language() {
        Some(tag) => Language::parse(&tag).unwrap_or_default(),
        None => server_language(),
    }
}

#[cfg(feature = "ssr")]
fn server_language() -> Language {
    match (
        use_context::<backend::Backend>(),
        use_context::<axum::http::request::Parts>(),
    ) {
        (Some(backend), Some(parts)) => server::request_language(&backend, &parts.headers),
        _ => Language::default(),
    }
}

#[cfg(not(feature = "ssr"))]
fn server_language() -> Language {
    Language::default()
}

/// Whether the page has no scripts to load, whatever the browser could do with them.
#[cfg(feature = "ssr")]
pub(crate) fn is_plain() -> bool {
    use_context::<server::scripts::State>().is_some_and(|scripts| scripts.is_plain())
}

#[cfg(not(feature = "ssr"))]
pub(crate) const fn is_plain() -> bool {
    false
}

/// Has the page that is drawn ask early for the code of a lazy function.
#[cfg(feature = "ssr")]
pub(crate) fn preload(bundle: &'static str) {
    server::scripts::preload(bundle);
}

/// No page is drawn first but on the server.
#[cfg(not(feature = "ssr"))]
pub(crate) const fn preload(_: &'static str) {}

/// Answers with the status of an error, where there is an answer to give: on the server.
#[cfg(feature = "ssr")]
pub(crate) fn set_page_status(error: &error::AppError) {
    server::set_page_status(error);
}

#[cfg(not(feature = "ssr"))]
pub(crate) const fn set_page_status(_: &error::AppError) {}

/// The same for a server function that could not even be called.
#[cfg(feature = "ssr")]
pub(crate) fn set_answer_status(error: &error::AppError) {
    server::set_status_of(error);
}

#[cfg(not(feature = "ssr"))]
pub(crate) const fn set_answer_status(_: &error::AppError) {}
