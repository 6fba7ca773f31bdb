//! Signing in and out, and the account of an applicant.

pub mod account_page;
pub mod answer_list;
pub mod api;
pub mod next;
pub mod plain_field;
pub mod sign_in_page;
pub mod sign_out_page;

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use account_page::AccountPage;
use sign_in_page::SignInPage;
use sign_out_page::SignOutPage;

/// The pages of this feature.
#[component(transparent)]
pub fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
        <Route path=path!("/sign-out") view=SignOutPage ssr=SsrMode::Async/>
        <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
    }
    .into_inner()
}
