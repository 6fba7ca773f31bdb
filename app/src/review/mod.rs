//! Pages of staff: their door, the queue, a case. Queue and case are chunks of their own, so that
//! no applicant loads them. What may be done is policy in `domain::review`.

pub mod api;
mod assign_form;
mod bulk_list;
mod bulk_page;
mod bulk_plan_page;
pub mod case_api;
mod case_head;
mod case_item;
mod case_page;
mod changes;
mod decision_form;
mod desk;
mod due;
mod duplicates;
mod figures_page;
mod flag;
mod kept;
mod keys;
pub mod link;
mod next;
mod queue_page;
mod queue_table;
pub mod reasons_api;
mod reasons_page;
mod remarks;
pub mod second;
mod selection;
mod staff_sign_in_page;
mod trouble;
mod viewer;

pub use domain::review::notes;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};

use crate::lazy_pages;
use crate::service::{AccountPage, AccountsPage};
use bulk_page::BulkPage;
use bulk_plan_page::BulkPlanPage;
use case_page::CasePage;
use figures_page::FiguresPage;
use next::NextPage;
use queue_page::QueuePage;
use reasons_page::ReasonsPage;
use staff_sign_in_page::StaffSignInPage;

lazy_pages!(
    desk_pages,
    __preload_desk_pages,
    StaffSignInRoute => StaffSignInPage,
    QueueRoute => QueuePage,
    CaseRoute => CasePage,
    FiguresRoute => FiguresPage,
    NextRoute => NextPage,
    ReasonsRoute => ReasonsPage,
    BulkRoute => BulkPage,
    BulkPlanRoute => BulkPlanPage,
    AccountsRoute => AccountsPage,
    AccountRoute => AccountPage,
);

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn ReviewRoutes() -> AnyNestedRoute {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/staff/sign-in") view={Lazy::<StaffSignInRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/queue") view={Lazy::<QueueRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/next") view={Lazy::<NextRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/reasons") view={Lazy::<ReasonsRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/bulk") view={Lazy::<BulkRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/bulk/:id") view={Lazy::<BulkPlanRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/figures") view={Lazy::<FiguresRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/accounts") view={Lazy::<AccountsRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/accounts/:account") view={Lazy::<AccountRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/cases/:reference") view={Lazy::<CaseRoute>::new()} ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
