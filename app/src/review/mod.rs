//! Pages of staff: their door, the queue, a case. Queue and case are chunks of their own, so that
//! no applicant loads them. What may be done is policy in `domain::review`.

mod agreed;
mod answering;
pub mod api;
mod assign_form;
mod bulk_list;
mod bulk_page;
mod bulk_plan_page;
mod carry_out;
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
pub(crate) mod reasons_page;
mod remarks;
mod requirements;
pub mod second;
mod selection;
mod staff_sign_in_page;
mod trouble;
mod viewer;

pub use domain::review::notes;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

use crate::live_parts;
use crate::service::{AccountPage, AccountsPage};
use bulk_page::BulkPage;
use bulk_plan_page::BulkPlanPage;
use case_page::CasePage;
use figures_page::FiguresPage;
use next::NextPage;
use queue_page::QueuePage;
use reasons_page::ReasonsPage;
use staff_sign_in_page::StaffSignInPage;

live_parts!(
    queue_parts,
    __preload_queue_parts,
    super::keys::Shortcuts,
    super::selection::Selection,
    super::queue_page::Onward,
    super::queue_table::QueueRoles,
);

live_parts!(
    desk_parts,
    __preload_desk_parts,
    super::keys::CaseKeyboard,
    crate::message::thread::CaseMessages,
    super::trouble::DeskTrouble,
    super::next::NextLink,
    super::case_head::Holding,
    super::answering::Answering,
    super::kept::KeptNotes,
    super::decision_form::DecisionPanel,
    super::remarks::RemarksPart,
    super::assign_form::Assigning,
    super::viewer::PictureViewer,
);

live_parts!(
    bulk_parts,
    __preload_bulk_parts,
    super::bulk_page::BulkForm,
    super::bulk_list::Ticks,
    super::carry_out::Became,
    super::carry_out::CarryOut,
);

/// The routes of this feature. Complete pages, never streamed in parts: they must work without
/// JavaScript.
#[component(transparent)]
pub fn ReviewRoutes() -> AnyNestedRoute {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/staff/sign-in") view=StaffSignInPage ssr=ssr()/>
        <Route path=path!("/staff/queue") view=QueuePage ssr=ssr()/>
        <Route path=path!("/staff/next") view=NextPage ssr=ssr()/>
        <Route path=path!("/staff/settings/reasons") view=ReasonsPage ssr=ssr()/>
        <Route path=path!("/staff/bulk") view=BulkPage ssr=ssr()/>
        <Route path=path!("/staff/bulk/:id") view=BulkPlanPage ssr=ssr()/>
        <Route path=path!("/staff/figures") view=FiguresPage ssr=ssr()/>
        <Route path=path!("/staff/accounts") view=AccountsPage ssr=ssr()/>
        <Route path=path!("/staff/accounts/:account") view=AccountPage ssr=ssr()/>
        <Route path=path!("/staff/cases/:reference") view=CasePage ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
