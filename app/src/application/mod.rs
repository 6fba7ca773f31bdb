//! Pages of an application: drafting, sending, correcting, following it.

pub mod api;
mod confirm_page;
pub mod correction_page;
mod done_page;
pub mod form;
mod list_page;
mod new_page;
mod register_page;
pub mod status_page;
pub mod step_page;

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use correction_page::CorrectionPage;
use done_page::DonePage;
use list_page::ListPage;
use new_page::NewPage;
use register_page::RegisterPage;
use status_page::{LookUpPage, StatusPage};
use step_page::StepPage;

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn ApplicationRoutes() -> impl MatchNestedRoutes + Clone {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/register") view=RegisterPage ssr=ssr()/>
        <Route path=path!("/register/done") view=DonePage ssr=ssr()/>
        <Route path=path!("/register/:step") view=StepPage ssr=ssr()/>
        <Route path=path!("/status") view=LookUpPage ssr=ssr()/>
        <Route path=path!("/applications") view=ListPage ssr=ssr()/>
        <Route path=path!("/applications/new") view=NewPage ssr=ssr()/>
        <Route path=path!("/applications/:reference") view=StatusPage ssr=ssr()/>
        <Route path=path!("/applications/:reference/done") view=DonePage ssr=ssr()/>
        <Route path=path!("/applications/:reference/correction") view=CorrectionPage ssr=ssr()/>
        <Route path=path!("/applications/:reference/:step") view=StepPage ssr=ssr()/>
    }
    .into_inner()
}
