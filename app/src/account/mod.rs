//! Signing in and out, and the account of an applicant.

pub mod account_page;
pub mod answer_list;
pub mod api;
pub mod email_api;
mod email_page;
pub mod legacy_page;
pub mod new_password;
pub mod next;
mod password_page;
pub mod plain_field;
mod prove_page;
mod recover_page;
mod registration;
pub mod sessions;
pub mod sign_in_form;
pub mod sign_in_page;
pub mod sign_out_page;

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};

use crate::lazy_pages;
use account_page::AccountPage;
use email_page::EmailPage;
use legacy_page::LegacyPage;
use password_page::PasswordPage;
use prove_page::ProvePage;
use recover_page::RecoverPage;
use sign_in_page::SignInPage;
use sign_out_page::SignOutPage;

lazy_pages!(
    account,
    __preload_account,
    SignInRoute => SignInPage,
    SignOutRoute => SignOutPage,
    AccountRoute => AccountPage,
    PasswordRoute => PasswordPage,
    EmailRoute => EmailPage,
    ProveRoute => ProvePage,
    RecoverRoute => RecoverPage,
    LegacyRoute => LegacyPage,
);

/// The pages of this feature.
#[component(transparent)]
pub fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-in") view={Lazy::<SignInRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/sign-out") view={Lazy::<SignOutRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/account") view={Lazy::<AccountRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/account/password") view={Lazy::<PasswordRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/account/email") view={Lazy::<EmailRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/account/prove") view={Lazy::<ProveRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/recover/legacy") view={Lazy::<LegacyRoute>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/recover") view={Lazy::<RecoverRoute>::new()} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
