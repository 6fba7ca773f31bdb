//! Pages of an application: drafting, sending, correcting, following it.

pub mod api;
mod began_before;
pub mod begin_again;
mod confirm_page;
pub mod correction_page;
mod done_page;
mod field;
pub mod form;
mod known;
mod list_page;
mod look_again;
mod more_to_choose;
mod new_page;
pub mod plain;
mod register_page;
mod save_note;
pub mod saving;
pub mod status_page;
pub mod step_page;
mod still_the_same;
pub mod unsent;
pub mod uploads;

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};

use crate::lazy_pages;
use correction_page::CorrectionPage;
use done_page::DonePage;
use list_page::ListPage;
use new_page::NewPage;
use register_page::RegisterPage;
use status_page::{LookUpPage, StatusPage};
use step_page::StepPage;

lazy_pages!(
    drafting,
    __preload_drafting,
    RegisterRoute => RegisterPage,
    NewRoute => NewPage,
    StepRoute => StepPage,
    DoneRoute => DonePage,
    CorrectionRoute => CorrectionPage,
);

lazy_pages!(
    following,
    __preload_following,
    ListRoute => ListPage,
    LookUpRoute => LookUpPage,
    StatusRoute => StatusPage,
);

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn ApplicationRoutes() -> AnyNestedRoute {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/register") view={Lazy::<RegisterRoute>::new()} ssr=ssr()/>
        <Route path=path!("/register/done") view={Lazy::<DoneRoute>::new()} ssr=ssr()/>
        <Route path=path!("/register/:step") view={Lazy::<StepRoute>::new()} ssr=ssr()/>
        <Route path=path!("/status") view={Lazy::<LookUpRoute>::new()} ssr=ssr()/>
        <Route path=path!("/applications") view={Lazy::<ListRoute>::new()} ssr=ssr()/>
        <Route path=path!("/applications/new") view={Lazy::<NewRoute>::new()} ssr=ssr()/>
        <Route path=path!("/applications/:reference") view={Lazy::<StatusRoute>::new()} ssr=ssr()/>
        <Route path=path!("/applications/:reference/done") view={Lazy::<DoneRoute>::new()} ssr=ssr()/>
        <Route path=path!("/applications/:reference/correction") view={Lazy::<CorrectionRoute>::new()} ssr=ssr()/>
        <Route path=path!("/applications/:reference/:step") view={Lazy::<StepRoute>::new()} ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
