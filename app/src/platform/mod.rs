//! Pages of administrators: staff, offices, holidays, notices, industries, the platform itself.
//! Their forms are plain ones, with and without JavaScript: what was refused comes back with the
//! page. They are a chunk of their own, which nobody else loads.

pub mod api;
mod ask;
mod field;
pub(crate) mod frame;
mod holiday_plan_page;
mod holidays_page;
mod industries_page;
mod industry_page;
mod kept;
mod member_page;
mod members_page;
mod notice_draft_page;
mod notice_page;
mod notice_preview_page;
mod notices_page;
mod office_page;
mod offices_page;
mod overview_page;
mod own_page;

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};

use crate::lazy_pages;
use holiday_plan_page::HolidayPlanPage;
use holidays_page::HolidaysPage;
use industries_page::IndustriesPage;
use industry_page::IndustryPage;
use member_page::MemberPage;
use members_page::MembersPage;
use notice_draft_page::NoticeDraftPage;
use notice_page::NoticePage;
use notice_preview_page::NoticePreviewPage;
use notices_page::NoticesPage;
use office_page::OfficePage;
use offices_page::OfficesPage;
use overview_page::OverviewPage;
use own_page::OwnPage;

lazy_pages!(
    administration,
    __preload_administration,
    OverviewRoute => OverviewPage,
    MembersRoute => MembersPage,
    MemberRoute => MemberPage,
    OfficesRoute => OfficesPage,
    OfficeRoute => OfficePage,
    HolidaysRoute => HolidaysPage,
    HolidayPlanRoute => HolidayPlanPage,
    NoticesRoute => NoticesPage,
    NoticeRoute => NoticePage,
    NoticeDraftRoute => NoticeDraftPage,
    NoticePreviewRoute => NoticePreviewPage,
    IndustriesRoute => IndustriesPage,
    IndustryRoute => IndustryPage,
    OwnRoute => OwnPage,
);

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn PlatformRoutes() -> AnyNestedRoute {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/staff/settings") view={Lazy::<OverviewRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/staff") view={Lazy::<MembersRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/staff/:id") view={Lazy::<MemberRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/offices") view={Lazy::<OfficesRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/offices/:id") view={Lazy::<OfficeRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/holidays") view={Lazy::<HolidaysRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/holidays/preview") view={Lazy::<HolidayPlanRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/terms") view={Lazy::<NoticesRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/terms/:id/draft") view={Lazy::<NoticeDraftRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/terms/:id/draft/preview") view={Lazy::<NoticePreviewRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/terms/:id/:version") view={Lazy::<NoticeRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/industries") view={Lazy::<IndustriesRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/industries/:id") view={Lazy::<IndustryRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/settings/platform") view={Lazy::<OwnRoute>::new()} ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
