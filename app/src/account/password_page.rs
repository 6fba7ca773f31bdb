//! Changing the own password.

use domain::account::Door;
use leptos::prelude::*;

use super::api;
use super::new_password::PasswordProblem;
use super::password_form::PasswordForm;
use crate::components::page_title::PageTitle;
use crate::live::live;
use crate::session::{self, Who};
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/account/password`
#[component]
pub fn PasswordPage() -> impl IntoView {
    let surroundings = session::current().data;
    let here = Resource::new_blocking(|| (), |()| api::needs_sign_in(paths::PASSWORD.to_owned()));
    view! {
        <PageTitle text=tr!("account.password.title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("account.password.title")}</h1>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    // Whoever is signed out is led away.
                    let is_due = here.await.unwrap_or(false);
                    let Who::Applicant { user_name } = surroundings.await.who else { return None };
                    Some(view! { <ChangePassword user_name is_due/> })
                })}
            </Transition>
        </section>
    }
}

#[component]
fn ChangePassword(
    user_name: String,
    /// It was handed out.
    is_due: bool,
) -> impl IntoView {
    view! {
        {match is_due {
            true => view! {
                <div class="banner banner--info" data-due="">
                    <p>{tr!("account.password.due")}</p>
                </div>
            }
            .into_any(),
            false => view! { <p class="page__intro">{tr!("account.password.intro")}</p> }.into_any(),
        }}
        <PasswordProblem/>
        {live(PasswordForm { door: Door::Applicants, user_name })}
        {(!is_due).then(|| view! { <p><a href=paths::RECOVER>{tr!("account.recover.link")}</a></p> })}
    }
}
