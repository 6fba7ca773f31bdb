//! Sent: the reference number, what happens next and by when.

use domain::application::view::Target;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use crate::account::api::or_sign_in;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::{language_signal, said};
use crate::session::{self, Who};
use crate::suspend::suspend;
use crate::{paths, tr};

/// The page after sending (`/register/done`, `/applications/:reference/done`).
#[component]
pub fn DonePage() -> impl IntoView {
    let params = use_params_map();
    let language = language_signal();
    let status = Resource::new(
        move || match params.with(|params| params.get("reference")) {
            Some(reference) => Target::Reference(reference),
            None => Target::Newcomer,
        },
        |place| async move {
            let page = match &place {
                Target::Reference(reference) => paths::application(reference),
                _ => paths::REGISTER.to_owned(),
            };
            or_sign_in(api::load_status(place.value(), String::new()).await, page).await
        },
    );
    let surroundings = session::current().data;
    view! {
        <Transition fallback=|| ()>
            {move || suspend(async move {
                match status.await {
                    Ok(status) => {
                        let due = status.due_on.map(|day| day.to_string());
                        let kind = status.kind.clone();
                        let way_on = match surroundings.await.who {
                            Who::Visitor => (paths::SIGN_IN, said("done.sign_in".to_owned())),
                            _ => (paths::ACCOUNT, said("layout.account".to_owned())),
                        };
                        view! {
                            <PageTitle text=tr!("done.title")/>
                            <section class="page page--done">
                                <div class="banner banner--good" role="status">
                                    <h1 class="page__title">{move || domain::t!(language.get(), "done.title")}</h1>
                                    <p>{move || domain::text::find(language.get(), &format!("kind.{kind}.done"))}</p>
                                </div>
                                <p class="done__label">{move || domain::t!(language.get(), "done.reference")}</p>
                                <p class="done__reference" data-reference=status.reference.clone()>{status.reference.clone()}</p>
                                <p>{move || domain::t!(language.get(), "done.keep")}</p>
                                {due.map(|due| (due.clone(), due)).map(|(mark, due)| view! {
                                    <p class="done__due" data-due=mark>
                                        {move || domain::t!(language.get(), "done.due", date = &crate::language::day(language.get(), &due))}
                                    </p>
                                })}
                                <p>{move || domain::t!(language.get(), "done.mail")}</p>
                                <div class="actions">
                                    <a class="button" href=paths::application(&status.reference)>
                                        {tr!("status.title")}
                                    </a>
                                    <a class="button button--secondary" href=way_on.0>{way_on.1}</a>
                                </div>
                            </section>
                        }.into_any()
                    }
                    Err(error) => view! { <FailedPage error/> }.into_any(),
                }
            })}
        </Transition>
    }
}
