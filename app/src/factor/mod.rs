//! The second factor: the page that asks for a code when somebody signs in, and the page to set one
//! up, at both doors.

pub mod api;
mod code_page;
mod factor_page;
pub mod path;
mod recovery_codes;
mod set_up;

use domain::account::Door;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};

use crate::lazy_pages;
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

lazy_pages!(
    factor_pages,
    __preload_factor_pages,
    ApplicantCodeRoute => ApplicantCodePage,
    StaffCodeRoute => StaffCodePage,
    ApplicantFactorRoute => ApplicantFactorPage,
    StaffFactorRoute => StaffFactorPage,
    StaffAccountRoute => StaffAccountPage,
);

/// The pages of this feature.
#[component(transparent)]
pub fn FactorRoutes() -> AnyNestedRoute {
    let ssr = || SsrMode::Async;
    view! {
        <Route path=path!("/sign-in/code") view={Lazy::<ApplicantCodeRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/sign-in/code") view={Lazy::<StaffCodeRoute>::new()} ssr=ssr()/>
        <Route path=path!("/account/second-factor") view={Lazy::<ApplicantFactorRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/account") view={Lazy::<StaffAccountRoute>::new()} ssr=ssr()/>
        <Route path=path!("/staff/second-factor") view={Lazy::<StaffFactorRoute>::new()} ssr=ssr()/>
    }
    .into_inner()
    .into_any_nested_route()
}
