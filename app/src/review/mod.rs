//! Pages of staff: their door, the queue, a case. Queue and case are chunks of their own, so that
//! no applicant loads them. What may be done is policy in `domain::review`.

pub mod api;
mod case_head;
mod case_item;
mod case_page;
mod decision_form;
mod desk;
mod due;
mod flag;
pub mod link;
pub mod notes;
mod queue_page;
mod queue_table;
mod staff_sign_in_page;
mod trouble;

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{Lazy, MatchNestedRoutes, SsrMode, path};

use case_page::CaseRoute;
use queue_page::QueueRoute;
use staff_sign_in_page::StaffSignInPage;

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn ReviewRoutes() -> impl MatchNestedRoutes + Clone {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/staff/sign-in") view=StaffSignInPage ssr=ssr()/>
        <Route path=path!("/staff/queue") view={Lazy::<QueueRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/cases/:reference") view={Lazy::<CaseRoute>::new()} ssr=ssr()/>
    }
    .into_inner()
}
