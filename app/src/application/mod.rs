//! Pages of an application: drafting, sending, correcting, following it.

pub mod api;
mod began_before;
pub mod begin_again;
mod confirm_page;
pub mod consent;
mod consent_page;
pub mod correction_page;
mod done_page;
mod list_page;
mod new_page;
pub mod offers;
pub mod record;
mod register_page;
mod sent;
pub mod start;
pub mod status_page;
pub mod step_page;
mod submission;

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

use crate::live_parts;
use consent_page::ConsentPage;
use correction_page::CorrectionPage;
use done_page::DonePage;
use list_page::ListPage;
use new_page::NewPage;
use register_page::RegisterPage;
use status_page::{LookUpPage, StatusPage};
use step_page::StepPage;

live_parts!(
    drafting_parts,
    __preload_drafting_parts,
    super::step_page::StepForm,
);

// What sends is in it, too; a step is not to load that.
live_parts!(
    correcting_parts,
    __preload_correcting_parts,
    super::correction_page::CorrectionForm,
);

live_parts!(
    sending_parts,
    __preload_sending_parts,
    super::confirm_page::Sending,
);

live_parts!(
    following_parts,
    __preload_following_parts,
    super::status_page::LookUp,
);

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn ApplicationRoutes() -> AnyNestedRoute {
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
        <Route path=path!("/applications/:reference/consent") view=ConsentPage ssr=ssr()/>
        <Route path=path!("/applications/:reference/correction") view=CorrectionPage ssr=ssr()/>
        <Route path=path!("/applications/:reference/:step") view=StepPage ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
