//! Signing in and out, and the account of an applicant.

pub mod account_page;
pub mod answer_list;
pub mod api;
pub mod email_api;
mod email_page;
pub mod legacy_page;
pub mod new_password;
pub mod next;
pub mod password_form;
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
use leptos_router::{SsrMode, path};

use crate::live_parts;
use account_page::AccountPage;
use email_page::EmailPage;
use legacy_page::LegacyPage;
use password_page::PasswordPage;
use prove_page::ProvePage;
use recover_page::RecoverPage;
use sign_in_page::SignInPage;
use sign_out_page::SignOutPage;

// Most come by this door, and many on a phone: it has a file of its own.
live_parts!(
    sign_in_parts,
    __preload_sign_in_parts,
    crate::session::dialog::Shows,
);

live_parts!(
    account_parts,
    __preload_account_parts,
    super::password_form::PasswordForm,
    super::prove_page::Proof,
    super::email_page::NewEmail,
    super::email_page::EmailCode,
    super::recover_page::AskedAddress,
    super::recover_page::LinkPassword,
    super::legacy_page::Mailbox,
    crate::factor::code_page::CodeForm,
    crate::factor::factor_page::Begin,
    crate::factor::factor_page::Changes,
    crate::factor::set_up::Confirm,
    crate::factor::recovery_codes::Print,
    crate::service::account_page::RefusedNote,
    crate::service::account_page::HandedOut,
    crate::service::account_page::Acts,
);

/// The pages of this feature.
#[component(transparent)]
pub fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
        <Route path=path!("/sign-out") view=SignOutPage ssr=SsrMode::Async/>
        <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
        <Route path=path!("/account/password") view=PasswordPage ssr=SsrMode::Async/>
        <Route path=path!("/account/email") view=EmailPage ssr=SsrMode::Async/>
        <Route path=path!("/account/prove") view=ProvePage ssr=SsrMode::Async/>
        <Route path=path!("/recover/legacy") view=LegacyPage ssr=SsrMode::Async/>
        <Route path=path!("/recover") view=RecoverPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
