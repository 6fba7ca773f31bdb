//! All applications of an account.

use domain::application::kind::ApplicationKind;
use domain::application::view::ListedApplication;
use leptos::prelude::*;

use super::api;
use crate::account::api::or_sign_in;
use crate::components::badge::badge_class;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::language::{day, language_signal, said};
use crate::{paths, tr};

/// `/applications`
#[component]
pub fn ListPage() -> impl IntoView {
    let list = Resource::new(
        || (),
        |()| async move { or_sign_in(api::applications().await, paths::APPLICATIONS.to_owned()).await },
    );
    let offers_any = ApplicationKind::offered().next().is_some();
    view! {
        <PageTitle text=tr!("page.list.title")/>
        <section class="page">
            <h1 class="page__title">{tr!("page.list.title")}</h1>
            {offers_any.then(|| view! {
                <p><a class="button" href=paths::NEW_APPLICATION>{tr!("page.list.new")}</a></p>
            })}
            <Transition>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(list) if list.is_empty() => {
                            view! { <p class="card empty">{tr!("page.list.empty")}</p> }.into_any()
                        }
                        Ok(list) => {
                            let rows = list.into_iter().map(|listed| view! { <Row listed/> }).collect_view();
                            view! { <ul class="applications">{rows}</ul> }.into_any()
                        }
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Row(listed: ListedApplication) -> impl IntoView {
    let language = language_signal();
    let ListedApplication {
        reference,
        kind,
        state,
        changed_on,
        has_unread,
    } = listed;
    let machine = changed_on.clone();
    view! {
        <li class="card application">
            <a class="application__link" href=paths::application(&reference) data-application=reference.clone()>
                {said(format!("kind.{kind}.name"))}
            </a>
            <span class=badge_class(state.id())>{said(format!("state.{}", state.id()))}</span>
            {has_unread.then(|| view! {
                " "<span class="badge badge--warn" data-unread="">{tr!("message.unread_badge")}</span>
            })}
            <p class="application__facts">
                <span class="visually-hidden">{tr!("status.reference")} " "</span>
                <span class="reference">{reference}</span>
                <span>
                    {tr!("page.list.changed")} " "
                    <time datetime=machine>{move || day(language.get(), &changed_on)}</time>
                </span>
            </p>
        </li>
    }
}
