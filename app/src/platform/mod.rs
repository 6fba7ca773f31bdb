//! Pages of administrators: staff, offices, holidays, notices, industries, the platform itself.
//! Their forms are plain ones, with and without JavaScript: what was refused comes back with the
//! page. They are a chunk of their own, which nobody else loads.

pub mod api;
pub(crate) mod ask;
pub(crate) mod field;
pub(crate) mod frame;
pub(crate) mod kept;
mod overview_page;
pub mod own_api;
mod own_page;

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

use crate::holiday::holiday_plan_page::HolidayPlanPage;
use crate::holiday::holidays_page::HolidaysPage;
use crate::industry::industries_page::IndustriesPage;
use crate::industry::industry_page::IndustryPage;
use crate::live_parts;
use crate::member::member_page::MemberPage;
use crate::member::members_page::MembersPage;
use crate::notice::notice_draft_page::NoticeDraftPage;
use crate::notice::notice_page::NoticePage;
use crate::notice::notice_preview_page::NoticePreviewPage;
use crate::notice::notices_page::NoticesPage;
use crate::office::office_page::OfficePage;
use crate::office::offices_page::OfficesPage;
use overview_page::OverviewPage;
use own_page::OwnPage;

live_parts!(
    settings_parts,
    __preload_settings_parts,
    super::kept::Kept,
    crate::review::reasons_page::StandardTexts,
);

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn PlatformRoutes() -> AnyNestedRoute {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/staff/settings") view=OverviewPage ssr=ssr()/>
        <Route path=path!("/staff/settings/staff") view=MembersPage ssr=ssr()/>
        <Route path=path!("/staff/settings/staff/:id") view=MemberPage ssr=ssr()/>
        <Route path=path!("/staff/settings/offices") view=OfficesPage ssr=ssr()/>
        <Route path=path!("/staff/settings/offices/:id") view=OfficePage ssr=ssr()/>
        <Route path=path!("/staff/settings/holidays") view=HolidaysPage ssr=ssr()/>
        <Route path=path!("/staff/settings/holidays/preview") view=HolidayPlanPage ssr=ssr()/>
        <Route path=path!("/staff/settings/terms") view=NoticesPage ssr=ssr()/>
        <Route path=path!("/staff/settings/terms/:id/draft") view=NoticeDraftPage ssr=ssr()/>
        <Route path=path!("/staff/settings/terms/:id/draft/preview") view=NoticePreviewPage ssr=ssr()/>
        <Route path=path!("/staff/settings/terms/:id/:version") view=NoticePage ssr=ssr()/>
        <Route path=path!("/staff/settings/industries") view=IndustriesPage ssr=ssr()/>
        <Route path=path!("/staff/settings/industries/:id") view=IndustryPage ssr=ssr()/>
        <Route path=path!("/staff/settings/platform") view=OwnPage ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
