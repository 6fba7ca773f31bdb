//! The door of staff.

use crate::address::use_query_map;
use leptos::prelude::*;

use super::link;
use crate::account::sign_in_form::{Door, SignInForm};
use crate::components::page_title::PageTitle;
use crate::language::space;
use crate::session::{self, Who};
use crate::suspend::suspend;
use crate::tr;

/// `/staff/sign-in`, with the page to go to afterwards as `next`.
#[component]
pub fn StaffSignInPage() -> impl IntoView {
    let surroundings = session::current().data;
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let was_led_here = next.is_some();
    let next = link::staff_page(&next.unwrap_or_default());
    let way_on = next.clone();
    view! {
        <PageTitle text=tr!("staff.sign_in.title")/>
        <section class="page page--narrow staff-sign-in">
            <h1 class="page__title">{tr!("staff.sign_in.title")}</h1>
            {was_led_here.then(|| view! { <p class="page__intro">{tr!("staff.sign_in.to_go_on")}</p> })}
            <Transition fallback=|| ()>
                {move || {
                    let way_on = way_on.clone();
                    suspend(async move {
                        let Who::Staff { user_name, .. } = surroundings.await.who else { return None };
                        Some(view! {
                            <p class="banner">
                                {tr!("staff.sign_in.already", name = user_name)} {space()}
                                <a href=way_on>{tr!("staff.sign_in.go_on")}</a>
                            </p>
                        })
                    })
                }}
            </Transition>
            <div class="card"><SignInForm door=Door::Staff next/></div>
        </section>
    }
}
