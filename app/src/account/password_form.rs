//! The form to change the own password, of applicants and of staff.

use domain::account::Door;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::api::ChangePassword;
use super::new_password::NewPassword;
use super::plain_field::PlainField;
use crate::live::Part;
use crate::staff::api::ChangeStaffPassword;
use crate::tr;

/// The password as it is, and the new one.
#[derive(Debug, Serialize, Deserialize)]
pub struct PasswordForm {
    /// Where its owner comes in.
    pub door: Door,
    /// Whose.
    pub user_name: String,
}

impl Part for PasswordForm {
    const NAME: &'static str = "password";
    const BUNDLE: &'static str = "account_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self { door, user_name } = self;
        // Staff have it on a page with more than this.
        let (action, title) = match door {
            Door::Applicants => (ChangePassword::url(), None),
            Door::Staff => (
                ChangeStaffPassword::url(),
                Some(view! {
                    <h2>{tr!("account.password.title")}</h2>
                    <p>{tr!("account.password.intro")}</p>
                }),
            ),
        };
        view! {
            <form class="card form" method="post" action=action data-form="change-password">
                {title}
                <input type="hidden" name="user_name" value=user_name.clone() autocomplete="username"/>
                <PlainField id="current_password" kind="password" autocomplete="current-password"
                    label=const { key("account.password.current") } error=RwSignal::new(None)/>
                <NewPassword user_name/>
                <div class="actions">
                    <button class="button" type="submit" data-action="change-password">
                        {tr!("account.password.set")}
                    </button>
                </div>
            </form>
        }
        .into_any()
    }
}
