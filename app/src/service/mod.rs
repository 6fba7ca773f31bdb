//! Pages of customer service: finding an account, looking at it, helping its owner back in. What may
//! be done is policy in `domain`; the forms are answered by `POST` routes of the server, because a
//! password that is shown once must stand in no URL.

mod account_page;
mod accounts_page;
pub mod api;

pub use account_page::Answered;

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};

use crate::lazy_pages;
use account_page::AccountPage;
use accounts_page::AccountsPage;

lazy_pages!(
    service_pages,
    __preload_service_pages,
    AccountsRoute => AccountsPage,
    ServedAccountRoute => AccountPage,
);

/// The routes of this feature.
#[component(transparent)]
pub fn ServiceRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/staff/accounts") view={Lazy::<AccountsRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/staff/accounts/:account") view={Lazy::<ServedAccountRoute>::new()} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
