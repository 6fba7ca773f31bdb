//! Signing out: a button, because a link alone must not end a session.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api::SignOut;
use crate::components::page_title::PageTitle;
use crate::session::{self, Who};
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/sign-out`
#[component]
pub fn SignOutPage() -> impl IntoView {
    let surroundings = session::current().data;
    view! {
        <PageTitle text=tr!("layout.sign_out")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("layout.sign_out")}</h1>
            <Transition>
                {move || suspend(async move {
                    match surroundings.await.who {
                        Who::Visitor => view! {
                            <p>{tr!("account.sign_out.nobody")}</p>
                            <p><a class="button" href=paths::SIGN_IN>{tr!("layout.sign_in")}</a></p>
                        }
                        .into_any(),
                        Who::Applicant { user_name } | Who::Staff { user_name, .. } => view! {
                            <p>{tr!("account.sign_out.intro", name = user_name)}</p>
                            <form method="post" action=SignOut::url()>
                                <button class="button" type="submit" data-action="sign-out">
                                    {tr!("layout.sign_out")}
                                </button>
                            </form>
                        }
                        .into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}
