//! The second factor: the page that asks for a code when somebody signs in, and the page to set one
//! up, at both doors.

pub mod api;
pub(crate) mod code_page;
pub(crate) mod factor_page;
pub mod path;
pub(crate) mod recovery_codes;
pub(crate) mod set_up;

use domain::account::Door;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

use crate::staff::account_page::StaffAccountPage;
use code_page::CodePage;
use factor_page::FactorPage;

#[component]
fn ApplicantCodePage() -> impl IntoView {
    view! { <CodePage door=Door::Applicants/> }
}

#[component]
fn StaffCodePage() -> impl IntoView {
    view! { <CodePage door=Door::Staff/> }
}

#[component]
fn ApplicantFactorPage() -> impl IntoView {
    view! { <FactorPage door=Door::Applicants/> }
}

#[component]
fn StaffFactorPage() -> impl IntoView {
    view! { <FactorPage door=Door::Staff/> }
}

/// The pages of this feature.
#[component(transparent)]
pub fn FactorRoutes() -> AnyNestedRoute {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/sign-in/code") view=ApplicantCodePage ssr=ssr()/>
        <Route path=path!("/staff/sign-in/code") view=StaffCodePage ssr=ssr()/>
        <Route path=path!("/account/second-factor") view=ApplicantFactorPage ssr=ssr()/>
        <Route path=path!("/staff/account") view=StaffAccountPage ssr=ssr()/>
        <Route path=path!("/staff/second-factor") view=StaffFactorPage ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
